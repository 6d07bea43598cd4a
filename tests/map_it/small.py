"""Small tables of Map It to try things on."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.tables import table


def rows(name: str, *entries: dict) -> pd.DataFrame:
    """Build a table of a few rows; what an entry leaves out is blank."""
    own = table(name)
    cells = {column.name: [entry.get(column.name) for entry in entries] for column in own.columns}
    typed = {column.name: pd.to_datetime(pd.Series(cells[column.name], dtype="object")).astype("datetime64[s]")
             if column.type == "date" else pd.Series(cells[column.name], dtype=column.dtype) for column in own.columns}
    return pd.DataFrame(typed)


def initiatives(*entries: dict) -> pd.DataFrame:
    """Build initiatives I1, I2 and so on, existing unless they say otherwise."""
    return rows("initiatives", *({"initiative_id": f"I{place}", "title": f"Title {place}", "status": "existing"} | entry
                                 for place, entry in enumerate(entries, 1)))


def links(name: str, *pairs: tuple) -> pd.DataFrame:
    """Build a link table; each pair holds the first columns' values."""
    return rows(name, *(dict(zip(table(name).names, pair)) for pair in pairs))


def shuffled(*frames: pd.DataFrame, seed: int = 7) -> list[pd.DataFrame]:
    """Return the same tables with their rows in another order."""
    return [frame.sample(frac=1, random_state=seed).reset_index(drop=True) for frame in frames]


def chart_rows(picture, column: str) -> pd.DataFrame:
    """Return the rows inside a chart that have a column."""
    from coprod_helpers.look.pictures import to_spec

    sets = to_spec(picture.chart)["datasets"].values()
    return next(pd.DataFrame(own) for own in sets if own and column in own[0])


def drawn_words(picture) -> str:
    """Return the drawn picture, in which every word stands as text."""
    from coprod_helpers.look.pictures import to_svg

    return to_svg(picture.chart, picture.caption, picture.alt)
