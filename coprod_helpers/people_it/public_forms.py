"""People It's public form: See What You Can Do, the survey of what people do, could share, would like, and what gets in the way."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from coprod_helpers.look.form import FieldMistake
from coprod_helpers.look.public_form import Asked, Page, PublicForm, Question, labels_in, row_of, rows_of
from coprod_helpers.star import N_, Word
from coprod_helpers.tables.people_it import CONFIDENCE, DAYS, TIMES

ADULT_BANDS = ("18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-plus")
MOST_OUTCOMES = 3
KEEP_CONTACT_DAYS = 365

AGREE = Question("survey_answers.took_part", N_("Do you agree to take part?"),
                 N_("You can change or take back your answers later, with your code."), is_needed=True)
AGE = Question("survey_answers.age_band", N_("How old are you?"), N_("This form is for people of 16 and over. May be left open."),
               is_sensitive=True)
SIXTEEN = Question("survey_answers.took_part", N_("Are you 16 or over?"), "", "is_sixteen", True)
WARD = Question("survey_answers.ward_id", N_("Which ward do you live in?"), N_("May be left open."), is_sensitive=True)
HOURS = Question("survey_answers.hours_now", N_("About how many hours did you help others, unpaid, in the last month?"),
                 N_("Outside your own household. Leave it empty if you are not sure; write 0 if none."))
MORE = Question("survey_answers.more_or_less", N_("Would you like to do more, the same or less than now?"), "")
EXTRA = Question("survey_answers.extra_hours", N_("About how many hours more, in a usual month?"), N_("A guess will do."))
ALL = N_("All that apply.")
FAMILIES = N_("What kinds of thing could you show or do for someone?")
FAMILIES_HINT = N_("Everybody can do something. Tick all that apply; we ask more on the next pages.")
WISHES = N_("What kinds of thing would you like to learn, or have a hand with?")
OFFERS = N_("Which of these could you show or do for someone?")
ASKS = N_("Which of these would you like to learn, or have a hand with?")
TITLES = {"offers": N_("You could share: {family}"), "asks": N_("You would like: {family}")}
BEGIN = N_("{skill}: how would you begin?")
WAYS = Question("survey_ways.way", N_("How would you most like to take part?"), N_("All that apply."), "ways")
BARRIERS = Question("survey_barriers.barrier", N_("What makes it harder to take part?"), N_("All that apply."), "barriers", is_sensitive=True)
OUTCOMES = Question("survey_outcomes.outcome_id", N_("Which of these matter most to you?"), N_("Up to three."), "outcomes", most=MOST_OUTCOMES)
FREE = N_("When are you usually free?")
FREE_HINT = N_("All that apply. Leave it open if it changes.")
FREE_AT = N_("{day}, {time}")
IDEA = Question("survey_answers.idea", N_("Is there something you would like to begin, or to change?"),
                N_("In your own words. No names of people."), is_sensitive=True)
MAY_CONTACT = Question("contacts.may_contact", N_("May we get in touch with you about taking part?"),
                       N_("How to reach you is kept apart from your answers, and erased after a year."), is_needed=True)
NAME = Question("contacts.name", N_("What would you like to be called?"), "", is_sensitive=True)
EMAIL = Question("contacts.email", N_("Your e-mail address"), N_("Or give a telephone number below."), is_sensitive=True)
PHONE = Question("contacts.phone", N_("Your telephone number"), "", is_sensitive=True)

NOT_AGREED = N_("Without your agreement nothing is sent. If you do not want to take part, close this page.")
TOO_YOUNG = N_("This form is for people of 16 and over. Ring us for the young people's form, which a parent or carer knows of.")
ONE_WAY = N_("Give an e-mail address or a telephone number, or answer No above.")


def _skills(asked: Asked) -> pd.DataFrame:
    """Return the skills with their labels in the language of the form."""
    skills = asked.frames["skills"]
    return skills.assign(**{name: labels_in(skills, name, asked.language) for name in ("label", "family_label")})


def _families(asked: Asked) -> tuple[Word, ...]:
    """Return the families of skills, as choices."""
    return tuple(Word(row.family, row.family_label) for row in _skills(asked).drop_duplicates("family").itertuples())


def _skills_of(asked: Asked, family: str) -> tuple[Word, ...]:
    """Return the skills of a family, as choices."""
    return tuple(Word(row.skill, row.label) for row in _skills(asked).itertuples() if row.family == family)


def _skill_pages(asked: Asked, kind: str, question: str) -> list[Page]:
    """Return a page for each family that was ticked."""
    chosen = [family for family in _families(asked) if asked.is_on_paper or family.code in asked.several(f"{kind}_families")]
    title = asked.say(TITLES[kind])
    return [Page(f"{kind}_{family.code}", title.format(family=family.label),
                 (Question("survey_skills.skill", question, ALL, f"{kind}_{family.code}", words=_skills_of(asked, family.code), kind="choices"),))
            for family in chosen]


def _ticked(asked: Asked, kind: str) -> list[str]:
    """Return the skills that were ticked in the families that are ticked."""
    families = set(asked.several(f"{kind}_families"))
    return [skill for family in _families(asked) if asked.is_on_paper or family.code in families for skill in asked.several(f"{kind}_{family.code}")]


def _confidence_page(asked: Asked) -> list[Page]:
    """Ask how a person would begin with each skill that they offer."""
    labels = {row.skill: row.label for row in _skills(asked).itertuples()}
    asked_of = [Question("survey_skills.confidence", asked.say(BEGIN).format(skill=labels[skill]), "", f"begin_{skill}", words=CONFIDENCE,
                         style="select") for skill in _ticked(asked, "offers") if skill in labels]
    return [Page("begin", N_("How would you begin?"), tuple(asked_of))] if asked_of else []


def _free_times(asked: Asked) -> tuple[Word, ...]:
    """Return days crossed with times, as choices."""
    return tuple(Word(f"{day.code}_{time.code}", asked.say(FREE_AT).format(day=asked.say(day.label), time=asked.say(time.label).lower()))
                 for day in DAYS for time in TIMES)


def _is_grown(asked: Asked) -> bool:
    """True for people who say that they are 18 or over; an age that is not given counts as under 18."""
    return asked.text("age_band") in ADULT_BANDS


def _pages(asked: Asked) -> list[Page]:
    """Ask for agreement and age, what people do, could share and would like, and how to reach them."""
    families = _families(asked)
    pages = [
        Page("agree", N_("Taking part"), (AGREE, SIXTEEN)),
        Page("about", N_("About you"), (AGE, WARD)),
        Page("now", N_("What you do now"), (HOURS, MORE)),
    ]
    if asked.is_on_paper or asked.text("more_or_less") == "more":
        pages.append(Page("extra", N_("A little more"), (EXTRA,)))
    pages.append(Page("offers", N_("What you can share"), (
        Question("survey_skills.skill", FAMILIES, FAMILIES_HINT, "offers_families", words=families, kind="choices"),)))
    pages += [*_skill_pages(asked, "offers", OFFERS), *_confidence_page(asked)]
    pages.append(Page("asks", N_("What you would like"), (
        Question("survey_skills.skill", WISHES, ALL, "asks_families", words=families, kind="choices"),)))
    pages += _skill_pages(asked, "asks", ASKS)
    pages += [
        Page("ways", N_("How you would take part"), (WAYS, Question("survey_free.day", FREE, FREE_HINT, "free", words=_free_times(asked),
                                                                    kind="choices"))),
        Page("barriers", N_("What gets in the way"), (BARRIERS,)),
        Page("outcomes", N_("What matters to you"), (OUTCOMES, IDEA)),
    ]
    if asked.is_on_paper or _is_grown(asked):
        pages.append(Page("contact", N_("Keeping in touch"), (MAY_CONTACT,)))
        if asked.is_on_paper or asked.text("may_contact") == "yes":
            pages.append(Page("reach", N_("How to reach you"), (NAME, EMAIL, PHONE)))
    return pages


def _check(asked: Asked, page: str) -> list[FieldMistake]:
    """Refuse answers of those who do not agree or are too young, and permission to be in touch without a way."""
    found = []
    if page == "agree":
        found += [FieldMistake("took_part", asked.say(NOT_AGREED))] if asked.text("took_part") == "no" else []
        found += [FieldMistake("is_sixteen", asked.say(TOO_YOUNG))] if asked.text("is_sixteen") == "no" else []
    if page == "reach" and asked.text("may_contact") == "yes" and not asked.text("email") and not asked.text("phone"):
        found.append(FieldMistake("email", asked.say(ONE_WAY)))
    return found


def _rows(asked: Asked) -> dict[str, pd.DataFrame]:
    """Make one person's answers, and apart from them how to reach whoever allowed it."""
    answer = asked.id_of("survey_answers")
    own = {name: asked.text(name) for name in ("took_part", "ward_id", "age_band", "hours_now", "more_or_less", "idea")}
    extra = asked.text("extra_hours") if asked.text("more_or_less") == "more" else ""
    rows = {"survey_answers": row_of(answer_id=answer, form="residents", received_on=asked.today.isoformat(), extra_hours=extra, **own)}
    offers, asks = _ticked(asked, "offers"), _ticked(asked, "asks")
    skills = [{"answer_id": answer, "skill": skill, "direction": "offers", "confidence": asked.text(f"begin_{skill}") or None} for skill in offers]
    skills += [{"answer_id": answer, "skill": skill, "direction": "asks", "confidence": None} for skill in asks]
    rows["survey_skills"] = rows_of(skills, ["answer_id", "skill", "direction", "confidence"])
    for table, column, name in (("survey_barriers", "barrier", "barriers"), ("survey_ways", "way", "ways"),
                                ("survey_outcomes", "outcome_id", "outcomes")):
        rows[table] = rows_of([{"answer_id": answer, column: code} for code in asked.several(name)], ["answer_id", column])
    free = [code.split("_") for code in asked.several("free")]
    rows["survey_free"] = rows_of([{"answer_id": answer, "day": day, "time": time} for day, time in free], ["answer_id", "day", "time"])
    if _is_grown(asked) and asked.text("may_contact") == "yes":
        keep_until = asked.today + dt.timedelta(days=KEEP_CONTACT_DAYS)
        rows["contacts"] = row_of(contact_id=asked.id_of("contacts"), answer_id=answer, name=asked.text("name"), email=asked.text("email"),
                                  phone=asked.text("phone"), may_contact="yes", keep_until=keep_until.isoformat())
    return rows


WHAT_CAN_YOU_DO = PublicForm(
    "what_can_you_do", "people_it", N_("What can you do?"),
    N_("Everybody has something to share, and may like a hand with something. Tell us what you do now, what you could share, and what "
       "gets in the way."),
    8, ("skills", "barriers", "ways", "outcomes", "wards"), _pages, _rows,
    N_("Answers are counted together; nobody is named in any result. You can see what people said in the council's report."), _check,
    not_on_paper=("offers", "asks", "begin"), languages=("en", "cy"))
FORMS = (WHAT_CAN_YOU_DO,)
