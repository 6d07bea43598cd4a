"""Just Start's public form: pledge an act."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.look.form import DATE_HINT, FieldMistake
from coprod_helpers.look.public_form import Asked, Page, PublicForm, Question, row_of
from coprod_helpers.star import N_
from coprod_helpers.tables.parse import Refused, read_cell

ACT = Question("pledges.act", N_("What will you do?"), N_("One thing that you can do yourself. It may be small."), is_needed=True)
BY = Question("pledges.due_on", N_("By when?"), DATE_HINT, is_needed=True)
INITIATIVE = Question("pledges.initiative_id", N_("Does it belong to one of these?"), N_("May be left open."), style="select")
SIDE = Question("pledges.side", N_("From which side do you pledge?"), "", is_needed=True)
KNOWN_AS = Question("pledges.known_as", N_("May we show a name beside your pledge? Which?"),
                    N_("A first name or a nickname. Leave it empty, and no name is shown."), is_sensitive=True)
PASSED = N_("This day has passed. Give today or a day to come.")


def _pages(_asked: Asked) -> list[Page]:
    """Ask for the act and its day, then for whom and what."""
    return [Page("act", N_("Your pledge"), (ACT, BY)), Page("who", N_("Who pledges?"), (SIDE, INITIATIVE, KNOWN_AS))]


def _check(asked: Asked, page: str) -> list[FieldMistake]:
    """Refuse a day that has passed."""
    try:
        due_on = read_cell(BY.declared, asked.text("due_on"))[0]
    except Refused:
        return []
    return [FieldMistake("due_on", asked.say(PASSED))] if page == "act" and due_on < asked.today else []


def _rows(asked: Asked) -> dict[str, pd.DataFrame]:
    """Make one pledge."""
    own = {name: asked.text(name) for name in ("act", "due_on", "side", "initiative_id", "known_as")}
    return {"pledges": row_of(pledge_id=asked.id_of("pledges"), status="planned", received_on=asked.today.isoformat(), **own)}


PLEDGE = PublicForm(
    "pledge_an_act", "just_start", N_("Pledge an act"),
    N_("Great things begin with small acts. Pledge one; under your code you can change it or take it back at any time."),
    3, ("initiatives",), _pages, _rows,
    N_("Pledges may be shown on a board, with the name you gave or none. Nobody reminds you: it is yours."), _check)
FORMS = (PLEDGE,)
