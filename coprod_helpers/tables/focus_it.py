"""Focus It's tables: options, criteria, raters, ratings and what was decided."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.star import BETTER, OPTION_KINDS, RATER_GROUPS, Word, N_
from coprod_helpers.tables.declare import Column, Rule, Table
from coprod_helpers.tables.map_it import initiative_id, outcome_id
from coprod_helpers.tables.reorganisation import open_rows

AXES = (
    Word("outcomes", N_("Outcome gain"), N_("The upright axis of the Impact Matrix.")),
    Word("efficiency", N_("Efficiency gain"), N_("The level axis of the Impact Matrix.")),
    Word("feasibility", N_("Feasibility"), N_("The size of the mark on the Impact Matrix.")),
    Word("other", N_("Another criterion"), N_("Counts in the score only.")),
)
DECISIONS = (
    Word("go-ahead", N_("Go ahead"), N_("On to the business case.")),
    Word("find-out-more", N_("Find out more"), N_("Something has to be learnt first.")),
    Word("park", N_("Park"), N_("Not now.")),
)
RATER_PARTS = (
    Word("lead", N_("Leads an option"), N_("Has a stake in it; every option may have one.")),
    Word("friend", N_("Critical friend"), N_("Rates alone first, then challenges what the lead says.")),
    Word("panel", N_("Panel"), N_("Rates, and neither leads an option nor challenges one.")),
)
WAYS_OF_ASKING = (
    Word("swing", N_("Swing weights"), N_("Each step from worst to best in points, the biggest being 100.")),
    Word("rank-order", N_("Rank order"), N_("The steps only put in order; weights are the middle of all that fit the order.")),
    Word("pairwise", N_("Pairs"), N_("Each step set against each other one, as 1 to 9 times as much.")),
)
SEVERITIES = (
    Word("clarify", N_("To clarify"), N_("Something is not said clearly.")),
    Word("weaken", N_("Weakens it"), N_("The option would stand lower if this is right.")),
    Word("fatal", N_("Fatal"), N_("The option could not go ahead if this is right; open, it blocks a decision.")),
)
RESOLUTIONS = (
    Word("accepted", N_("Accepted"), N_("The challenge holds.")),
    Word("amended", N_("Amended"), N_("The option or its claim was changed.")),
    Word("not-accepted", N_("Not accepted"), N_("The claim stands, with the reason.")),
)
RESOURCES = (
    Word("money", N_("Money"), N_("Pounds, in the price base year.")),
    Word("staff", N_("Staff time"), N_("Hours of paid staff.")),
    Word("citizens", N_("Citizens' time"), N_("Hours that citizens give.")),
)
RULE_KINDS = (
    Word("needs", N_("Needs the other option"), N_("It can only be chosen with the other one.")),
    Word("not-both", N_("Not both"), N_("At most one of the two can be chosen.")),
    Word("always", N_("Always in"), N_("It is chosen whatever it scores, a duty for instance.")),
    Word("never", N_("Never"), N_("It is not chosen, whatever it scores.")),
    Word("each-outcome", N_("At least so many for an outcome"), N_("For one outcome, or for each where none is named.")),
    Word("each-ward", N_("At least so many in a ward"), N_("In one ward, or in each where none is named.")),
)
QUESTION_KINDS = (
    Word("rating", N_("A single rating decides")), Word("rater", N_("A single rater decides")),
    Word("weight", N_("A small change of weight decides")), Word("no-source", N_("A claim has no source")),
    Word("weak-evidence", N_("A high rating rests on weak evidence")), Word("group-absent", N_("A group is absent")),
    Word("lead-decides", N_("A lead's own rating decides")),
)


def option_id() -> Column:
    """The column by which other tables point at an option."""
    return Column("option_id", "text", "Option", "The id of an option.", required=True, refers="options.option_id",
                  max_length=12)


def criterion_id() -> Column:
    """The column by which other tables point at a criterion."""
    return Column("criterion_id", "text", "Criterion", "The id of a criterion.", required=True,
                  refers="criteria.criterion_id", max_length=12)


def rater_group() -> Column:
    """The column that says whose weights or ratings these are."""
    return Column("rater_group", "choice", "Group", "Citizens, officers and councillors are kept apart.", required=True,
                  words=RATER_GROUPS)


def _outside_scale(frame, tables, columns):
    """True where a value lies outside the scale of its criterion."""
    scale = tables["criteria"].set_index("criterion_id")
    low, high = frame["criterion_id"].map(scale["scale_low"]), frame["criterion_id"].map(scale["scale_high"])
    outside = pd.Series(False, index=frame.index)
    for column in columns:
        outside |= ((frame[column] < low) | (frame[column] > high)).fillna(False)
    return outside


def _asked(frame, way):
    """True for the rows of groups that were asked in this way."""
    return frame["asked_as"].fillna("swing").eq(way)


def _pair_names(frame):
    """Name each pair of a group the same, whichever way round it stands."""
    pairs = zip(frame["rater_group"], frame["criterion_id"], frame["other_id"], strict=True)
    return pd.Series(["|".join([str(group), *sorted((str(one), str(other)))]) for group, one, other in pairs], index=frame.index,
                     dtype="str")


def _rated_at(ratings):
    """Name the option, criterion and rater of each row in one text."""
    return ratings["option_id"] + "|" + ratings["criterion_id"] + "|" + ratings["rater_id"]


def _changed_by_lead(frame, tables):
    """True where whoever leads the option rates it otherwise than in the first round."""
    leads = frame["option_id"].map(tables["options"].set_index("option_id")["led_by"])
    before = tables["ratings"].set_index(_rated_at(tables["ratings"]))["rating"]
    was = _rated_at(frame).map(before[~before.index.duplicated()])
    return leads.eq(frame["rater_id"]).fillna(False) & (frame["rating"].ne(was)).fillna(True) & frame["rating"].notna()


def _no_question(frame, columns):
    """True where none of these columns says what a row is about."""
    return frame[list(columns)].isna().all(axis=1)


def _at_an_end(frame, tables):
    """True where a rating stands at an end of its scale and has no reason."""
    scale = tables["criteria"].set_index("criterion_id")
    ends = (frame["rating"] == frame["criterion_id"].map(scale["scale_low"])) | (
        frame["rating"] == frame["criterion_id"].map(scale["scale_high"]))
    return ends.fillna(False).astype(bool) & frame["reason"].isna()


OPTIONS = Table(
    "options", "focus_it", "entered", "Options", "What the council could do; each drawn from an initiative of Map It.",
    (
        Column("option_id", "text", "Option id", "Our id; leave empty for a new option.", required=True, max_length=12),
        Column("title", "text", "Option", "A short name.", required=True, max_length=120),
        Column("kind", "choice", "Kind", "Start, improve, scale out, stop, or do nothing.", required=True,
               words=OPTION_KINDS),
        initiative_id(required=False),
        Column("description", "long_text", "What would be done", "Two or three sentences."),
        Column("one_off_cost_gbp", "money", "One-off cost", "To set it up, in the price base year.", unit="£",
               minimum=0),
        Column("yearly_cost_gbp", "money", "Yearly cost", "To run it, in the price base year; below 0 is what stopping frees.",
               unit="£ a year"),
        Column("staff_hours_month", "number", "Staff hours needed", "In a usual month; below 0 is what stopping frees.",
               unit="hours a month"),
        Column("citizen_hours_month", "number", "Citizens' hours needed",
               "In a usual month; below 0 is what stopping frees.", unit="hours a month"),
        Column("cost_source", "text", "Source of costs and hours", "Who estimated them, from what."),
        Column("led_by", "text", "Led by", "The rater who leads it, whose own rating is set apart; empty if none.",
               refers="raters.rater_id", max_length=12),
    ),
    key=("option_id",), id_prefix="OP",
    rules=(
        Rule("initiative_needed", ("initiative_id",),
             "Choose the initiative of Map It that this option is about; only do nothing has none.",
             lambda frame, _: frame["kind"].ne("do-nothing") & frame["initiative_id"].isna()),
        Rule("do_nothing_once", ("kind",), "There is more than one do nothing option; keep one.",
             lambda frame, tables: frame["kind"].eq("do-nothing") & frame["kind"].duplicated()
             & ~frame["option_id"].isin(open_rows(tables, "options"))),
        Rule("cost_source", ("cost_source",), "Costs or hours are given without saying who estimated them.",
             lambda frame, _: frame[["one_off_cost_gbp", "yearly_cost_gbp", "staff_hours_month", "citizen_hours_month"]]
             .notna().any(axis=1) & frame["cost_source"].isna(), is_warning=True),
        Rule("only_stopping_frees", ("yearly_cost_gbp", "staff_hours_month", "citizen_hours_month"),
             "Only an option to stop something can free money or time; use 0 or more here.",
             lambda frame, _: frame["kind"].ne("stop")
             & frame[["yearly_cost_gbp", "staff_hours_month", "citizen_hours_month"]].lt(0).any(axis=1)),
    ),
)

OPTION_YEARS = Table(
    "option_years", "focus_it", "entered", "Single years of options",
    "What an option takes in one year, where that differs from its usual year.",
    (
        option_id(),
        Column("year", "integer", "Year", "1 is the first year.", unit="year, 1 to 10", required=True, minimum=1, maximum=10),
        Column("money_gbp", "money", "Money", "In this year, one-off costs among it; below 0 is what it frees.", unit="£"),
        Column("staff_hours", "number", "Staff hours", "In this year.", unit="hours a year"),
        Column("citizen_hours", "number", "Citizens' hours", "In this year.", unit="hours a year"),
        Column("source", "text", "Source", "Who estimated it, from what."),
    ),
    key=("option_id", "year"),
)

CRITERIA = Table(
    "criteria", "focus_it", "entered", "Criteria", "What options are judged by, each with its scale in words.",
    (
        Column("criterion_id", "text", "Criterion id", "Our id; leave empty for a new one.", required=True, max_length=12),
        Column("title", "text", "Criterion", "A short name.", required=True),
        Column("axis", "choice", "Place on the matrix", "Which part of the Impact Matrix it draws.", required=True,
               words=AXES),
        Column("scale_low", "integer", "Lowest rating", "The number at the worst end.", unit="rating", required=True,
               minimum=-2, maximum=0),
        Column("scale_high", "integer", "Highest rating", "The number at the best end.", unit="rating", required=True,
               minimum=2, maximum=4),
        Column("worst_anchor", "text", "Worst end in words", "What the worst rating means.", required=True),
        Column("best_anchor", "text", "Best end in words", "What the best rating means.", required=True),
        Column("better", "choice", "Direction", "Which end of the scale is the better one; empty means higher.", words=BETTER),
        Column("is_cost", "yes_no", "About cost or time",
               "Yes where it judges money or time; the choice under limits leaves it out, so that cost does not count twice."),
    ),
    key=("criterion_id",), id_prefix="CR",
    rules=(
        Rule("one_criterion_an_axis", ("axis",), "Another criterion already draws this part of the matrix; choose another.",
             lambda frame, tables: frame["axis"].ne("other") & frame["axis"].duplicated()
             & ~frame["criterion_id"].isin(open_rows(tables, "criteria"))),
        Rule("matrix_points_up", ("better",), "The parts of the matrix are gains, so higher must be better; turn the scale round.",
             lambda frame, _: frame["axis"].ne("other") & frame["better"].eq("lower").fillna(False)),
    ),
)

CRITERION_WEIGHTS = Table(
    "criterion_weights", "focus_it", "entered", "Swing weights",
    "How much the step from worst to best on each criterion matters, against the biggest step, which is 100.",
    (
        rater_group(),
        criterion_id(),
        Column("swing", "number", "Swing", "0 does not matter, 100 is the biggest step; empty where the group put them in order.",
               unit="points, 0 to 100", minimum=0, maximum=100),
        Column("agreed_on", "date", "Agreed on", "When the group agreed it."),
        Column("agreed_by", "text", "Agreed by", "The meeting or panel that agreed it."),
        Column("asked_as", "choice", "Asked as", "How the group was asked; empty means swing weights.", words=WAYS_OF_ASKING),
        Column("place", "integer", "Place in the order", "1 is the biggest step; for rank order. Equal steps share a place.",
               unit="place", minimum=1, maximum=50),
        Column("step_from", "number", "Step from", "The rating at the worse end of the step that was weighed; empty is the worst "
               "of the scale.", unit="rating", minimum=-2, maximum=4),
        Column("step_to", "number", "Step to", "The rating at the better end of the step that was weighed; empty is the best of "
               "the scale.", unit="rating", minimum=-2, maximum=4),
        Column("options_then", "text", "Options weighed", "Ids of the options that the step was weighed for; the sliders fill it.",
               max_length=4000),
    ),
    key=("rater_group", "criterion_id"),
    rules=(
        Rule("biggest_is_100", ("swing",), "The biggest swing of each group must be 100; set the biggest step to 100.",
             lambda frame, _: _asked(frame, "swing") & frame.groupby("rater_group")["swing"].transform("max").ne(100)),
        Rule("swing_needed", ("swing",), "Give this step its swing, 0 to 100, or say that the group was asked for an order or in pairs.",
             lambda frame, _: _asked(frame, "swing") & frame["swing"].isna()),
        Rule("place_needed", ("place",), "Give this step its place in the order, 1 being the biggest.",
             lambda frame, _: _asked(frame, "rank-order") & frame["place"].isna()),
        Rule("one_way_of_asking", ("asked_as",), "One group was asked in several ways; choose one for all its criteria.",
             lambda frame, _: frame["asked_as"].fillna("swing").groupby(frame["rater_group"]).transform("nunique").gt(1)),
        Rule("step_within_scale", ("step_from", "step_to"), "This is outside the criterion's scale; use a rating on it, or leave it empty.",
             lambda frame, tables: _outside_scale(frame, tables, ("step_from", "step_to"))),
        Rule("step_has_two_ends", ("step_from", "step_to"), "The step begins and ends at one rating, so it is no step.",
             lambda frame, _: frame["step_from"].eq(frame["step_to"]).fillna(False)),
    ),
)

CRITERION_COMPARISONS = Table(
    "criterion_comparisons", "focus_it", "entered", "Criteria in pairs",
    "For groups that are asked in pairs: how many times as much one step matters as the other.",
    (
        rater_group(),
        criterion_id(),
        Column("other_id", "text", "Than the step on", "The criterion whose step matters as much or less.", required=True,
               refers="criteria.criterion_id", max_length=12),
        Column("times_more", "number", "Times as much", "1 matters as much, 3 somewhat more, 5 clearly more, 9 far more.",
               unit="times, 1 to 9", required=True, minimum=1, maximum=9),
    ),
    key=("rater_group", "criterion_id", "other_id"),
    rules=(
        Rule("two_criteria", ("other_id",), "A criterion is set against itself; choose another.",
             lambda frame, _: frame["criterion_id"].eq(frame["other_id"])),
        Rule("pair_once", ("other_id",), "This pair is there twice, once each way round; keep one.",
             lambda frame, _: _pair_names(frame).duplicated(keep=False)),
    ),
)

WEIGHT_ANSWERS = Table(
    "weight_answers", "focus_it", "entered", "Weights that people sent in",
    "One row for each person who said by a form how much each step matters. No names.",
    (
        Column("weight_answer_id", "text", "Answer id", "Given by the form.", required=True, max_length=12),
        rater_group(),
        Column("received_on", "date", "Received on", "The day it came in.", required=True),
    ),
    key=("weight_answer_id",), id_prefix="WA", holds_people=True,
)
WEIGHT_ANSWER_SWINGS = Table(
    "weight_answer_swings", "focus_it", "entered", "Steps in those weights", "How much each step matters to one person.",
    (
        Column("weight_answer_id", "text", "Answer", "Whose answer it is.", required=True, refers="weight_answers.weight_answer_id",
               max_length=12),
        criterion_id(),
        Column("swing", "number", "Swing", "0 does not matter, 100 is the biggest step.", unit="points, 0 to 100", required=True,
               minimum=0, maximum=100),
    ),
    key=("weight_answer_id", "criterion_id"), parent="weight_answers", holds_people=True,
)

RATERS = Table(
    "raters", "focus_it", "entered", "Raters", "Who rated the options; at least one is a citizen.",
    (
        Column("rater_id", "text", "Rater id", "Our id; leave empty for a new rater.", required=True, max_length=12),
        Column("alias", "text", "Known as", "A name or an alias that the rater agreed to.", required=True,
               privacy="named by permission"),
        rater_group(),
        Column("part", "choice", "Part", "Leads an option, is a critical friend, or sits on the panel.", words=RATER_PARTS),
        Column("expertise", "text", "Knows about", "What the rater brings."),
        Column("has_no_stake", "yes_no", "Declares no stake", "A critical friend says whether anything is to be gained or lost."),
        Column("stake_note", "text", "About the declaration", "What it covers, or what the stake is."),
    ),
    key=("rater_id",), id_prefix="RT",
    rules=(
        Rule("friend_leads_nothing", ("part",), "A critical friend leads an option; ask somebody else to be the friend, or to lead.",
             lambda frame, tables: frame["part"].eq("friend").fillna(False) & frame["rater_id"].isin(tables["options"]["led_by"].dropna())),
        Rule("friend_declares", ("has_no_stake",), "This critical friend has not said yet whether anything is to be gained or lost.",
             lambda frame, _: frame["part"].eq("friend").fillna(False) & frame["has_no_stake"].isna(), is_warning=True),
    ),
)


def _rating_columns() -> tuple[Column, ...]:
    """The columns that a rating of either round has."""
    return (
        option_id(),
        criterion_id(),
        Column("rater_id", "text", "Rater", "The id of a rater.", required=True, refers="raters.rater_id", max_length=12),
        Column("rating", "integer", "Rating", "On the criterion's own scale; empty if not known.", unit="rating",
               minimum=-2, maximum=4),
        Column("low", "integer", "At least", "If unsure: the lowest it could be.", unit="rating", minimum=-2, maximum=4),
        Column("high", "integer", "At most", "If unsure: the highest it could be.", unit="rating", minimum=-2, maximum=4),
        Column("reason", "long_text", "Reason", "Needed at either end of the scale."),
    )


RATING_RULES = (
    Rule("within_scale", ("rating",), "This is outside the criterion's scale; use a number on it, or leave it empty.",
         lambda frame, tables: _outside_scale(frame, tables, ("rating", "low", "high"))),
    Rule("low_to_high", ("low", "high"), "At least, rating and at most must rise in that order.",
         lambda frame, _: ((frame["low"] > frame["rating"]) | (frame["high"] < frame["rating"])
                           | (frame["low"] > frame["high"])).fillna(False).astype(bool)),
    Rule("reason_at_end", ("reason",), "A rating at an end of the scale has no reason yet.",
         _at_an_end, is_warning=True),
)

RATINGS = Table(
    "ratings", "focus_it", "entered", "Ratings",
    "One row for each option, criterion and rater: the blind first round. Empty means not known.",
    _rating_columns(), key=("option_id", "criterion_id", "rater_id"), rules=RATING_RULES,
)

CHALLENGES = Table(
    "challenges", "focus_it", "entered", "Challenges", "What critical friends ask of an option, and what became of it.",
    (
        Column("challenge_id", "text", "Challenge id", "Our id; leave empty for a new one.", required=True, max_length=12),
        option_id(),
        Column("rater_id", "text", "Raised by", "The critical friend.", required=True, refers="raters.rater_id", max_length=12),
        Column("criterion_id", "text", "About the rating on", "The criterion; empty where it is about an assumption.",
               refers="criteria.criterion_id", max_length=12),
        Column("question", "long_text", "Question", "What is asked, in a sentence or two.", required=True),
        Column("evidence_asked", "long_text", "Evidence asked for", "What would answer it."),
        Column("severity", "choice", "How serious", "An open fatal challenge blocks a decision.", required=True, words=SEVERITIES),
        Column("raised_on", "date", "Raised on", "The day it was raised."),
        Column("response", "long_text", "Response", "What the lead answers."),
        Column("responded_by", "text", "Answered by", "The post or meeting.", privacy="public office"),
        Column("responded_on", "date", "Answered on", "The day of the answer."),
        Column("resolution", "choice", "What became of it", "Empty while it is open.", words=RESOLUTIONS),
        Column("resolution_reason", "long_text", "Why", "Needed where it is not accepted."),
    ),
    key=("challenge_id",), id_prefix="CH",
    groups=(
        (N_("The challenge"), ("challenge_id", "option_id", "rater_id", "criterion_id", "question", "evidence_asked", "severity", "raised_on")),
        (N_("The answer"), ("response", "responded_by", "responded_on", "resolution", "resolution_reason")),
    ),
    rules=(
        Rule("friend_challenges", ("rater_id",), "Challenges come from critical friends; set this rater's part to critical friend.",
             lambda frame, tables: ~frame["rater_id"].isin(
                 tables["raters"].loc[tables["raters"]["part"].eq("friend").fillna(False), "rater_id"])),
        Rule("answered_before_settled", ("response",), "What became of it is given, but no response; write what was answered.",
             lambda frame, _: frame["resolution"].notna() & frame["response"].isna()),
        Rule("reason_not_accepted", ("resolution_reason",), "It is not accepted, and no reason is given; write why the claim stands.",
             lambda frame, _: frame["resolution"].eq("not-accepted").fillna(False) & frame["resolution_reason"].isna()),
        Rule("answered_after_raised", ("responded_on",), "It was answered before it was raised; look at both dates.",
             lambda frame, _: (frame["responded_on"] < frame["raised_on"]).fillna(False)),
    ),
)

SECOND_RATINGS = Table(
    "second_ratings", "focus_it", "entered", "Ratings of the second round",
    "What raters say after the leads' ratings and the challenges were shown. The blind round stays the headline.",
    (
        *_rating_columns(),
        Column("challenge_id", "text", "Because of challenge", "The challenge that changed the rating; needed where a lead changes one.",
               refers="challenges.challenge_id", max_length=12),
    ),
    key=("option_id", "criterion_id", "rater_id"),
    rules=(
        *RATING_RULES,
        Rule("first_round_first", ("rater_id",), "This rater has no rating of the blind first round here; rate alone first.",
             lambda frame, tables: ~_rated_at(frame).isin(_rated_at(tables["ratings"]))),
        Rule("lead_names_challenge", ("challenge_id",), "A lead changed this rating and names no challenge; name the one that changed it.",
             lambda frame, tables: _changed_by_lead(frame, tables) & frame["challenge_id"].isna(), is_warning=True),
    ),
)

FOCUS_DECISIONS = Table(
    "focus_decisions", "focus_it", "entered", "Decisions on options", "What the group decided, who and why.",
    (
        option_id(),
        Column("decision", "choice", "Decision", "What happens next.", required=True, words=DECISIONS),
        Column("reason", "long_text", "Reason", "Why, in a sentence that you would say in public.", required=True),
        Column("decided_by", "text", "Decided by", "The meeting or post.", privacy="public office", required=True),
        Column("decided_on", "date", "Decided on", "The date of the decision.", required=True),
    ),
    key=("option_id",),
)

CHOICE_LIMITS = Table(
    "choice_limits", "focus_it", "entered", "Limits of the choice",
    "What there is to spend in each year. Several rows for a resource and a year add up.",
    (
        Column("limit_id", "text", "Limit id", "Our id; leave empty for a new one.", required=True, max_length=12),
        Column("resource", "choice", "Of what", "Money, staff time or citizens' time.", required=True, words=RESOURCES),
        Column("year", "integer", "Year", "1 is the first year.", unit="year, 1 to 10", required=True, minimum=1, maximum=10),
        Column("amount", "number", "Amount", "Money in the price base year; time in hours of that year.",
               unit="£ or hours a year", required=True, minimum=0),
        Column("source", "text", "Source", "Whose budget, or who counted the hours.", required=True),
    ),
    key=("limit_id",), id_prefix="LM",
)

CHOICE_RULES = Table(
    "choice_rules", "focus_it", "entered", "Rules of the choice", "What has to hold for the options that are chosen together.",
    (
        Column("rule_id", "text", "Rule id", "Our id; leave empty for a new one.", required=True, max_length=12),
        Column("kind", "choice", "Rule", "What has to hold.", required=True, words=RULE_KINDS),
        Column("option_id", "text", "Option", "The option that the rule is about.", refers="options.option_id", max_length=12),
        Column("other_id", "text", "Other option", "The one it needs, or that it cannot stand beside.",
               refers="options.option_id", max_length=12),
        outcome_id(required=False),
        Column("ward_id", "text", "Ward", "A ward of this council.", refers="wards.ward_id", max_length=12),
        Column("at_least", "integer", "At least", "So many options; empty means 1.", unit="options", minimum=1, maximum=100),
        Column("reason", "text", "Reason", "Why, or who decided it.", required=True),
    ),
    key=("rule_id",), id_prefix="LR",
    rules=(
        Rule("rule_has_option", ("option_id",), "Choose the option that this rule is about.",
             lambda frame, _: frame["kind"].isin(["needs", "not-both", "always", "never"]) & frame["option_id"].isna()),
        Rule("rule_has_other", ("other_id",), "Choose the other option that this rule is about.",
             lambda frame, _: frame["kind"].isin(["needs", "not-both"]) & frame["other_id"].isna()),
        Rule("two_options", ("other_id",), "An option is set against itself; choose another.",
             lambda frame, _: frame["option_id"].eq(frame["other_id"]).fillna(False)),
    ),
)

QUESTION_ANSWERS = Table(
    "question_answers", "focus_it", "entered", "Answers to the hardest questions",
    "What the group answers to the questions that the workbook asks as a critical friend.",
    (
        Column("answer_id", "text", "Answer id", "Our id; leave empty for a new one.", required=True, max_length=12),
        Column("kind", "choice", "Question", "Which question it answers.", required=True, words=QUESTION_KINDS),
        Column("option_id", "text", "About the option", "As the question names it.", refers="options.option_id", max_length=12),
        Column("criterion_id", "text", "About the criterion", "As the question names it.", refers="criteria.criterion_id",
               max_length=12),
        Column("rater_id", "text", "About the rater", "As the question names one.", refers="raters.rater_id", max_length=12),
        Column("rater_group", "choice", "About the group", "As the question names one.", words=RATER_GROUPS),
        Column("answer", "long_text", "Answer", "What the group says to it.", required=True),
        Column("answered_by", "text", "Answered by", "The meeting or post.", privacy="public office"),
        Column("answered_on", "date", "Answered on", "The day."),
    ),
    key=("answer_id",), id_prefix="QA",
    rules=(
        Rule("about_something", ("option_id",), "Say what the question is about: an option, a criterion, a rater or a group.",
             lambda frame, _: _no_question(frame, ("option_id", "criterion_id", "rater_id", "rater_group"))),
    ),
)

OPTION_RANKING = Table(
    "option_ranking", "focus_it", "computed", "Ranking of options", "Each option's place, score and doubt, by group.",
    (
        Column("rater_group", "choice", "Weights of", "Whose weights were used.", words=RATER_GROUPS),
        option_id(),
        Column("option", "text", "Option", "The option's title."),
        Column("rank", "integer", "Rank", "1 is best; ties share a rank; empty where too little is known.", unit="place"),
        Column("best_rank", "integer", "Best rank", "In 95 of 100 draws of the weights and of what is not known, its place is no better.", unit="place"),
        Column("worst_rank", "integer", "Worst rank", "In 95 of 100 draws of the weights and of what is not known, its place is no worse.",
               unit="place"),
        Column("score", "number", "Score", "Weighted sum of the median ratings, each on 0 to 1.", unit="score, 0 to 1"),
        Column("known_share", "share", "Known", "Weight of the criteria for which there is a rating."),
        Column("first_share", "share", "First", "Share of the draws in which it comes first."),
        Column("harm_share", "share", "Harm", "Share of the draws in which it makes outcomes worse."),
    ),
    key=("rater_group", "option_id"),
)

IMPACT_MATRIX = Table(
    "impact_matrix", "focus_it", "computed", "Impact Matrix", "Where each option stands on the matrix.",
    (
        option_id(),
        Column("option", "text", "Option", "The option's title."),
        Column("outcome_gain", "number", "Outcome gain", "Median of the raters.", unit="rating, -2 to 4"),
        Column("efficiency_gain", "number", "Efficiency gain", "Median of the raters.", unit="rating, -2 to 4"),
        Column("feasibility", "number", "Feasibility", "Median of the raters.", unit="rating, 0 to 4"),
        Column("widest_gap", "number", "Widest gap", "Largest gap between two raters on any criterion.", unit="rating steps"),
        Column("evidence_grade", "integer", "Evidence", "Evidence grade of its initiative; empty where nothing is said of it.",
               unit="grade, 0 to 4"),
        Column("rater_count", "integer", "Raters", "People who rated it on any criterion.", unit="people"),
        Column("quadrant", "text", "Quadrant", "do now; invest for outcomes; save, then check outcomes; park; "
               "harm check; not known."),
    ),
    key=("option_id",),
)

RANK_ACCEPTABILITY = Table(
    "rank_acceptability", "focus_it", "computed", "Rank acceptability", "How often each option takes each place, by group.",
    (
        rater_group(),
        option_id(),
        Column("place", "integer", "Place", "1 is best.", unit="place", required=True),
        Column("share", "share", "Share of draws", "In which the option takes this place."),
    ),
    key=("rater_group", "option_id", "place"),
)

OPTION_SUPPORT = Table(
    "option_support", "focus_it", "computed", "What would put an option first",
    "Over all weights that are possible: how often an option is first, and the weights that speak for it (SMAA-2).",
    (
        option_id(),
        Column("option", "text", "Option", "The option's title."),
        Column("first_share", "share", "First by any weights", "Share of all possible weights, and of the draws of ratings."),
        Column("confidence_share", "share", "Confidence factor",
               "How often it is first when its own central weights hold and the ratings are drawn."),
        Column("beaten_by", "text", "Beaten on all criteria by", "An option at least as good on every criterion and better on one."),
    ),
    key=("option_id",),
)

CENTRAL_WEIGHTS = Table(
    "central_weights", "focus_it", "computed", "Central weights", "The middle of all weights by which an option comes first.",
    (
        option_id(),
        criterion_id(),
        Column("weight_share", "share", "Central weight", "Its share of the weight; no row where the option is never first."),
    ),
    key=("option_id", "criterion_id"),
)

RATER_AGREEMENT = Table(
    "rater_agreement", "focus_it", "computed", "Agreement of raters",
    "Krippendorff's alpha and pairs within one step, for each criterion and for all, in each round.",
    (
        Column("criterion_id", "text", "Criterion", "The id of a criterion, or all.", required=True, max_length=12),
        Column("criterion", "text", "Criterion", "Its title, or all criteria."),
        Column("rating_round", "integer", "Round", "1 is the blind round.", unit="round, 1 or 2", required=True),
        Column("ordinal_alpha", "number", "Alpha, by order", "Ratings read as an order.", unit="alpha, up to 1"),
        Column("ordinal_low", "number", "From", "Lower end of its 95% interval.", unit="alpha, up to 1"),
        Column("ordinal_high", "number", "To", "Upper end of its 95% interval.", unit="alpha, up to 1"),
        Column("interval_alpha", "number", "Alpha, by distance", "Ratings read as equal steps.", unit="alpha, up to 1"),
        Column("interval_low", "number", "From", "Lower end of its 95% interval.", unit="alpha, up to 1"),
        Column("interval_high", "number", "To", "Upper end of its 95% interval.", unit="alpha, up to 1"),
        Column("within_one_share", "share", "Within one step", "Share of pairs of ratings of one option that lie one step or less apart."),
        Column("unit_count", "integer", "Options compared", "Options, or options and criteria, that two or more people rated.",
               unit="options"),
        Column("rater_count", "integer", "Raters", "People whose ratings count in it.", unit="people"),
    ),
    key=("criterion_id", "rating_round"),
)

FRIEND_GAPS = Table(
    "friend_gaps", "focus_it", "computed", "Lead and critical friends",
    "Where the lead's rating and the critical friends' blind ratings lie apart, and what became of it.",
    (
        option_id(),
        criterion_id(),
        Column("lead_rating", "number", "Lead", "The lead's rating of the blind round.", unit="rating"),
        Column("friends_rating", "number", "Friends", "Middle of the critical friends' ratings of the blind round.", unit="rating"),
        Column("lead_after", "number", "Lead, second round", "Empty where the lead gave none.", unit="rating"),
        Column("friends_after", "number", "Friends, second round", "Middle after it; a blind rating stands where a friend gave no other.", unit="rating"),
        Column("gap", "number", "Gap", "Distance between the two in the blind round.", unit="rating steps"),
        Column("needs_answer", "yes_no", "Owes a written answer", "The gap is 2 steps or more, and no challenge about it is answered."),
    ),
    key=("option_id", "criterion_id"),
)

OPTION_READINESS = Table(
    "option_readiness", "focus_it", "computed", "Ready for decision", "Whether an option can be decided on, and what stands in the way.",
    (
        option_id(),
        Column("option", "text", "Option", "The option's title."),
        Column("is_ready", "yes_no", "Ready for decision", "Nothing stands in the way."),
        Column("in_the_way", "long_text", "In the way", "Everything that does, in sentences; empty where nothing does."),
    ),
    key=("option_id",),
)

HARD_QUESTIONS = Table(
    "hard_questions", "focus_it", "computed", "The hardest questions",
    "What the workbook asks as a critical friend: what flips the order, what has no source, who is absent.",
    (
        Column("question_number", "integer", "Number", "The hardest first.", unit="number", required=True),
        Column("kind", "choice", "Kind", "What the question is about.", required=True, words=QUESTION_KINDS),
        Column("option_id", "text", "Option", "The id of an option, where one is meant.", max_length=12),
        Column("criterion_id", "text", "Criterion", "The id of a criterion, where one is meant.", max_length=12),
        Column("rater_id", "text", "Rater", "The id of a rater, where one is meant.", max_length=12),
        Column("rater_group", "choice", "Group", "The group, where one is meant.", words=RATER_GROUPS),
        Column("question", "long_text", "Question", "In a sentence or two."),
        Column("answer", "long_text", "Answer", "The group's answer; empty while the question is open."),
    ),
    key=("question_number",),
)

FIND_OUT_FIRST = Table(
    "find_out_first", "focus_it", "computed", "What to find out first",
    "What it would be worth to know for certain what is now in doubt: the expected value of perfect information.",
    (
        rater_group(),
        Column("find_number", "integer", "Number", "The most valuable first.", unit="number", required=True),
        Column("about", "text", "About", "One rating, all of an option, all of a criterion, or the weights."),
        Column("option_id", "text", "Option", "The id of an option, where one is meant.", max_length=12),
        Column("criterion_id", "text", "Criterion", "The id of a criterion, where one is meant.", max_length=12),
        Column("value_points", "number", "Worth", "Expected gain in the score of what comes first.", unit="points of 100"),
        Column("change_share", "share", "Changes the first place", "Share of the draws in which knowing it would put another option first."),
    ),
    key=("rater_group", "find_number"),
)

CHOICE = Table(
    "choice", "focus_it", "computed", "Choice under limits", "Which options are chosen within the limits, by each group's weights, and why.",
    (
        rater_group(),
        option_id(),
        Column("option", "text", "Option", "The option's title."),
        Column("is_chosen", "yes_no", "Chosen", "It is among those that together gain most within the limits."),
        Column("gain_points", "number", "Gain", "Its score without the criteria about cost, less that of doing nothing.",
               unit="points of 100"),
        Column("chosen_share", "share", "Chosen in draws", "Share of the draws of ratings and weights in which it is chosen."),
        Column("reason", "long_text", "Why", "Why it is in or out, in a sentence."),
    ),
    key=("rater_group", "option_id"),
)

CHOICE_FRONTIER = Table(
    "choice_frontier", "focus_it", "computed", "Gain and cost", "The most that can be gained for each sum of money, within the other limits.",
    (
        rater_group(),
        Column("cost_gbp", "money", "Cost", "Of the years that have a limit on money, together.", unit="£", required=True),
        Column("gain_points", "number", "Gain", "Of all chosen options together.", unit="points of 100"),
        Column("options", "long_text", "Options", "Ids of those chosen."),
        Column("is_choice", "yes_no", "The choice", "It is the choice within all limits."),
    ),
    key=("rater_group", "cost_gbp"),
)

CHOICE_MORE = Table(
    "choice_more", "focus_it", "computed", "What more would buy", "What a little more of each resource would change.",
    (
        rater_group(),
        Column("resource", "choice", "Of what", "Money, staff time or citizens' time.", required=True, words=RESOURCES),
        Column("limit_change", "number", "Change of the limit", "0.1 is a tenth more in each year, -0.1 a tenth less; 0 is the least that helps.",
               unit="share of the limit", required=True),
        Column("more", "number", "More", "Than the limit, in all its years together; empty where no sum would help.", unit="£ or hours"),
        Column("gain_points", "number", "Gains", "Compared with the choice.", unit="points of 100"),
        Column("comes_in", "long_text", "Comes in", "Ids of options that it adds."),
        Column("goes_out", "long_text", "Goes out", "Ids of options that it takes away."),
    ),
    key=("rater_group", "resource", "limit_change"),
)

OTHER_CHOICES = Table(
    "other_choices", "focus_it", "computed", "Choices nearly as good", "Other sets of options within the limits that gain nearly as much.",
    (
        rater_group(),
        Column("place", "integer", "Place", "1 is the choice itself.", unit="place", required=True),
        Column("gain_points", "number", "Gain", "Of all its options together.", unit="points of 100"),
        Column("cost_gbp", "money", "Cost", "Of the years that have a limit on money, together.", unit="£"),
        Column("comes_in", "long_text", "Comes in", "Ids of options that the choice lacks."),
        Column("goes_out", "long_text", "Goes out", "Ids of options of the choice that it lacks."),
    ),
    key=("rater_group", "place"),
)

WEIGHTS_SENT_IN = Table(
    "weights_sent_in", "focus_it", "computed", "Weights that people sent in, together",
    "The middle of what people said by a form, for each group and step; withheld where too few answered.",
    (
        rater_group(),
        criterion_id(),
        Column("people", "integer", "People", "Who answered in this group; empty where withheld.", unit="people"),
        Column("people_shown", "text", "People, as shown", "A number, or fewer than the threshold."),
        Column("swing_low", "number", "Swing, low", "A quarter of the people said this or less.", unit="points, 0 to 100"),
        Column("swing_median", "number", "Swing, middle", "Half of the people said this or less.", unit="points, 0 to 100"),
        Column("swing_high", "number", "Swing, high", "Three quarters of the people said this or less.", unit="points, 0 to 100"),
    ),
    key=("rater_group", "criterion_id"),
)

TABLES = (
    RATERS, OPTIONS, OPTION_YEARS, CRITERIA, CRITERION_WEIGHTS, CRITERION_COMPARISONS, WEIGHT_ANSWERS, WEIGHT_ANSWER_SWINGS, RATINGS, CHALLENGES, SECOND_RATINGS,
    QUESTION_ANSWERS, CHOICE_LIMITS, CHOICE_RULES, FOCUS_DECISIONS, OPTION_RANKING, IMPACT_MATRIX, RANK_ACCEPTABILITY,
    OPTION_SUPPORT, CENTRAL_WEIGHTS, RATER_AGREEMENT, FRIEND_GAPS, OPTION_READINESS, HARD_QUESTIONS, FIND_OUT_FIRST, CHOICE,
    CHOICE_FRONTIER, CHOICE_MORE, OTHER_CHOICES, WEIGHTS_SENT_IN,
)
