"""People It's tables: answers to the survey, and contacts kept apart from them."""

from __future__ import annotations

from coprod_helpers.star import AGE_BANDS, MORE_OR_LESS, N_, Word
from coprod_helpers.tables.declare import Column, Rule, Table
from coprod_helpers.tables.map_it import outcome_id

DIRECTIONS = (Word("offers", N_("Could share"), N_("Could do or show for someone.")),
              Word("asks", N_("Would like"), N_("Would like to learn or have a hand with.")))
CONFIDENCE = (Word("with-someone", N_("With someone beside me")), Word("alone", N_("On my own")),
              Word("could-show", N_("Could show others")))
FORMS = (Word("residents", N_("Residents' form")), Word("staff", N_("Staff form")))
DAYS = tuple(Word(code, label) for code, label in (
    ("weekdays", N_("Weekdays")), ("saturday", N_("Saturday")), ("sunday", N_("Sunday"))))
TIMES = tuple(Word(code, label) for code, label in (
    ("morning", N_("Morning")), ("afternoon", N_("Afternoon")), ("evening", N_("Evening"))))


def answer_id() -> Column:
    """The column by which the parts of one person's answers hang together."""
    return Column("answer_id", "text", "Answer", "The pseudonymous id of one person's answers.", required=True,
                  refers="survey_answers.answer_id", max_length=40)


SURVEY_ANSWERS = Table(
    "survey_answers", "people_it", "entered", "Survey answers",
    "One row for each person who answered What can you do. No names; contacts are kept apart.",
    (
        Column("answer_id", "text", "Answer id", "Pseudonymous; given by the form or by us.", required=True,
               max_length=40),
        Column("form", "choice", "Form", "Which form was answered.", required=True, words=FORMS),
        Column("received_on", "date", "Received on", "The day the answers came in."),
        Column("took_part", "yes_no", "Agreed to take part", "Only answers with yes are counted.", required=True),
        Column("ward_id", "text", "Ward", "Where the person lives.", refers="wards.ward_id", max_length=12),
        Column("age_band", "choice", "Age", "Empty is treated as under 18.", words=AGE_BANDS),
        Column("hours_now", "number", "Hours given now", "Unpaid, to others, in the last month.", unit="hours a month",
               minimum=0, maximum=744),
        Column("more_or_less", "choice", "Would do", "More, the same or less than now.", words=MORE_OR_LESS),
        Column("extra_hours", "number", "Extra hours", "In a usual month; only from those who would do more.",
               unit="hours a month", minimum=0, maximum=200),
        Column("idea", "long_text", "Idea", "In the person's own words.", privacy="private"),
    ),
    key=("answer_id",), id_prefix="A", holds_people=True,
    rules=(
        Rule("extra_only_if_more", ("extra_hours",), "Extra hours are given, but the person would not do more; "
             "they are left out of the total.",
             lambda frame, _: frame["extra_hours"].gt(0) & frame["more_or_less"].ne("more"), is_warning=True),
    ),
)

SURVEY_SKILLS = Table(
    "survey_skills", "people_it", "entered", "Skills in answers", "What people could share and what they would like.",
    (
        answer_id(),
        Column("skill", "choice", "Skill", "A skill of the list.", required=True, refers="skills.skill"),
        Column("direction", "choice", "Offer or wish", "Could share it, or would like it.", required=True,
               words=DIRECTIONS),
        Column("confidence", "choice", "Confidence", "How the person would begin.", words=CONFIDENCE),
    ),
    key=("answer_id", "skill", "direction"), parent="survey_answers", holds_people=True,
)


def _answer_link(name: str, label: str, help: str, column: Column) -> Table:
    """Declare a link of an answer with one more column."""
    return Table(name, "people_it", "entered", label, help, (answer_id(), column), key=("answer_id", column.name),
                 parent="survey_answers", holds_people=True)


SURVEY_BARRIERS = _answer_link(
    "survey_barriers", "What gets in the way", "What makes it harder to take part.",
    Column("barrier", "choice", "Barrier", "One of the list.", required=True, refers="barriers.barrier"))
SURVEY_WAYS = _answer_link(
    "survey_ways", "Ways to take part", "How people would like to take part.",
    Column("way", "choice", "Way", "One of the list.", required=True, refers="ways.way"))
SURVEY_OUTCOMES = _answer_link(
    "survey_outcomes", "Outcomes that matter", "Up to three outcomes that matter to the person.", outcome_id())

SURVEY_FREE = Table(
    "survey_free", "people_it", "entered", "When people are free", "Days crossed with times.",
    (
        answer_id(),
        Column("day", "choice", "Day", "Weekdays or a day of the weekend.", required=True, words=DAYS),
        Column("time", "choice", "Time", "Part of the day.", required=True, words=TIMES),
    ),
    key=("answer_id", "day", "time"), parent="survey_answers", holds_people=True,
)

CONTACTS = Table(
    "contacts", "people_it", "personal", "Contacts",
    "How to reach people who allowed it, and for what. Kept apart from all answers.",
    (
        Column("contact_id", "text", "Contact id", "Our id; leave empty for a new one.", required=True, max_length=12),
        Column("answer_id", "text", "Answer", "Whose answers these are.", refers="survey_answers.answer_id",
               max_length=40, privacy="private"),
        Column("name", "text", "Name", "What the person would like to be called.", privacy="private"),
        Column("email", "text", "Email", "Where to write.", privacy="private", pattern=r"[^@\s]+@[^@\s]+\.[^@\s]+"),
        Column("phone", "text", "Telephone", "Where to call.", privacy="private"),
        Column("may_contact", "yes_no", "May we contact", "Permission to contact.", required=True, privacy="private"),
        Column("keep_until", "date", "Keep until", "The day these details are erased.", required=True),
    ),
    key=("contact_id",), id_prefix="P", holds_people=True,
)

SHOWN = "As it may be shown: a number, fewer than the threshold, or not shown."

SURVEY_SUMMARY = Table(
    "survey_summary", "people_it", "computed", "Survey in short", "Counts of answers, with small numbers withheld.",
    (
        Column("topic", "text", "Topic", "What was counted."),
        Column("value", "text", "Value", "The group or answer."),
        Column("people", "integer", "People", "Empty where withheld.", unit="people"),
        Column("people_shown", "text", "People, as shown", SHOWN),
        Column("share", "share", "Share of answers", "Of those who took part; empty where withheld."),
        Column("share_low", "share", "Share, low", "95% Wilson interval, as if answers were a random sample."),
        Column("share_high", "share", "Share, high", "95% Wilson interval, as if answers were a random sample."),
        Column("extra_hours", "number", "Extra hours offered", "Sum for the group; empty where withheld.",
               unit="hours a month"),
    ),
    key=("topic", "value"),
)

SKILL_SUPPLY = Table(
    "skill_supply", "people_it", "computed", "Skills offered and wished for", "By skill family and ward, small numbers withheld.",
    (
        Column("ward_id", "text", "Ward", "The ward's id, or all for the whole council."),
        Column("ward", "text", "Ward name", "The ward's name."),
        Column("family", "text", "Skill family", "The family of skills."),
        Column("offers", "integer", "Offers", "People who could share; empty where withheld.", unit="people"),
        Column("offers_shown", "text", "Offers, as shown", SHOWN),
        Column("asks", "integer", "Wishes", "People who would like it; empty where withheld.", unit="people"),
        Column("asks_shown", "text", "Wishes, as shown", SHOWN),
    ),
    key=("ward_id", "family"),
)

TABLES = (SURVEY_ANSWERS, SURVEY_SKILLS, SURVEY_BARRIERS, SURVEY_WAYS, SURVEY_OUTCOMES, SURVEY_FREE, CONTACTS,
          SURVEY_SUMMARY, SKILL_SUPPLY)
