"""Focus It's tables: options, criteria, raters, ratings and what was decided."""

from __future__ import annotations

from coprod_helpers.star import OPTION_KINDS, RATER_GROUPS, Word, N_
from coprod_helpers.tables.declare import Column, Rule, Table
from coprod_helpers.tables.map_it import initiative_id
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
    outside = frame["rating"].isna() & False
    for column in columns:
        outside |= ((frame[column] < low) | (frame[column] > high)).fillna(False)
    return outside


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
        Column("yearly_cost_gbp", "money", "Yearly cost", "To run it, in the price base year.", unit="£ a year",
               minimum=0),
        Column("staff_hours_month", "number", "Staff hours needed", "In a usual month.", unit="hours a month", minimum=0),
        Column("citizen_hours_month", "number", "Citizens' hours needed", "In a usual month.", unit="hours a month",
               minimum=0),
        Column("cost_source", "text", "Source of costs and hours", "Who estimated them, from what."),
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
    ),
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
        Column("worst_anchor", "text", "Worst end in words", "What the lowest rating means.", required=True),
        Column("best_anchor", "text", "Best end in words", "What the highest rating means.", required=True),
    ),
    key=("criterion_id",), id_prefix="CR",
    rules=(
        Rule("one_criterion_an_axis", ("axis",), "Another criterion already draws this part of the matrix; choose another.",
             lambda frame, tables: frame["axis"].ne("other") & frame["axis"].duplicated()
             & ~frame["criterion_id"].isin(open_rows(tables, "criteria"))),
    ),
)

CRITERION_WEIGHTS = Table(
    "criterion_weights", "focus_it", "entered", "Swing weights",
    "How much the step from worst to best on each criterion matters, against the biggest step, which is 100.",
    (
        rater_group(),
        criterion_id(),
        Column("swing", "number", "Swing", "0 does not matter, 100 is the biggest step.", unit="points, 0 to 100",
               required=True, minimum=0, maximum=100),
        Column("agreed_on", "date", "Agreed on", "When the group agreed it."),
        Column("agreed_by", "text", "Agreed by", "The meeting or panel that agreed it."),
    ),
    key=("rater_group", "criterion_id"),
    rules=(
        Rule("biggest_is_100", ("swing",), "The biggest swing of each group must be 100; set the biggest step to 100.",
             lambda frame, _: frame.groupby("rater_group")["swing"].transform("max").ne(100)),
    ),
)

RATERS = Table(
    "raters", "focus_it", "entered", "Raters", "Who rated the options; at least one is a citizen.",
    (
        Column("rater_id", "text", "Rater id", "Our id; leave empty for a new rater.", required=True, max_length=12),
        Column("alias", "text", "Known as", "A name or an alias that the rater agreed to.", required=True,
               privacy="named by permission"),
        rater_group(),
        Column("is_lead", "yes_no", "Leads an option", "Does this person lead one of the options?"),
        Column("expertise", "text", "Knows about", "What the rater brings."),
    ),
    key=("rater_id",), id_prefix="RT",
)

RATINGS = Table(
    "ratings", "focus_it", "entered", "Ratings", "One row for each option, criterion and rater. Empty means not known.",
    (
        option_id(),
        criterion_id(),
        Column("rater_id", "text", "Rater", "The id of a rater.", required=True, refers="raters.rater_id", max_length=12),
        Column("rating", "integer", "Rating", "On the criterion's own scale; empty if not known.", unit="rating",
               minimum=-2, maximum=4),
        Column("low", "integer", "At least", "If unsure: the lowest it could be.", unit="rating", minimum=-2, maximum=4),
        Column("high", "integer", "At most", "If unsure: the highest it could be.", unit="rating", minimum=-2, maximum=4),
        Column("reason", "long_text", "Reason", "Needed at either end of the scale."),
    ),
    key=("option_id", "criterion_id", "rater_id"),
    rules=(
        Rule("within_scale", ("rating",), "This is outside the criterion's scale; use a number on it, or leave it empty.",
             lambda frame, tables: _outside_scale(frame, tables, ("rating", "low", "high"))),
        Rule("low_to_high", ("low", "high"), "At least, rating and at most must rise in that order.",
             lambda frame, _: ((frame["low"] > frame["rating"]) | (frame["high"] < frame["rating"])
                               | (frame["low"] > frame["high"])).fillna(False).astype(bool)),
        Rule("reason_at_end", ("reason",), "A rating at an end of the scale has no reason yet.",
             _at_an_end, is_warning=True),
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
        Column("rater_count", "integer", "Raters", "People who rated it on any criterion.", unit="people"),
        Column("quadrant", "text", "Quadrant", "do now; invest for outcomes; save, then check outcomes; park; "
               "harm check; not known."),
    ),
    key=("option_id",),
)

TABLES = (OPTIONS, CRITERIA, CRITERION_WEIGHTS, RATERS, RATINGS, FOCUS_DECISIONS, OPTION_RANKING, IMPACT_MATRIX)
