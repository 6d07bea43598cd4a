"""Market It's tables: the Incentive Menu and the risk register."""

from __future__ import annotations

from coprod_helpers.star import (AUDIENCES, FINANCIAL, MECHANISM_KINDS, MECHANISM_STATUSES, N_, PHASES, POLARITIES,
                                 RISK_CATEGORIES, SIDES, Word)
from coprod_helpers.tables.declare import Column, Rule, Table
from coprod_helpers.tables.map_it import initiative_id

SCOPES = (Word("individual", N_("One person")), Word("collective", N_("A group")))
FLAGS = (Word("none", N_("None")), Word("tax", N_("Tax")), Word("benefits", N_("Benefits")), Word("both", N_("Both")))

INCENTIVES = Table(
    "incentives", "market_it", "entered", "Incentive Menu", "What makes each group start and keep going.",
    (
        Column("incentive_id", "text", "Incentive id", "Our id; leave empty for a new one.", required=True, max_length=12),
        Column("title", "text", "Incentive", "What is offered, in a few words.", required=True),
        Column("audience", "choice", "Audience", "Whom it is for.", required=True, words=AUDIENCES),
        Column("financial", "choice", "Financial or not", "Does money or its worth change hands?", required=True,
               words=FINANCIAL),
        Column("polarity", "choice", "Incentive or deterrent", "Encourages good, or discourages harm.", required=True,
               words=POLARITIES),
        Column("phase", "choice", "To start or keep going", "When it works.", required=True, words=PHASES),
        Column("scope", "choice", "For one or for a group", "Who receives it.", words=SCOPES),
        Column("description", "long_text", "How it works", "Two sentences."),
        Column("unit_cost_gbp", "money", "Cost for each", "For each person or group who takes it up. Empty if not known; "
               "0 if it costs nothing.", unit="£ each, a year", minimum=0),
        Column("reached", "integer", "Offered to", "People or groups it is offered to in a year.", unit="people or groups",
               minimum=0),
        Column("uptake_low_share", "share", "Uptake, low", "Share that takes it up, at least.", minimum=0, maximum=1),
        Column("uptake_likely_share", "share", "Uptake, likely", "Share that takes it up, most likely.", minimum=0,
               maximum=1),
        Column("uptake_high_share", "share", "Uptake, high", "Share that takes it up, at most.", minimum=0, maximum=1),
        Column("funder", "text", "Paid by", "Who pays.", privacy="public office"),
        Column("tax_or_benefit_flag", "choice", "Tax or benefits", "Could it touch someone's tax or benefits?", words=FLAGS),
        Column("advice", "long_text", "Advice given", "What people are told about tax or benefits."),
        Column("barrier", "choice", "Barrier it lowers", "The barrier of the survey that it answers.",
               refers="barriers.barrier"),
        Column("evidence_grade", "integer", "Evidence grade", "0 none to 4 controlled study or systematic review.",
               unit="grade, 0 to 4", refers="evidence_grades.grade"),
        Column("from_library", "text", "From the library", "The incentive of the library that it was copied from.",
               refers="incentive_library.incentive_id", max_length=12),
        Column("edition", "text", "Edition", "The edition of the library that it was copied from.", max_length=20),
    ),
    key=("incentive_id",), id_prefix="IN",
    rules=(
        Rule("advice_needed", ("advice",), "It could touch tax or benefits; write the advice that people are given.",
             lambda frame, _: frame["tax_or_benefit_flag"].isin(["tax", "benefits", "both"]) & frame["advice"].isna()),
        Rule("uptake_rises", ("uptake_low_share", "uptake_likely_share", "uptake_high_share"),
             "Low, likely and high uptake must rise in that order.",
             lambda frame, _: (frame["uptake_low_share"] > frame["uptake_likely_share"])
             | (frame["uptake_likely_share"] > frame["uptake_high_share"])),
        Rule("same_twice", ("title",), "The same incentive stands twice for this audience; keep one.",
             lambda frame, _: frame.duplicated(["title", "audience", "phase"]), is_warning=True),
    ),
)

INCENTIVE_INITIATIVE = Table(
    "incentive_initiative", "market_it", "entered", "Initiatives of an incentive", "Where the incentive is used.",
    (
        Column("incentive_id", "text", "Incentive", "The id of an incentive.", required=True,
               refers="incentives.incentive_id", max_length=12),
        initiative_id(),
    ),
    key=("incentive_id", "initiative_id"), parent="incentives",
)


def _score(name: str, label: str, help: str) -> Column:
    """A likelihood or an impact, 1 to 5."""
    return Column(name, "integer", label, help, unit="1 to 5", minimum=1, maximum=5)


RISKS = Table(
    "risks", "market_it", "entered", "Risk register", "What could go wrong, for whom, and what it is worth taking for.",
    (
        Column("risk_id", "text", "Risk id", "Our id; leave empty for a new one.", required=True, max_length=12),
        Column("event", "text", "What could happen", "The event, in one sentence.", required=True),
        Column("cause", "text", "Because", "What would bring it about."),
        Column("consequence", "text", "So that", "What would follow, for whom."),
        Column("category", "choice", "Category", "The kind of risk.", required=True, words=RISK_CATEGORIES),
        initiative_id(required=False),
        Column("borne_by", "choice", "Borne by", "Who would carry the harm.", required=True, words=SIDES),
        _score("likelihood", "Likelihood", "Before anything is done: 1 rare to 5 almost certain."),
        _score("impact", "Impact", "Before anything is done: 1 slight to 5 grave."),
        _score("residual_likelihood", "Likelihood left", "With what is in place."),
        _score("residual_impact", "Impact left", "With what is in place."),
        Column("residual_note", "long_text", "Why it is higher", "Needed where what is left is more than before."),
        Column("benefit_at_stake", "text", "Worth taking for", "What is lost if the activity does not happen."),
        Column("owner", "text", "Owner", "The post that answers for it.", privacy="public office"),
        Column("review_on", "date", "Look at again on", "The next review."),
        Column("from_library", "text", "From the library", "The risk of the library that it was copied from.",
               refers="risk_library.risk_id", max_length=12),
        Column("edition", "text", "Edition", "The edition of the library that it was copied from.", max_length=20),
    ),
    key=("risk_id",), id_prefix="RK",
    rules=(
        Rule("scored_fully", ("likelihood", "impact"), "Give both likelihood and impact, or neither yet.",
             lambda frame, _: frame["likelihood"].isna() != frame["impact"].isna()),
        Rule("residual_not_higher", ("residual_note",),
             "What is left is higher than before anything was done; say why, or change the numbers.",
             lambda frame, _: ((frame["residual_likelihood"] * frame["residual_impact"])
                               > (frame["likelihood"] * frame["impact"])).fillna(False).astype(bool)
             & frame["residual_note"].isna()),
        Rule("owner_empty", ("owner",), "No one answers for this risk yet.", lambda frame, _: frame["owner"].isna(),
             is_warning=True),
    ),
)

RISK_MECHANISMS = Table(
    "risk_mechanisms", "market_it", "entered", "Mechanisms for a risk", "What is done about a risk.",
    (
        Column("mechanism_id", "text", "Mechanism id", "Our id; leave empty for a new one.", required=True, max_length=12),
        Column("risk_id", "text", "Risk", "The id of a risk.", required=True, refers="risks.risk_id", max_length=12),
        Column("title", "text", "What is done", "A deed, not a wish.", required=True, max_length=300),
        Column("kind", "choice", "Kind", "The kind of mechanism.", required=True, words=MECHANISM_KINDS),
        Column("status", "choice", "Status", "Planned, in place or tested.", required=True, words=MECHANISM_STATUSES),
        Column("owner", "text", "Owner", "The post that does it.", privacy="public office"),
        Column("due_on", "date", "Due on", "When it is to be in place."),
        Column("expires_on", "date", "Expires on", "For insurance and declarations."),
        Column("evidence", "text", "Shown by", "The document or date that shows it is in place."),
    ),
    key=("mechanism_id",), id_prefix="M",
    rules=(
        Rule("in_place_shown", ("evidence",), "It is said to be in place; say what shows it.",
             lambda frame, _: frame["status"].isin(["in-place", "tested"]) & frame["evidence"].isna()),
        Rule("insurance_expiry", ("expires_on",), "Insurance that is in place needs the day it expires.",
             lambda frame, _: frame["kind"].eq("insurance") & frame["status"].isin(["in-place", "tested"])
             & frame["expires_on"].isna()),
        Rule("be_careful", ("title",), "Being careful is not a mechanism; say what is done, by whom.",
             lambda frame, _: frame["title"].str.fullmatch(r"\W*(be|take|stay) (careful|care|safe|alert)\W*", case=False)
             .fillna(False).astype(bool), is_warning=True),
    ),
)

RISK_COMMENTS = Table(
    "risk_comments", "market_it", "entered", "Comments on risks", "What people say of a risk: whether it happens, and what would help.",
    (
        Column("comment_id", "text", "Comment id", "Our id; leave empty for a new one.", required=True, max_length=12),
        Column("risk_id", "text", "Risk", "The id of a risk.", required=True, refers="risks.risk_id", max_length=12),
        Column("side", "choice", "From the side of", "Which side the comment comes from.", required=True, words=SIDES),
        Column("has_seen_it", "yes_no", "Has seen it happen", "Has it happened to this person, or near them?"),
        Column("comment", "long_text", "Comment", "In the person's own words. No names of people.", required=True, max_length=2000),
        Column("would_help", "long_text", "What would help", "In the person's own words.", max_length=2000),
        Column("received_on", "date", "Received on", "The day it came in.", required=True),
    ),
    key=("comment_id",), id_prefix="RC",
)

INCENTIVE_IDEAS = Table(
    "incentive_ideas", "market_it", "entered", "Ideas for incentives", "What people say would make them, or others, begin or keep going.",
    (
        Column("idea_id", "text", "Idea id", "Our id; leave empty for a new one.", required=True, max_length=12),
        Column("title", "text", "Idea", "What would be offered, in a few words.", required=True),
        Column("audience", "choice", "For whom", "Whom it would move.", required=True, words=AUDIENCES),
        Column("phase", "choice", "To start or keep going", "When it would work.", required=True, words=PHASES),
        Column("why", "long_text", "Why", "In the person's own words. No names of people.", max_length=2000),
        Column("side", "choice", "From the side of", "Which side the idea comes from.", required=True, words=SIDES),
        Column("received_on", "date", "Received on", "The day it came in.", required=True),
        Column("incentive_id", "text", "Became", "The incentive of the menu that was made of it; empty if none.",
               refers="incentives.incentive_id", max_length=12),
    ),
    key=("idea_id",), id_prefix="II",
)

INCENTIVE_GRID = Table(
    "incentive_grid", "market_it", "computed", "Incentive Menu grid",
    "How many incentives each audience has, to start and to keep going, financial and not.",
    (
        Column("audience", "choice", "Audience", "Whom they are for.", words=AUDIENCES),
        Column("phase", "choice", "To start or keep going", "When they work.", words=PHASES),
        Column("financial", "choice", "Financial or not", "Whether money or its worth changes hands.", words=FINANCIAL),
        Column("incentive_count", "integer", "Incentives", "Deterrents are not counted.", unit="incentives"),
        Column("uncosted_count", "integer", "Without a cost", "Cost, reach or uptake not known.", unit="incentives"),
        Column("cost_low_gbp", "money", "Cost, low", "Of those with a cost; low uptake.", unit="£ a year"),
        Column("cost_likely_gbp", "money", "Cost, likely", "Of those with a cost; likely uptake.", unit="£ a year"),
        Column("cost_high_gbp", "money", "Cost, high", "Of those with a cost; high uptake.", unit="£ a year"),
        Column("state", "text", "State", "covered or gap."),
    ),
    key=("audience", "phase", "financial"),
)

RISK_SCORES = Table(
    "risk_scores", "market_it", "computed", "Risk scores", "Each risk before and after what is in place.",
    (
        Column("risk_id", "text", "Risk", "The id of a risk.", required=True),
        Column("event", "text", "What could happen", "The event."),
        Column("borne_by", "choice", "Borne by", "Who would carry the harm.", words=SIDES),
        Column("score", "integer", "Score", "Likelihood times impact.", unit="1 to 25"),
        Column("band", "text", "Band", "low, medium, high, very high or not scored."),
        Column("residual_score", "integer", "Score left", "With what is in place; the first score where none is given.",
               unit="1 to 25"),
        Column("residual_band", "text", "Band left", "low, medium, high, very high or not scored."),
        Column("mechanism_count", "integer", "Mechanisms", "Of any status.", unit="mechanisms"),
        Column("in_place_count", "integer", "In place", "In place or tested, and not expired.", unit="mechanisms"),
        Column("expired_count", "integer", "Expired", "In place once, expired by the day of the run.", unit="mechanisms"),
        Column("to_do", "text", "To do", "What is missing, in a sentence; empty if nothing."),
    ),
    key=("risk_id",),
)

TABLES = (INCENTIVES, INCENTIVE_INITIATIVE, RISKS, RISK_MECHANISMS, RISK_COMMENTS, INCENTIVE_IDEAS, INCENTIVE_GRID, RISK_SCORES)
