"""Map It's public forms: suggest an initiative, and say whom the coverage map missed. Both arrive to be checked by a person."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.look.public_form import Asked, Page, PublicForm, Question, row_of, rows_of
from coprod_helpers.star import N_

READS = ("outcomes", "wards", "service_areas")

TITLE = Question("initiatives.title", N_("What is it called?"), N_("A short name that people will recognise. No names of people."), is_needed=True)
WHAT = Question("initiatives.description", N_("What happens?"), N_("Two or three sentences in plain words."))
CITIZENS = Question("initiatives.citizens_give", N_("What do residents give?"), N_("Time, skills, knowledge, a room, tools."))
SERVICE = Question("initiatives.public_gives", N_("What do public services give, if anything?"), N_("Staff time, money, a room, training."))
OUTCOMES = Question("initiative_outcome.outcome_id", N_("Which of these does it help with?"), N_("All that apply."), name="outcomes")
WARDS = Question("initiative_ward.ward_id", N_("Where does it happen?"), N_("All that apply."), name="wards")
SIDE = Question("initiatives.reporter_side", N_("From which side do you tell us?"), "", is_needed=True)
GROUP = Question("initiatives.reported_by", N_("Which group or team do you belong to, if any?"),
                 N_("The group, not your own name. It may be named beside the initiative."))
MAY_NAME = Question("initiatives.may_name", N_("May we tell others about it by its name?"), "")
URL = Question("initiatives.url", N_("Is there a web page about it?"), N_("Begin it with https://"))


def _pages(_asked: Asked) -> list[Page]:
    """Ask about what goes on, what each side gives, where and for what, and who tells."""
    return [
        Page("what", N_("What is it?"), (TITLE, WHAT)),
        Page("gives", N_("Who gives what?"), (CITIZENS, SERVICE)),
        Page("where", N_("For what, and where?"), (OUTCOMES, WARDS)),
        Page("who", N_("Who tells us?"), (SIDE, GROUP, MAY_NAME, URL)),
    ]


def _rows(asked: Asked) -> dict[str, pd.DataFrame]:
    """Make an initiative to check, with its outcomes and wards."""
    initiative = asked.id_of("initiatives")
    own = {name: asked.text(name) for name in ("title", "description", "citizens_give", "public_gives", "reporter_side", "reported_by",
                                               "may_name", "url")}
    return {
        "initiatives": row_of(initiative_id=initiative, status="to-check", source=SOURCE, **own),
        "initiative_outcome": rows_of([{"initiative_id": initiative, "outcome_id": code} for code in asked.several("outcomes")],
                                      ["initiative_id", "outcome_id"]),
        "initiative_ward": rows_of([{"initiative_id": initiative, "ward_id": code} for code in asked.several("wards")],
                                   ["initiative_id", "ward_id"]),
    }


SOURCE = N_("Told to us by a public form")
NEXT = N_("A person looks at it before it goes onto the map. Under your code you can see what was done with it, and why.")

SUGGEST = PublicForm(
    "suggest_an_initiative", "map_it", N_("Suggest an initiative"),
    N_("Tell us of something that residents and public services do together, or could. It helps the council to see what is there."),
    5, READS, _pages, _rows, NEXT)
MISSED = PublicForm(
    "coverage_map", "map_it", N_("What we do together, and whom we missed"),
    N_("The map above shows what the council knows of. Tell us of something that is missing from it."),
    5, READS, _pages, _rows, NEXT)
FORMS = (SUGGEST, MISSED)
