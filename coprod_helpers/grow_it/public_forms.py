"""Grow It's public form: choose up to three outcomes that matter most, and put them in order without dragging."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.look.form import FieldMistake
from coprod_helpers.look.public_form import Asked, Page, PublicForm, Question, row_of, rows_of
from coprod_helpers.star import N_, Word

MOST = 3
CHOICE = Question("outcome_choice_places.outcome_id", N_("Which outcomes matter most to you?"), N_("Up to three."), "outcomes", True,
                  kind="choices", most=MOST)
FIRST, SECOND = N_("Which of them matters most?"), N_("And which comes next?")
WARD = Question("outcome_choices.ward_id", N_("Which ward do you live in?"), N_("May be left open."))
SIDE = Question("outcome_choices.side", N_("From which side do you choose?"), "", is_needed=True)
ANOTHER = N_("Choose another one here: this one stands in the first place.")
NOT_TICKED = N_("This is not among the outcomes that are ticked. Tick it, or choose one of those.")


def _chosen(asked: Asked) -> list[Word]:
    """Return the outcomes that were ticked, as choices."""
    titles = asked.frames["outcomes"].set_index("outcome_id")["title"]
    return [Word(code, str(titles[code])) for code in asked.several("outcomes") if code in titles.index]


def _pages(asked: Asked) -> list[Page]:
    """Ask for up to three outcomes, then for their order where there are several, then for ward and side."""
    pages = [Page("choose", N_("Outcomes"), (CHOICE,))]
    chosen = tuple(_chosen(asked))
    if asked.is_on_paper:
        chosen = tuple(Word(row.outcome_id, row.title) for row in asked.frames["outcomes"].itertuples())
    if len(chosen) > 1:
        is_needed = not asked.is_on_paper
        order = [Question("outcome_choice_places.place", FIRST, "", "first", is_needed, chosen, style="radio")]
        if len(chosen) >= MOST:
            order.append(Question("outcome_choice_places.place", SECOND, "", "second", is_needed, chosen, style="radio"))
        pages.append(Page("order", N_("Their order"), tuple(order)))
    return [*pages, Page("who", N_("Who chooses?"), (WARD, SIDE))]


def _check(asked: Asked, page: str) -> list[FieldMistake]:
    """Refuse one outcome in two places, and on paper a place for one that is not ticked."""
    if page != "order":
        return []
    chosen = [word.code for word in _chosen(asked)]
    places = {name: asked.text(name) for name in (("first", "second") if len(chosen) >= MOST else ("first",)) if asked.text(name)}
    found = [FieldMistake(name, asked.say(NOT_TICKED)) for name, code in places.items() if code not in chosen]
    if places.get("second") and places.get("first") == places["second"]:
        found.append(FieldMistake("second", asked.say(ANOTHER)))
    return found


def _rows(asked: Asked) -> dict[str, pd.DataFrame]:
    """Make one choice with a place for each outcome."""
    choice = asked.id_of("outcome_choices")
    first = [code for code in (asked.text("first"), asked.text("second")) if code]
    codes = [word.code for word in _chosen(asked)]
    in_order = list(dict.fromkeys([*(code for code in first if code in codes), *codes]))
    places = [{"choice_id": choice, "outcome_id": code, "place": place} for place, code in enumerate(in_order, start=1)]
    return {
        "outcome_choices": row_of(choice_id=choice, side=asked.text("side"), ward_id=asked.text("ward_id"),
                                  received_on=asked.today.isoformat()),
        "outcome_choice_places": rows_of(places, ["choice_id", "outcome_id", "place"]),
    }


OUTCOMES_THAT_MATTER = PublicForm(
    "outcomes_that_matter", "grow_it", N_("Outcomes that matter most"),
    N_("Say which changes in people's lives matter most to you. The council measures what people say matters."),
    3, ("outcomes", "wards"), _pages, _rows,
    N_("Counts of all choices are shown in the council's report; numbers too small to hide a person are withheld."), _check)
FORMS = (OUTCOMES_THAT_MATTER,)
