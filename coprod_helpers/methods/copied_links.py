"""What one row gets when another is joined into it: the other's links, where it has none of its own that say the same."""

from __future__ import annotations

import numpy as np
import pandas as pd

from coprod_helpers.tables.declare import Table


def links_to_add(link: Table, frame: pd.DataFrame, kept: str, away: str) -> pd.DataFrame:
    """Return the links that `kept` gets from `away`: those of `away` under the id of `kept`, without what `kept` has.

    Parameters
    ----------
    link : Table
        The declaration of a link table; its key begins with the id of the row that owns the links.
    frame : DataFrame
        Its rows.
    kept, away : str
        Ids of two owners.

    Returns
    -------
    DataFrame, typed as `frame`, in its order
        Two links say the same if their keys are the same, blanks too; what else stands in them is left as it is.

    Examples
    --------
    >>> from coprod_helpers.tables import table
    >>> wards = pd.DataFrame({"initiative_id": ["I1", "I2", "I2"], "ward_id": ["W1", "W1", "W2"]})
    >>> links_to_add(table("initiative_ward"), wards, "I1", "I2").values.tolist()
    [['I1', 'W2']]
    """
    owner = frame[link.parent_key]
    copies = frame[owner.eq(away).fillna(False)].assign(**{link.parent_key: kept}).astype(frame.dtypes)
    own = set(_keys(link, frame[owner.eq(kept).fillna(False)]))
    is_new = np.array([key not in own for key in _keys(link, copies)], dtype=bool)
    return copies[is_new].reset_index(drop=True)


def _keys(link: Table, frame: pd.DataFrame) -> list[tuple]:
    """Return each row's key as a tuple; blanks, which equal nothing, as empty text."""
    cells = frame[list(link.key)].astype("object")
    return list(cells.where(cells.notna(), "").itertuples(index=False, name=None))
