"""Released files for tests: made by the release itself, from small workspaces with published results."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from coprod_helpers import library
from coprod_helpers.exchange.release import make_release, write_release
from coprod_helpers.star import FOUR_COS, SIDES, VOICE_ACTION
from coprod_helpers.tables import TABLES
from coprod_helpers.workspace import open_workspace

AT = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
STEPS = {step: {"fingerprint": "made for a test", "parts": {"parameters": {}, "tables": {}}} for step in ("map_it", "focus_it", "people_it")}
STATES = ("strong", "present", "potential", "gap", "not applicable")
QUADRANTS = ("do now", "invest for outcomes", "save, then check outcomes", "park", "harm check", "not known")


def typed(name: str, rows: list[dict]) -> pd.DataFrame:
    """Rows of a declared table, blank where nothing is given."""
    table = TABLES[name]
    return pd.DataFrame(rows, columns=table.names).astype(table.empty().dtypes)


def results(seed: int, answers: int | None = 40, outcomes: int = 8) -> dict[str, pd.DataFrame]:
    """Published results of one council, drawn by a seed."""
    draw = np.random.default_rng(seed)
    coverage = [{"outcome_id": f"O{number}", "outcome": "canary-outcome", "co": co.code, "state": draw.choice(STATES)}
                for number in range(outcomes) for co in FOUR_COS]
    active = int(draw.integers(6, 20))
    balance = [{"group": "Co", "value": co.label, "initiative_count": int(draw.integers(0, active + 1))} for co in FOUR_COS]
    for group, words in (("voice or action", VOICE_ACTION), ("told from the side of", SIDES)):
        values, sizes = [*(word.label for word in words), "Not known"], draw.multinomial(active, [0.4, 0.3, 0.2, 0.1])
        balance += [{"group": group, "value": value, "initiative_count": int(size)} for value, size in zip(values, sizes)]
    balance += [{"group": "ward", "value": value, "initiative_count": int(draw.integers(0, 3))}
                for value in ("canary-ward-North", "canary-ward-South", "Not known")]
    matrix = [{"option_id": f"OP{number}", "option": "canary-option", "outcome_gain": float(draw.integers(-1, 5)),
               "efficiency_gain": float(draw.integers(-1, 5)), "quadrant": draw.choice(QUADRANTS), "rater_count": 3}
              for number in range(int(draw.integers(3, 9)))]
    shown = "not shown" if answers is None else str(answers)
    summary = [{"topic": "answers", "value": "all", "people": answers, "people_shown": shown},
               {"topic": "ward", "value": "canary-ward-North", "people": 12, "people_shown": "12"}]
    return {"coverage": typed("coverage", coverage), "map_balance": typed("map_balance", balance),
            "impact_matrix": typed("impact_matrix", matrix), "survey_summary": typed("survey_summary", summary)}


def workspace_with(code: str, seed: int = 1, raters: tuple[int, int, int] = (6, 5, 0), **drawn):
    """Open a council's workspace with raters, ratings and published results."""
    workspace = open_workspace(code)
    draw = np.random.default_rng(seed)
    sides = [side for side, size in zip(("citizen", "officer", "councillor"), raters) for _ in range(size)]
    criteria = [{"criterion_id": f"CR{number}", "title": f"canary-criterion-{number}", "axis": axis, "scale_low": -2,
                 "scale_high": 4, "worst_anchor": "canary-worst", "best_anchor": "canary-best"}
                for number, axis in enumerate(("outcomes", "efficiency"), 1)]
    people = [{"rater_id": f"RT{number}", "alias": f"canary-alias-{number}", "rater_group": side}
              for number, side in enumerate(sides, 1)]
    ratings = [{"option_id": "OP1", "criterion_id": f"CR{criterion}", "rater_id": person["rater_id"],
                "rating": int(draw.integers(-1, 4)), "reason": "canary-reason"} for person in people for criterion in (1, 2)]
    option = [{"option_id": "OP1", "title": "canary-title", "kind": "do-nothing", "description": "canary-description"}]
    workspace.save({"options": pd.DataFrame(option), "criteria": pd.DataFrame(criteria), "raters": pd.DataFrame(people),
                    "ratings": pd.DataFrame(ratings)})
    workspace.publish(results(seed, **drawn), STEPS, who="a test")
    return workspace


def release_of(code: str, folder: Path, seed: int = 1, stale: dict | None = None, **drawn) -> Path:
    """Release a council's results into a folder and return the file."""
    release = make_release(workspace_with(code, seed, **drawn), stale or {}, "Performance team", AT)
    return write_release(release, folder)


def codes(count: int, nation: str = "") -> list[str]:
    """Codes of so many councils in force, spread over the register; of one nation if it is named."""
    register = library.read("councils")
    rows = register[register["end_date"].isna() & (register["nation"].eq(nation) if nation else True)]
    return rows["gss_code"].iloc[np.linspace(0, len(rows) - 1, count).astype(int)].tolist()
