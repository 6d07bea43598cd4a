"""Map It's tables: initiatives, what they aim at and who gives what."""

from __future__ import annotations

from coprod_helpers.star import (ACTIVE_STATUSES, BETTER, CITIZEN_GROUPS, CITIZEN_ROLES, CO_ALIASES, CONTRIBUTIONS,
                                 FOUR_COS, N_, PURPOSES, SIDES, STATUSES, VOICE_ACTION, Word)
from coprod_helpers.tables.declare import Column, Rule, Table


def initiative_id(required: bool = True) -> Column:
    """The column by which other tables point at an initiative."""
    return Column("initiative_id", "text", "Initiative", "The id of an initiative of Map It.", required=required,
                  refers="initiatives.initiative_id", max_length=12)


def outcome_id(required: bool = True) -> Column:
    """The column by which other tables point at an outcome."""
    return Column("outcome_id", "text", "Outcome", "The id of an outcome of Map It.", required=required,
                  refers="outcomes.outcome_id", max_length=12)


def co_column() -> Column:
    """The column that holds one of the Four Co's."""
    return Column("co", "choice", "Co", "Which of the Four Co's.", required=True, words=FOUR_COS, aliases=CO_ALIASES)


OUTCOMES = Table(
    "outcomes", "map_it", "entered", "Outcomes", "What should be different in people's lives.",
    (
        Column("outcome_id", "text", "Outcome id", "Our id for the outcome; leave empty for a new one.", required=True,
               max_length=12),
        Column("title", "text", "Outcome", "What is different for whom, in a few words.", required=True),
        Column("population", "text", "For whom", "The people whose lives it is about."),
        Column("measure", "text", "Measure", "How you would know."),
        Column("unit", "text", "Unit of the measure", "Per cent, people, days."),
        Column("better", "choice", "Better is", "Which way is better.", words=BETTER),
        Column("baseline", "number", "Baseline", "The value at the start.", unit="in the measure's own unit"),
        Column("baseline_date", "date", "Baseline on", "The date of the baseline."),
        Column("target", "number", "Target", "The value you aim for.", unit="in the measure's own unit"),
        Column("target_date", "date", "Target by", "The date you aim for."),
    ),
    key=("outcome_id",), id_prefix="OC",
    rules=(
        Rule("target_after_baseline", ("target_date",), "The target's date must come after the baseline's.",
             lambda frame, _: frame["target_date"] <= frame["baseline_date"]),
        Rule("target_direction", ("target",), "The target is worse than the baseline for this direction; "
             "change the target or which way is better.",
             lambda frame, _: ((frame["better"] == "higher") & (frame["target"] < frame["baseline"]))
             | ((frame["better"] == "lower") & (frame["target"] > frame["baseline"]))),
    ),
)

_DEPTH = "0 is none and 4 is a leading part. Leave empty if not known."


def _is_settled(frame):
    """True for initiatives that a person has settled: all but those to check."""
    return frame["status"].ne("to-check") & frame["status"].notna()


def _is_personal(text):
    """True where a title holds what looks like an e-mail address or a telephone number."""
    return text.str.contains(r"[\w.+-]+@[\w-]+\.\w+|(?:\+44|\b0)\s?\d(?:[\s-]?\d){8,9}\b", regex=True, na=False)


def _without(link: str):
    """Return a rule that finds settled, unmerged initiatives with no row in a link table."""
    def find(frame, tables):
        return (_is_settled(frame) & ~frame["status"].isin(["rejected"]) & frame["merged_into"].isna()
                & ~frame["initiative_id"].isin(tables[link]["initiative_id"]))
    return find


INITIATIVES = Table(
    "initiatives", "map_it", "entered", "Initiatives", "What citizens and public services do together, or could.",
    (
        Column("initiative_id", "text", "Initiative id", "Our id; leave empty for a new initiative.", required=True,
               max_length=12),
        Column("title", "text", "Title", "A short name that people will recognise. No names of people.", required=True,
               max_length=120),
        Column("description", "long_text", "What happens", "Two or three sentences in plain words."),
        Column("service_area", "text", "Service area", "The service it belongs to.", refers="service_areas.service_id",
               max_length=12),
        Column("status", "choice", "Status", "How far along it is.", required=True, words=STATUSES),
        Column("purpose", "choice", "Purpose", "Make a service work better, or prevent a problem.", words=PURPOSES),
        Column("started_on", "date", "Started on", "The day it began."),
        Column("ended_on", "date", "Ended on", "The day it ended, if it has."),
        Column("public_gives", "long_text", "What the public service gives", "Staff time, money, rooms, training."),
        Column("citizens_give", "long_text", "What citizens give", "Time, skills, knowledge, co-operation, assets."),
        Column("citizen_count", "integer", "Citizens taking part", "How many, in a usual month. Empty if not known.",
               unit="people", minimum=0),
        Column("citizen_hours_month", "number", "Citizens' hours", "All citizens together, in a usual month.",
               unit="hours a month", minimum=0),
        Column("staff_hours_month", "number", "Staff hours", "All staff together, in a usual month.",
               unit="hours a month", minimum=0),
        Column("voice_action", "choice", "Voice or action", "Do citizens speak, act, or both?", words=VOICE_ACTION),
        Column("owner", "text", "Owner", "Who answers for it: a post or a group.", privacy="named by permission"),
        Column("may_name", "yes_no", "May we name it", "May we tell others about it by name?"),
        Column("citizen_group", "choice", "Who takes part", "The citizens it mostly involves.", words=CITIZEN_GROUPS),
        Column("reported_by", "text", "Reported by", "The team or group that told us.", privacy="named by permission"),
        Column("reporter_side", "choice", "Told from the side of", "Which side told us about it.", words=SIDES),
        Column("evidence_grade", "integer", "Evidence grade", "0 none to 4 controlled study or systematic review.",
               unit="grade, 0 to 4", refers="evidence_grades.grade"),
        Column("evidence_note", "long_text", "What the evidence is", "Needed from grade 2."),
        Column("url", "url", "Web page", "Where more can be read."),
        Column("case_id", "text", "Case it is drawn from", "The id of a case in the library.", max_length=80),
        Column("source", "text", "Source", "The file or register it was imported from."),
        Column("source_id", "text", "Id at the source", "Its id there, so that it is not brought in twice."),
        Column("merged_into", "text", "Merged into", "The initiative that this one was a duplicate of.",
               refers="initiatives.initiative_id", max_length=12),
        Column("professional_planning", "integer", "Staff's part in planning", _DEPTH, unit="rating, 0 to 4",
               minimum=0, maximum=4),
        Column("citizen_planning", "integer", "Citizens' part in planning", _DEPTH, unit="rating, 0 to 4",
               minimum=0, maximum=4),
        Column("professional_delivery", "integer", "Staff's part in delivery", _DEPTH, unit="rating, 0 to 4",
               minimum=0, maximum=4),
        Column("citizen_delivery", "integer", "Citizens' part in delivery", _DEPTH, unit="rating, 0 to 4",
               minimum=0, maximum=4),
    ),
    key=("initiative_id",), id_prefix="I",
    groups=(
        (N_("What it is"), ("initiative_id", "title", "description", "service_area", "status", "purpose", "started_on", "ended_on")),
        (N_("What it works for"), ("initiative_outcome", "initiative_co", "initiative_ward")),
        (N_("Who takes part, and who gives what"), (
            "voice_action", "citizen_group", "citizen_count", "citizen_hours_month", "staff_hours_month", "public_gives",
            "citizens_give", "initiative_gives")),
        (N_("Who answers for it, and how sure we are"), (
            "owner", "may_name", "reported_by", "reporter_side", "evidence_grade", "evidence_note", "url")),
        (N_("How deep it goes"), ("professional_planning", "citizen_planning", "professional_delivery", "citizen_delivery")),
        (N_("Where it came from"), ("case_id", "source", "source_id", "merged_into")),
    ),
    rules=(
        Rule("ends_after_start", ("ended_on",), "It ends before it starts; change one of the two dates.",
             lambda frame, _: frame["ended_on"] < frame["started_on"]),
        Rule("ended_status", ("status", "ended_on"),
             "It has an end date, so its status must be ended, paused or rejected; or clear the date.",
             lambda frame, _: frame["ended_on"].notna() & ~frame["status"].isin(["ended", "paused", "rejected", "to-check"])),
        Rule("voice_or_action", ("voice_action",), "Say whether citizens speak, act or both.",
             lambda frame, _: frame["status"].isin(ACTIVE_STATUSES) & frame["voice_action"].isna()),
        Rule("service_needed", ("service_area",), "Choose the service area it belongs to.",
             lambda frame, _: _is_settled(frame) & frame["status"].ne("rejected") & frame["service_area"].isna()),
        Rule("evidence_explained", ("evidence_note",), "From evidence grade 2 on, say what the evidence is.",
             lambda frame, _: (frame["evidence_grade"] >= 2).fillna(False).astype(bool) & frame["evidence_note"].isna()),
        Rule("outcome_needed", ("initiative_id",), "It has no outcome yet; tick at least one.",
             _without("initiative_outcome")),
        Rule("co_needed", ("initiative_id",), "It has none of the Four Co's yet; choose at least one.",
             _without("initiative_co")),
        Rule("merged_elsewhere", ("merged_into",), "It cannot be merged into itself; choose the one to keep.",
             lambda frame, _: frame["merged_into"] == frame["initiative_id"]),
        Rule("personal_title", ("title",), "The title seems to hold an e-mail address or a telephone number; take it out.",
             lambda frame, _: _is_personal(frame["title"]), is_warning=True),
        Rule("citizens_give_something", ("citizens_give",),
             "Nothing is said about what citizens give; without it this is not co-production.",
             lambda frame, _: frame["status"].isin(ACTIVE_STATUSES) & frame["citizens_give"].isna(), is_warning=True),
        Rule("public_gives_something", ("public_gives",), "Nothing is said about what the public service gives.",
             lambda frame, _: frame["status"].isin(ACTIVE_STATUSES) & frame["public_gives"].isna(), is_warning=True),
        Rule("hours_per_citizen", ("citizen_hours_month", "citizen_count"),
             "More than 160 hours a month for each citizen; check both numbers.",
             lambda frame, _: (frame["citizen_hours_month"] > 160 * frame["citizen_count"].astype("float64"))
             .fillna(False).astype(bool), is_warning=True),
    ),
)

INITIATIVE_CO = Table(
    "initiative_co", "map_it", "entered", "Co's of an initiative",
    "Each of the Four Co's that the initiative is an example of, with its sub-type and the citizens' role where known.",
    (
        initiative_id(),
        co_column(),
        Column("subtype", "choice", "Sub-type", "The finer kind, if you know it.", refers="subtypes.subtype"),
        Column("citizen_role", "choice", "Citizens' role", "What citizens are in it.", words=CITIZEN_ROLES),
    ),
    key=("initiative_id", "co", "subtype"), parent="initiatives",
    rules=(
        Rule("subtype_of_co", ("subtype",), "This sub-type belongs to another Co; choose one that belongs to this Co.",
             lambda frame, tables: frame["subtype"].notna()
             & frame["co"].ne(frame["subtype"].map(tables["subtypes"].set_index("subtype")["co"]))),
        Rule("consultation_only", ("citizen_role",),
             "Citizens who only answer questions are consulted; that alone is not co-production.",
             lambda frame, _: frame["citizen_role"] == "informant", is_warning=True),
    ),
)

INITIATIVE_OUTCOME = Table(
    "initiative_outcome", "map_it", "entered", "Outcomes of an initiative", "The outcomes the initiative works for.",
    (initiative_id(), outcome_id()),
    key=("initiative_id", "outcome_id"), parent="initiatives",
)

INITIATIVE_WARD = Table(
    "initiative_ward", "map_it", "entered", "Wards of an initiative",
    "The wards it reaches; none ticked means not known.",
    (
        initiative_id(),
        Column("ward_id", "text", "Ward", "A ward of this council.", required=True, refers="wards.ward_id", max_length=12),
    ),
    key=("initiative_id", "ward_id"), parent="initiatives",
)

INITIATIVE_GIVES = Table(
    "initiative_gives", "map_it", "entered", "Who gives what", "The kinds of thing that each side gives.",
    (
        initiative_id(),
        Column("side", "choice", "Side", "Who gives it.", required=True, words=SIDES),
        Column("contribution_type", "choice", "What is given", "The kind of contribution.", required=True,
               words=CONTRIBUTIONS),
    ),
    key=("initiative_id", "side", "contribution_type"), parent="initiatives",
)

COVERAGE_NOT_APPLICABLE = Table(
    "coverage_not_applicable", "map_it", "entered", "Coverage that does not apply",
    "An outcome and a Co that do not go together here, with the reason.",
    (
        outcome_id(),
        co_column(),
        Column("reason", "long_text", "Reason", "Why this Co does not apply to this outcome.", required=True),
    ),
    key=("outcome_id", "co"),
)

COVERAGE = Table(
    "coverage", "map_it", "computed", "Coverage of outcomes by the Four Co's",
    "For each outcome and Co: how many initiatives, how many citizens and hours, and the state in a word.",
    (
        outcome_id(),
        Column("outcome", "text", "Outcome", "The outcome's title."),
        co_column(),
        Column("state", "text", "State", "strong, present, potential, gap or not applicable."),
        Column("active_count", "integer", "Under way", "Initiatives existing or being improved.", unit="initiatives"),
        Column("potential_count", "integer", "Potential", "Ideas not begun.", unit="initiatives"),
        Column("paused_count", "integer", "Paused", "Stopped for a time.", unit="initiatives"),
        Column("citizens", "integer", "Citizens", "Citizens taking part, where known.", unit="people"),
        Column("citizen_hours", "number", "Citizens' hours", "Where known.", unit="hours a month"),
        Column("unknown_count", "integer", "Without numbers",
               "Initiatives under way for which neither citizens nor hours are known.", unit="initiatives"),
        Column("ward_count", "integer", "Wards", "Wards reached, where known.", unit="wards"),
        Column("best_grade", "integer", "Best evidence", "Highest evidence grade among those under way.",
               unit="grade, 0 to 4"),
    ),
    key=("outcome_id", "co"),
)

MAP_BALANCE = Table(
    "map_balance", "map_it", "computed", "Balance of what is under way", "How initiatives under way are shared out.",
    (
        Column("group", "text", "Looked at by", "Co, voice or action, reporting side, or ward."),
        Column("value", "text", "Value", "The Co, side or ward."),
        Column("initiative_count", "integer", "Initiatives", "Initiatives under way.", unit="initiatives"),
        Column("initiative_share", "share", "Share", "Of all initiatives under way; several Co's count several times."),
        Column("per_10000", "number", "For every 10,000 people", "Only for wards with a known population.",
               unit="initiatives per 10,000 people"),
    ),
    key=("group", "value"),
)

CASE_SUGGESTIONS = Table(
    "case_suggestions", "map_it", "computed", "Cases for the gaps",
    "For each gap of the map: the closest cases of the library with the reasons, and one that is unlike on purpose.",
    (
        outcome_id(),
        co_column(),
        Column("rank", "integer", "Place", "The closest first.", unit="place"),
        Column("case_id", "text", "Case id", "Of the library.", max_length=80),
        Column("case", "text", "Case", "What others did."),
        Column("place", "text", "Where", "Its place."),
        Column("country", "text", "Country", "Two letters, ISO 3166-1."),
        Column("is_unlike", "yes_no", "Unlike on purpose", "It aims at the same thing in another way."),
        Column("reasons", "long_text", "Why it is shown", "What it has in common with the gap, in parts."),
    ),
    key=("outcome_id", "co", "rank"),
)

# What a community asset is, and how far a person has looked at it.
ASSET_KINDS = (
    Word("organisation", N_("Organisation"), N_("A charity, a company or another body with staff or trustees.")),
    Word("group", N_("Group or club"), N_("People who meet for something they share.")),
    Word("place", N_("Place"), N_("A building, a park or another place where people can meet.")),
    Word("service", N_("Service"), N_("Something that is offered to people.")),
    Word("thing", N_("Thing"), N_("Equipment that people can use.")),
)
ASSET_STATUSES = (
    Word("to-check", N_("To check"), N_("Imported; waits until a person has looked at it.")),
    Word("kept", N_("Kept"), N_("Looked at; an asset that can be built on.")),
    Word("rejected", N_("Rejected"), N_("Looked at and turned down.")),
)

ASSETS = Table(
    "assets", "map_it", "entered", "Community assets",
    "What is there to build on: organisations, groups, places, services and things.",
    (
        Column("asset_id", "text", "Asset id", "Our id; leave empty for a new asset.", required=True, max_length=12),
        Column("title", "text", "Asset", "What it is called. No names of people.", required=True),
        Column("kind", "choice", "Kind", "What kind of asset it is.", required=True, words=ASSET_KINDS),
        Column("description", "long_text", "What it is or does",
               "In plain words. No addresses, e-mail addresses or telephone numbers of people."),
        Column("ward_id", "text", "Ward", "The ward it is in, where known.", refers="wards.ward_id", max_length=12),
        Column("url", "url", "Web page", "Where more can be read."),
        Column("source", "text", "Source", "The file or register it was imported from."),
        Column("source_id", "text", "Id at the source", "Its id there, so that it is not brought in twice."),
        Column("status", "choice", "Status", "Whether a person has looked at it.", required=True, words=ASSET_STATUSES),
        Column("initiative_id", "text", "Initiative", "The initiative that uses it or was made of it, if any.",
               refers="initiatives.initiative_id", max_length=12),
    ),
    key=("asset_id",), id_prefix="AS",
    rules=(
        Rule("personal_asset", ("title", "description"),
             "It seems to hold an e-mail address or a telephone number; take it out.",
             lambda frame, _: _is_personal(frame["title"]) | _is_personal(frame["description"]), is_warning=True),
    ),
)

TABLES = (OUTCOMES, INITIATIVES, INITIATIVE_CO, INITIATIVE_OUTCOME, INITIATIVE_WARD, INITIATIVE_GIVES,
          COVERAGE_NOT_APPLICABLE, ASSETS, COVERAGE, MAP_BALANCE, CASE_SUGGESTIONS)
