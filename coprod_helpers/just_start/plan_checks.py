"""What to look at in the plan before it is told to anyone: days, people, and a citizen's own choice.

The checks are ours; the rule that one act is a citizen's own choice follows the leaflet's stress on willing citizens.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from coprod_helpers.just_start.first_100_days import LENGTH_DAYS
from coprod_helpers.just_start.proposals import ACTS_IN_30_DAYS, is_own_choice
from coprod_helpers.look.numbers import date_words
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _

FIRST_DAYS, FIRST_MONTH = 7, 30
SATURDAY = 5
NOBODY = ("", "tbc", "tba", "?", "-", "n/a")


def checks(first_starts: pd.DataFrame, acts: pd.DataFrame, as_of: date) -> list[str]:
    """Say in whole sentences what the plan still lacks or gets wrong.

    Parameters
    ----------
    first_starts, acts : DataFrame
        The tables of these names. Acts that were dropped are not looked at; days past are told of planned acts only.
    as_of : date
        The day of the run.

    Returns
    -------
    list of str, first on starts by their day 1, then on acts by their day; empty if there is nothing to say
    """
    today = pd.Timestamp(as_of)
    if first_starts.empty:
        return [_("No start is chosen yet: choose one outcome, one initiative, and the day the 100 days begin.")]
    live = acts[acts["status"].ne("dropped")].sort_values(["due_on", "act_id"])
    starts = first_starts.sort_values(["begins_on", "start_id"])
    begins = starts.set_index("start_id")["begins_on"].reindex(live["start_id"])
    return [
        *(sentence for start in starts.itertuples()
          for sentence in _start_checks(start, live[live["start_id"].eq(start.start_id)], today)),
        *(sentence for act, begin in zip(live.itertuples(), begins) for sentence in _act_checks(act, begin, today)),
        *_weekend_notes(live, today),
    ]


def _start_checks(start, acts: pd.DataFrame, today: pd.Timestamp) -> list[str]:
    """Look at one start and its acts together."""
    values = {"start": start.start_id, "day": date_words(start.begins_on)}
    if pd.isna(start.begins_on):
        return [_("Start {start} has no day 1 yet: choose the day its 100 days begin.").format(**values)]
    end = start.begins_on + pd.Timedelta(days=LENGTH_DAYS)
    if end < today:
        return [_("The 100 days of start {start} ended on {end}: look back together, then choose what comes "
                  "next.").format(end=date_words(end), **values)]
    if acts.empty:
        return [_("Start {start} has no acts yet: agree a first one for the 7 days from {day}.").format(**values)]
    days = (acts["due_on"] - start.begins_on).dt.days
    soon = int(days.le(FIRST_MONTH).sum())
    found = {
        _("Start {start} has no act in its first 7 days, from {day}: agree a small one."):
            not days.le(FIRST_DAYS).any(),
        plural("Start {start} has {soon} act in its first 30 days; three keep it moving.",
               "Start {start} has {soon} acts in its first 30 days; three keep it moving.", soon):
            soon < ACTS_IN_30_DAYS,
        _("No act of start {start} is a citizen's own choice: ask someone what they would choose to do."):
            not is_own_choice(acts).any(),
    }
    return [sentence.format(soon=soon, **values) for sentence, applies in found.items() if applies]


def _act_checks(act, begins_on: pd.Timestamp, today: pd.Timestamp) -> list[str]:
    """Look at one act."""
    values = {"act": act.title, "day": date_words(act.due_on)}
    is_dated, is_open = pd.notna(act.due_on), act.status == "planned"
    days = (act.due_on - begins_on).days if is_dated and pd.notna(begins_on) else None
    found = {
        _('"{act}" has no day yet: choose one.'): not is_dated,
        _('Nobody is named for "{act}": ask who will do it.'): _is_nobody(act.person),
        _('"{act}" was due on {day} and is neither done nor dropped: say which, or choose a new day.'):
            is_open and is_dated and act.due_on < today,
        _('"{act}" is due on {day}, before day 1 of its start: change one of the two days.'):
            days is not None and days < 0,
        _('"{act}" is due on {day}, after day 100 of its start: choose an earlier day or a later start.'):
            days is not None and days > LENGTH_DAYS,
    }
    return [sentence.format(**values) for sentence, applies in found.items() if applies]


def _weekend_notes(acts: pd.DataFrame, today: pd.Timestamp) -> list[str]:
    """Note the acts still to come that are due on a Saturday or Sunday."""
    days = acts["due_on"]
    found = acts[acts["status"].eq("planned") & days.ge(today) & days.dt.day_of_week.ge(SATURDAY)]
    listed = "; ".join(f'"{act.title}", {date_words(act.due_on)}' for act in found.itertuples())
    return [_("Due on a weekend, so check that people are there: {acts}.").format(acts=listed)] if listed else []


def _is_nobody(person: object) -> bool:
    """True where no one is named."""
    return pd.isna(person) or str(person).strip().casefold() in NOBODY
