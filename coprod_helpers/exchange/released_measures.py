"""The measures of a released results file, made from a council's published results: tables in, rows out.

Only words of closed lists and numbers pass through: what people typed (titles, names of wards, reasons) does not. Counts
of people are withheld below the council's own limit, and with them whatever would give them away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from coprod_helpers.map_it.explorer import GAP, NOT_APPLICABLE, POTENTIAL, PRESENT, STRONG
from coprod_helpers.map_it.map_balance import NOT_KNOWN as NO_WARD
from coprod_helpers.methods.closeness import pairs_within_one_step
from coprod_helpers.methods.suppression import LOWEST_THRESHOLD, NOT_SHOWN, TOTAL, Suppressed, fewer_than, suppress
from coprod_helpers.people_it.see_what_you_can_do import ANSWERS
from coprod_helpers.star import FOUR_COS, RATER_GROUPS
from coprod_helpers.tables.released import ALL, MEASURES, QUADRANTS, RELEASED

# step -> the tables that its measures are made from
READS = {
    "map_it": ("coverage", "map_balance"),
    "focus_it": ("impact_matrix", "focus_decisions", "ratings", "raters"),
    "people_it": ("survey_summary",),
}
STATES = {"coverage_strong": STRONG, "coverage_present": PRESENT, "coverage_potential": POTENTIAL, "coverage_gap": GAP,
          "coverage_not_applicable": NOT_APPLICABLE}
BALANCES = {"balance_co": "Co", "balance_voice_action": "voice or action", "balance_side": "told from the side of"}
# Shares are rounded to these places. Those of pairs more coarsely: exact ones would tell how many pairs, and so how
# many raters, stand behind them.
PLACES, PLACES_OF_PAIRS = 4, 2
# With fewer raters in all, whether their agreement is shown would tell how many there are.
FEWEST_IN_ALL = 5


def released_measures(tables: Mapping[str, pd.DataFrame], steps: Iterable[str], settings: Mapping) -> pd.DataFrame:
    """Make every measure of the steps whose results are published.

    Parameters
    ----------
    tables : dict of table name -> DataFrame
        Those that `READS` names for the steps; no private column is needed or read.
    steps : iterable of step names
        Others than those of `READS` give no measure.
    settings : dict
        With `survey_threshold` and `other_threshold`, people.

    Returns
    -------
    DataFrame, as `tables.released.RELEASED` declares it, in the order of the measures and their parts
        What is not known is blank, never 0; what is withheld is blank and says so in `withheld`.
    """
    steps = set(steps)
    rows = []
    if "map_it" in steps:
        rows += [*_coverage(tables["coverage"]), *_balance(tables["map_balance"]), *_wards(tables["map_balance"])]
    if "focus_it" in steps:
        rows += [*agreement(tables["ratings"], tables["raters"], settings["other_threshold"]),
                 *_case(tables["impact_matrix"], tables["focus_decisions"])]
    if "people_it" in steps:
        rows += [_answers(tables["survey_summary"], settings["survey_threshold"])]
    frame = pd.DataFrame(rows, columns=RELEASED.names)
    order = {measure: place for place, measure in enumerate(MEASURES)}
    frame = frame.sort_values("measure", key=lambda codes: codes.map(order), kind="stable", ignore_index=True)
    return frame.astype(RELEASED.empty().dtypes)


def _row(code: str, part: str, value: float = np.nan, count=pd.NA, base=pd.NA, withheld: str = "") -> tuple:
    """Return one row of a measure, with its unit and source."""
    measure = MEASURES[code]
    return (code, part, value, measure.unit, count, base, measure.base_unit or np.nan, withheld or np.nan, measure.table)


def _share(code: str, part: str, count: int, base: int) -> tuple:
    """Return a row with a share; of nothing there is no share."""
    return _row(code, part, round(count / base, PLACES) if base else np.nan, int(count), int(base))


# Map It

def _coverage(coverage: pd.DataFrame) -> list[tuple]:
    """Count the outcomes in each state, for each Co and for all four."""
    rows = []
    for code, state in STATES.items():
        for part in (ALL, *(co.code for co in FOUR_COS)):
            states = coverage["state"] if part == ALL else coverage.loc[coverage["co"].eq(part), "state"]
            applies = len(states) if state == NOT_APPLICABLE else states.ne(NOT_APPLICABLE).sum()
            rows.append(_share(code, part, states.eq(state).sum(), applies))
    return rows


def _balance(map_balance: pd.DataFrame) -> list[tuple]:
    """Share out the initiatives under way by the words of each closed list."""
    counts = map_balance.set_index(["group", "value"])["initiative_count"]
    base = int(map_balance.loc[map_balance["group"].eq(BALANCES["balance_voice_action"]), "initiative_count"].sum())
    return [_share(code, part.code, int(counts.get((group, part.label), 0)), base)
            for code, group in BALANCES.items() for part in MEASURES[code].parts]


def _wards(map_balance: pd.DataFrame) -> list[tuple]:
    """Count the wards reached; where no initiative says where it is, that is not known."""
    wards = map_balance[map_balance["group"].eq("ward") & map_balance["value"].ne(NO_WARD)]
    reached = int(wards["initiative_count"].gt(0).sum())
    return [_share("balance_wards", ALL, reached, len(wards)) if reached else _row("balance_wards", ALL, base=len(wards))]


# Focus It

def agreement(ratings: pd.DataFrame, raters: pd.DataFrame, threshold: int) -> list[tuple]:
    """Give the share of pairs of ratings within one step, for each side and in all, with ratings and raters.

    A side's share is shown where its number of raters is: from `threshold` on, which is 3 or more, so that fewer than
    three never pass for a side. Where any side is withheld, so are the numbers of raters and ratings in all. The share in
    all stands where at least one side is shown; or, without one, from 5 raters and `threshold` on, unless `threshold` is
    3, because then it would tell how many there are.

    Parameters
    ----------
    ratings, raters : DataFrame
        The tables of these names; of raters, the id and the group alone. A blank rating is not known.
    threshold : int
        Smallest count of people shown, 3 or more.

    Returns
    -------
    list of rows of `RELEASED`
    """
    group = ratings["rater_id"].map(raters.set_index("rater_id")["rater_group"])
    known = ratings.assign(group=group)[ratings["rating"].notna() & group.notna()]
    known = known.assign(thing=known["option_id"] + "\n" + known["criterion_id"])
    people = known.groupby("group")["rater_id"].nunique().reindex([word.code for word in RATER_GROUPS], fill_value=0)
    shown = _raters_shown(people, threshold)
    rows = []
    for part in MEASURES["agreement"].parts:
        own = known if part.code == ALL else known[known["group"].eq(part.code)]
        rows += _side(part.code, own, shown, _share_may_show(part.code, people, shown, threshold))
    return rows


def _raters_shown(people: pd.Series, threshold: int) -> Suppressed:
    """Withhold small numbers of raters, and the number in all with them: then no sum is left to subtract from.

    The words depend on nothing but that: words chosen by what they would give away tell by that choice.
    """
    is_small = people.gt(0) & people.lt(threshold)
    shown = suppress(people, threshold, [TOTAL] if is_small.any() else [])
    words = shown.shown.mask(shown.is_hidden, fewer_than(threshold))
    words[TOTAL] = NOT_SHOWN if shown.is_hidden[TOTAL] else words[TOTAL]
    return Suppressed(shown.people, words, shown.is_hidden)


def _share_may_show(part: str, people: pd.Series, shown: Suppressed, threshold: int) -> bool:
    """True where showing a share does not tell how many raters there are."""
    if part != ALL:
        return not shown.is_hidden[part]
    some_side = (people.gt(0) & ~shown.is_hidden.drop(TOTAL)).any()
    return bool(some_side or (threshold > LOWEST_THRESHOLD and people.sum() >= max(FEWEST_IN_ALL, threshold)))


def _side(part: str, own: pd.DataFrame, shown: Suppressed, may_show: bool) -> list[tuple]:
    """Return agreement, ratings and raters of one side; how many ratings there are would tell how many raters."""
    label = TOTAL if part == ALL else part
    is_hidden = bool(shown.is_hidden[label])
    near, pairs = pairs_within_one_step(own)
    share = round(near / pairs, PLACES_OF_PAIRS) if pairs and may_show else np.nan
    return [
        _row("agreement", part, share, base=pd.NA if is_hidden else pairs, withheld="" if may_show else NOT_SHOWN),
        _row("agreement_ratings", part, np.nan if is_hidden else len(own), withheld=NOT_SHOWN if is_hidden else ""),
        _row("agreement_raters", part, np.nan if is_hidden else int(shown.people[label]),
             withheld=str(shown.shown[label]) if is_hidden else ""),
    ]


def _case(impact_matrix: pd.DataFrame, focus_decisions: pd.DataFrame) -> list[tuple]:
    """Give the options in each quadrant, their median gains, and how many are decided."""
    options = len(impact_matrix)
    decided = int(impact_matrix["option_id"].isin(focus_decisions["option_id"]).sum())
    counts = impact_matrix["quadrant"].value_counts()
    return [
        _row("case_options", ALL, options),
        *(_share("case_quadrant", word.code, int(counts.get(word.label, 0)), options) for word in QUADRANTS),
        *(_median(f"case_{gain}", impact_matrix[gain]) for gain in ("outcome_gain", "efficiency_gain")),
        _share("case_decided", ALL, decided, options),
    ]


def _median(code: str, values: pd.Series) -> tuple:
    """Return the median of what is known, with how many options it rests on."""
    known = values.dropna()
    return _row(code, ALL, round(float(known.median()), PLACES) if len(known) else np.nan, base=len(known))


# People It

def _answers(survey_summary: pd.DataFrame, threshold: int) -> tuple:
    """Return how many residents took part, withheld where small by the limit that stands now."""
    own = survey_summary[survey_summary["topic"].eq(ANSWERS)]
    if own.empty:
        return _row("survey_answers", ALL)
    people, words = own["people"].iloc[0], fewer_than(threshold)
    if pd.isna(people):
        return _row("survey_answers", ALL, withheld=words if own["people_shown"].iloc[0] == words else NOT_SHOWN)
    is_small = 0 < people < threshold
    return _row("survey_answers", ALL, np.nan if is_small else int(people), withheld=words if is_small else "")
