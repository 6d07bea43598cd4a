"""Focus It's public forms: rate as a critical friend in the blind first round, challenge an option, say which steps matter."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.look.form import FieldMistake
from coprod_helpers.look.public_form import Asked, Page, PublicForm, Question, row_of, rows_of
from coprod_helpers.star import N_, Word

# Rate as a critical friend --------------------------------------------------------------------------------------------

STAKE = Question("raters.has_no_stake", N_("Do you declare that you have nothing to gain or lose by any of these options?"),
                 N_("A critical friend leads none of them and gains nothing by any."), is_needed=True)
STAKE_NOTE = Question("raters.stake_note", N_("What does that cover, or what is your stake?"), N_("A sentence. May be left empty."))
WHY = N_("Why this end of the scale? {criterion}")
UNSURE = N_("Choose “No answer” where you do not know: it counts as not known, never as nothing.")
OPTION_INTRO = N_("{description} Rate it by yourself: you see nobody else's ratings in this round.")
WHY_INTRO = N_("You gave “{option}” a rating at an end of the scale. Say in a sentence what makes you sure.")
CLOSED = N_("You have rated in the second round already, after the leads' ratings were shown. The blind round cannot be changed any more.")


def _rated_options(asked: Asked) -> pd.DataFrame:
    """Return the options to rate."""
    return asked.frames["options"]


def _rated_criteria(asked: Asked) -> pd.DataFrame:
    """Return the criteria to rate by."""
    return asked.frames["criteria"]


def _answer(option_id: str, criterion_id: str, part: str = "rating") -> str:
    """Return the name of an answer."""
    return f"{part}_{option_id}_{criterion_id}"


def _scale(criterion) -> tuple[Word, ...]:
    """Return a criterion's scale, its ends in words."""
    low, high = int(criterion.scale_low), int(criterion.scale_high)
    anchors = {low: criterion.worst_anchor, high: criterion.best_anchor}
    return tuple(Word(str(rating), f"{rating}: {anchors[rating]}" if isinstance(anchors.get(rating), str) else str(rating))
                 for rating in range(low, high + 1))


def _is_at_end(asked: Asked, option_id: str, criterion) -> bool:
    """True where a rating stands at an end of its scale."""
    return asked.text(_answer(option_id, criterion.criterion_id)) in (str(int(criterion.scale_low)), str(int(criterion.scale_high)))


def _pages_of_rating(asked: Asked) -> list[Page]:
    """Ask for the declaration, then for each option's ratings, and for a reason where one stands at an end."""
    pages = [Page("stake", N_("Before you rate"), (STAKE, STAKE_NOTE))]
    for option in _rated_options(asked).itertuples():
        described = "" if pd.isna(option.description) else str(option.description)
        questions = tuple(Question("ratings.rating", str(criterion.title), "", _answer(option.option_id, criterion.criterion_id),
                                   words=_scale(criterion), style="radio") for criterion in _rated_criteria(asked).itertuples())
        intro = asked.say(OPTION_INTRO).format(description=described).strip() + "\n" + asked.say(UNSURE)
        pages.append(Page(f"option_{option.option_id}", str(option.title), questions, intro))
        at_ends = [criterion for criterion in _rated_criteria(asked).itertuples() if asked.is_on_paper or _is_at_end(asked, option.option_id, criterion)]
        if at_ends:
            reasons = tuple(Question("ratings.reason", asked.say(WHY).format(criterion=criterion.title), "",
                                     _answer(option.option_id, criterion.criterion_id, "reason")) for criterion in at_ends)
            pages.append(Page(f"why_{option.option_id}", N_("Why so sure?"), reasons, asked.say(WHY_INTRO).format(option=option.title)))
    return pages


def _check_rating(asked: Asked, page: str) -> list[FieldMistake]:
    """Refuse a change of the blind round once the second has begun."""
    second = asked.frames["second_ratings"]
    return [FieldMistake("", asked.say(CLOSED))] if second["rater_id"].eq(asked.person).any() and page == "stake" else []


def _reason(asked: Asked, option_id: str, criterion) -> str | None:
    """Return the reason for a rating at an end of its scale; one that was given for another rating no longer counts."""
    return asked.text(_answer(option_id, criterion.criterion_id, "reason")) or None if _is_at_end(asked, option_id, criterion) else None


def _rows_of_rating(asked: Asked) -> dict[str, pd.DataFrame]:
    """Make one rating for each option and criterion that was rated; what was left open is no row."""
    rated = [{"option_id": option, "criterion_id": criterion.criterion_id, "rater_id": asked.person,
              "rating": asked.text(_answer(option, criterion.criterion_id)), "reason": _reason(asked, option, criterion)}
             for option in _rated_options(asked)["option_id"] for criterion in _rated_criteria(asked).itertuples()
             if asked.text(_answer(option, criterion.criterion_id))]
    rater = row_of(rater_id=asked.person, has_no_stake=asked.text("has_no_stake"), stake_note=asked.text("stake_note"))
    return {"raters": rater, "ratings": rows_of(rated, ["option_id", "criterion_id", "rater_id", "rating", "reason"])}


RATE = PublicForm(
    "rate_as_a_friend", "focus_it", N_("Rate options as a critical friend"),
    N_("You are asked to rate each option by yourself, before you see what anybody else says. That first, blind round is what the "
       "council's results rest on."),
    20, ("options", "criteria", "raters", "ratings", "second_ratings"), _pages_of_rating, _rows_of_rating,
    N_("When all critical friends have rated, the leads' ratings are shown to you in a meeting, and you may raise challenges and rate again."),
    _check_rating, "raters")

# Challenge an option --------------------------------------------------------------------------------------------------

OPTION = Question("challenges.option_id", N_("Which option is it about?"), "", is_needed=True, style="select")
CRITERION = Question("challenges.criterion_id", N_("Is it about one of these?"), N_("Leave it open if it is about something else."))
ASKED_OF_IT = Question("challenges.question", N_("What do you ask?"), N_("A sentence or two. No names of people."), is_needed=True)
EVIDENCE = Question("challenges.evidence_asked", N_("What would answer it?"), N_("Figures, a document, somebody to ask."))
SEVERITY = Question("challenges.severity", N_("How serious is it?"), "", is_needed=True)


def _pages_of_challenge(_asked: Asked) -> list[Page]:
    """Ask what it is about, then the question itself."""
    return [Page("about", N_("What is it about?"), (OPTION, CRITERION)),
            Page("question", N_("Your challenge"), (ASKED_OF_IT, EVIDENCE, SEVERITY))]


def _rows_of_challenge(asked: Asked) -> dict[str, pd.DataFrame]:
    """Make one open challenge."""
    own = {name: asked.text(name) for name in ("option_id", "criterion_id", "question", "evidence_asked", "severity")}
    return {"challenges": row_of(challenge_id=asked.id_of("challenges"), rater_id=asked.person, raised_on=asked.today.isoformat(), **own)}


CHALLENGE = PublicForm(
    "raise_a_challenge", "focus_it", N_("Challenge an option"),
    N_("As a critical friend you ask what others have not asked. Whoever leads the option has to answer you; a fatal challenge that is "
       "open holds the decision up."),
    5, ("options", "criteria", "raters"), _pages_of_challenge, _rows_of_challenge,
    N_("Whoever leads the option answers in writing. Under your code you can see what became of it."), needs_person="raters")

# Which steps matter ---------------------------------------------------------------------------------------------------

BIGGEST = N_("Imagine that everything stands at its worst. Which one of these would you put right first?")
GROUP = Question("weight_answers.rater_group", N_("As who do you answer?"), "", is_needed=True)
POINTS = (
    Word("100", N_("Just as much")), Word("75", N_("Three quarters as much")), Word("50", N_("Half as much")),
    Word("25", N_("A quarter as much")), Word("10", N_("A little")), Word("0", N_("Not at all")),
)
STEP = N_("{criterion}: from “{worst}” to “{best}”")
BESIDE = N_("The biggest step for you is: {biggest}. Set beside it, how much does each other step matter?")

BESIDE_IT = N_("Set beside the step that you ticked, how much does each other step matter?")


def _weighed(asked: Asked) -> pd.DataFrame:
    """Return the criteria that are weighed: all but costs, which are limits."""
    criteria = asked.frames["criteria"]
    return criteria[~criteria["is_cost"].fillna(False).astype(bool)]


def _step_words(asked: Asked, criterion) -> str:
    """Return a criterion's step in words."""
    return asked.say(STEP).format(criterion=criterion.title, worst=criterion.worst_anchor, best=criterion.best_anchor)


def _pages_of_weights(asked: Asked) -> list[Page]:
    """Ask for the biggest step, then how much each other one matters beside it."""
    steps = {criterion.criterion_id: _step_words(asked, criterion) for criterion in _weighed(asked).itertuples()}
    first = Question("weight_answer_swings.criterion_id", BIGGEST, "", "biggest", True,
                     tuple(Word(code, words) for code, words in steps.items()), kind="choice", style="radio")
    pages = [Page("biggest", N_("The biggest step"), (first,))]
    biggest = asked.text("biggest")
    if asked.is_on_paper or biggest in steps:
        others = tuple(Question("weight_answer_swings.swing", words, "", f"swing_{code}", not asked.is_on_paper, POINTS, style="radio")
                       for code, words in steps.items() if code != biggest)
        beside = asked.say(BESIDE).format(biggest=steps[biggest]) if biggest in steps else asked.say(BESIDE_IT)
        pages.append(Page("others", N_("The other steps"), others, beside))
    return [*pages, Page("who", N_("Who answers?"), (GROUP,))]


def _rows_of_weights(asked: Asked) -> dict[str, pd.DataFrame]:
    """Make one answer with a swing for each step, the biggest being 100."""
    answer, biggest = asked.id_of("weight_answers"), asked.text("biggest")
    given = {code: "100" if code == biggest else asked.text(f"swing_{code}") for code in _weighed(asked)["criterion_id"]}
    # On paper a step may be left open: that is not known, never nothing.
    swings = [{"weight_answer_id": answer, "criterion_id": code, "swing": swing} for code, swing in given.items() if swing]
    return {
        "weight_answers": row_of(weight_answer_id=answer, rater_group=asked.text("rater_group"), received_on=asked.today.isoformat()),
        "weight_answer_swings": rows_of(swings, ["weight_answer_id", "criterion_id", "swing"]),
    }


WEIGH = PublicForm(
    "weigh_the_steps", "focus_it", N_("What matters most in choosing"),
    N_("The council chooses between options. Say how much each kind of gain matters to you; citizens, officers and councillors are kept apart."),
    4, ("criteria",), _pages_of_weights, _rows_of_weights,
    N_("The middle of what people said is set beside the weights that were agreed in meetings. Where fewer than five answered, nothing is shown."))

FORMS = (RATE, CHALLENGE, WEIGH)
