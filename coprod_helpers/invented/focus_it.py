"""Focus It: options drawn from the council's own initiatives, raters of all three groups, and their ratings.

Each group has a standpoint on each option and criterion; a rater stands within a step of it, leaves some cells empty and is
unsure of some.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from coprod_helpers.invented.council import name_of
from coprod_helpers.invented.draw import Draw, along
from coprod_helpers.invented.map_it import SIZE
from coprod_helpers.invented.plan import Plan
from coprod_helpers.invented.stock import blanked, frame_of, retold, stock, ward_names

DO_NOTHING = "Carry on as today"
TITLE_LENGTH = 120
# status of the initiative -> kinds of option that it may become, with their weights
KINDS = {
    "potential": (("start", 1),), "paused": (("start", 3), ("stop", 1)), "improving": (("improve", 3), ("scale-out", 1)),
    "existing": (("scale-out", 5), ("improve", 4), ("stop", 1)),
}
TITLES = {"start": "Begin: {title}", "improve": "Improve: {title}", "scale-out": "In more wards: {title}", "stop": "End: {title}"}
BEGIN_AGAIN = "Begin again: {title}"
DONE = {
    "start": "A first year with a small group, told on one page at its end.",
    "improve": "What people who take part asked for, in the order in which they asked for it.",
    "scale-out": "The same way of working in wards that do not have it yet, begun where people asked.",
    "stop": "Staff and money would be freed for other work; those who take part are told why.",
}
COST_SOURCE = "Invented estimate"

RATERS = (
    ("Wren", "citizen", "Has used the service for years"),
    ("Councillor for a small ward", "councillor", "Casework of a ward"),
    ("Mx Teasel", "citizen", "Runs a group without a bank account"),
    ("Head of Finance", "officer", "What budgets can bear"),
    ("Old Sorrel", "citizen", "Knows everybody at the bus stop"),
    ("Scrutiny chair", "councillor", "Promises and what came of them"),
)
REASONS = ("Seen here for years.", "Nobody in the room could name a worse one.", "People told us so at the door.",
           "The figures leave no doubt.")
UNSURE = ("Depends on how many people come.", "Good in one ward; unsure about others.", "Could change with the staffing.")
BLANK_SHARE, UNSURE_SHARE, END_SHARE = 0.07, 0.12, 0.06
# Of ratings at an end of the scale, so many have the reason that is asked for; the check warns of the others.
REASON_SHARE = 0.97

# Of 100 councils so many have limits to choose within, and of those that rate so many have held a second round.
LIMITS_CHANCE, SECOND_CHANCE = 0.25, 0.4
LIMIT_SHARE, LIMIT_YEARS = 0.5, 2
LIMIT_SOURCE, RULE_REASON = "Invented limit", "One team would have to begin both at once"
CHALLENGES = (
    ("What would have happened anyway?", "The figures of those who waited", "weaken"),
    ("Who looks after people when it goes wrong in the evening?", "The plan for evenings and weekends", "weaken"),
    ("What would residents stop doing in the hours they would give?", "Ask thirty people", "clarify"),
    ("Is this money promised to something else already?", "The budget, line by line", "fatal"),
)
RESPONSES = ("Those who waited were asked as well; nothing changed for them.", "Not yet; it is added to the plan.",
             "The ward walk in spring will ask.", "Half of it is; the option was made smaller.")
RESOLVED = ("not-accepted", "accepted", "amended", "amended")
NOT_ACCEPTED = "The comparison answers it."
SECOND_REASON = "After the challenge was answered."

# What invented councils leave empty.
NOT_INVENTED = ("option_years", "question_answers", "budgets", "budget_caps", "budget_projects", "budget_ballots")

DECISIONS = {
    "go-ahead": "Citizens and officers both put it high, and it can begin with what there is.",
    "find-out-more": "Those who would do the work have not been asked yet.",
    "park": "Too much is asked for too little this year.",
}
DECIDED_BY, DECIDED_ON = "Co-production board", ("2026-10-21", "2026-10-28", "2026-11-04")


def tables(plan: Plan, wards: pd.DataFrame, initiatives: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return options, criteria, weights, raters, ratings of both rounds, challenges, limits, rules and decisions."""
    draw = plan.draw("options")
    options, criteria = _options(plan, draw, initiatives), stock("criteria")
    raters, decisions = _raters(plan, wards), _decisions(draw, options)
    options = _led(plan, options, raters)
    ratings, challenges = _ratings(plan, options, criteria, raters), _challenges(plan, options, raters)
    return {
        **{name: frame_of(name, []) for name in NOT_INVENTED},
        "options": options, "criteria": criteria, "criterion_weights": _weights(plan, wards, options),
        "criterion_comparisons": stock("criterion_comparisons"), "raters": raters, "ratings": ratings, "challenges": challenges,
        "second_ratings": _second_ratings(plan, criteria, ratings, challenges), **_limits(plan, options), "focus_decisions": decisions,
    }


def _options(plan: Plan, draw: Draw, initiatives: pd.DataFrame) -> pd.DataFrame:
    """Return doing nothing, and an option for each of some initiatives that it could begin, better, spread or end."""
    able = initiatives[initiatives["status"].isin(list(KINDS))]
    chosen = draw.several(list(able.index), plan.options - 1)
    size = along(SIZE, plan.people)
    rows = [{"title": DO_NOTHING, "kind": "do-nothing", "description": "Nothing is started, improved or stopped.",
             "one_off_cost_gbp": 0.0, "yearly_cost_gbp": 0.0, "staff_hours_month": 0.0, "citizen_hours_month": 0.0,
             "cost_source": "No change to the budget of 2026/27"}]
    rows += [_option(draw, size, able.loc[place]) for place in chosen]
    return frame_of("options", [{"option_id": f"OP{place:02d}", **row} for place, row in enumerate(rows, start=1)])


def _option(draw: Draw, size: float, initiative: Mapping) -> dict:
    """Return one option about an initiative; of every eighth the costs are not known yet."""
    kinds, weights = zip(*KINDS[initiative["status"]], strict=True)
    kind = draw.pick(kinds, weights)
    title = BEGIN_AGAIN if kind == "start" and initiative["status"] == "paused" else TITLES[kind]
    known = {
        "one_off_cost_gbp": round(draw.within(10, 150) * size) * 100.0,
        "yearly_cost_gbp": 0.0 if kind == "stop" else round(draw.within(20, 600) * size) * 100.0,
        "staff_hours_month": 0.0 if kind == "stop" else float(round(draw.within(8, 110) * size)),
        "citizen_hours_month": 0.0 if kind == "stop" else float(round(draw.within(20, 300) * size)),
        "cost_source": COST_SOURCE,
    }
    return {"title": title.format(title=initiative["title"])[:TITLE_LENGTH], "kind": kind,
            "initiative_id": initiative["initiative_id"], "description": DONE[kind],
            **({} if draw.chance(0.125) else known)}


def _led(plan: Plan, options: pd.DataFrame, raters: pd.DataFrame) -> pd.DataFrame:
    """Let each lead among the raters lead one or two options."""
    if plan.is_empty("raters"):
        return options
    draw, leads = plan.draw("leads"), raters.loc[raters["part"].eq("lead"), "rater_id"].tolist()
    led = {option: lead for lead in leads for option in draw.several(options["option_id"].tolist()[1:], 2)}
    return options.assign(led_by=options["option_id"].map(led).astype("str"))


def _challenges(plan: Plan, options: pd.DataFrame, raters: pd.DataFrame) -> pd.DataFrame:
    """Return what critical friends asked of some options; the last question of each council is still open."""
    draw, friends = plan.draw("challenges"), raters.loc[raters["part"].eq("friend"), "rater_id"].tolist()
    asked = draw.several(options["option_id"].tolist()[1:], len(CHALLENGES)) if friends else []
    rows = []
    for place, (option, (question, evidence, severity)) in enumerate(zip(asked, CHALLENGES, strict=False)):
        answered = {"response": RESPONSES[place], "responded_by": DECIDED_BY, "responded_on": "2026-10-12", "resolution": RESOLVED[place],
                    "resolution_reason": NOT_ACCEPTED if RESOLVED[place] == "not-accepted" else None} if place < len(asked) - 1 else {}
        rows.append({"challenge_id": f"CH{place + 1}", "option_id": option, "rater_id": draw.pick(friends), "question": question,
                     "criterion_id": "CR1" if place == 0 else None, "evidence_asked": evidence, "severity": severity,
                     "raised_on": "2026-10-05", **answered})
    return frame_of("challenges", rows)


def _second_ratings(plan: Plan, criteria: pd.DataFrame, ratings: pd.DataFrame, challenges: pd.DataFrame) -> pd.DataFrame:
    """Return ratings that raters gave again for options that were challenged, a step lower for some."""
    draw = plan.draw("second round")
    answered = challenges[challenges["response"].notna()]
    if answered.empty or not draw.chance(SECOND_CHANCE):
        return frame_of("second_ratings", [])
    again = ratings[ratings["option_id"].isin(answered["option_id"]) & ratings["rating"].notna()].drop(columns=["low", "high", "reason"])
    lowest = again["criterion_id"].map(criteria.set_index("criterion_id")["scale_low"]) + 1
    lower = (again["rating"] - (draw.shares(len(again)) < 0.3)).clip(lower=again["rating"].clip(upper=lowest))
    challenge = again["option_id"].map(answered.drop_duplicates("option_id").set_index("option_id")["challenge_id"])
    return frame_of("second_ratings", again.assign(
        rating=lower.to_numpy(), low=None, high=None, reason=SECOND_REASON, challenge_id=challenge).to_dict("records"))


def _limits(plan: Plan, options: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return limits of about half of what all options would take, and a rule."""
    draw = plan.draw("limits")
    if not draw.chance(LIMITS_CHANCE):
        return {"choice_limits": frame_of("choice_limits", []), "choice_rules": frame_of("choice_rules", [])}
    wanted = {"money": options["yearly_cost_gbp"].sum(), "staff": options["staff_hours_month"].sum() * 12,
              "citizens": options["citizen_hours_month"].sum() * 12}
    rows = [{"resource": resource, "year": year, "amount": float(round(amount * LIMIT_SHARE, -2)), "source": LIMIT_SOURCE}
            for resource, amount in wanted.items() for year in range(1, LIMIT_YEARS + 1)]
    one, other = draw.several(options["option_id"].tolist()[1:], 2) if len(options) > 2 else (None, None)
    rules = [{"rule_id": "LR1", "kind": "not-both", "option_id": one, "other_id": other, "reason": RULE_REASON}] if one else []
    return {"choice_limits": frame_of("choice_limits", [{"limit_id": f"LM{place}", **row} for place, row in enumerate(rows, 1)]),
            "choice_rules": frame_of("choice_rules", rules)}


def _weights(plan: Plan, wards: pd.DataFrame, options: pd.DataFrame) -> pd.DataFrame:
    """Return Exampleshire's weights, each swing moved by up to 15 points; the biggest of each group stays 100."""
    rows = retold("criterion_weights", stock("criterion_weights"), name_of(plan), _places(wards))
    moved = plan.draw("weights").wholes(-3, 3, len(rows)) * 5.0
    swings = rows["swing"].where(rows["swing"].eq(100) | rows["swing"].isna(), (rows["swing"] + moved).clip(0, 95))
    return rows.assign(swing=swings, options_then="; ".join(options["option_id"].tolist()[1:]))


def _places(wards: pd.DataFrame) -> list[str]:
    """Return wards that stand in the places of Exampleshire's."""
    return [wards["name"].iloc[place % len(wards)] for place in range(len(ward_names()))]


def _raters(plan: Plan, wards: pd.DataFrame) -> pd.DataFrame:
    """Return the raters: a citizen first, then by turns from Exampleshire's and ours."""
    known = retold("raters", stock("raters"), name_of(plan), _places(wards))
    ours = [{"alias": alias, "rater_group": group, "part": "panel", "expertise": expertise}
            for alias, group, expertise in RATERS]
    theirs = known.drop(columns="rater_id").to_dict("records")
    first, second, third, fourth, fifth, sixth = theirs
    order = [first, fourth, second, fifth, ours[1], third, sixth, *ours[:1], *ours[2:]]
    return frame_of("raters", [{"rater_id": f"RT{place:02d}", **row} for place, row in enumerate(order[:plan.raters], start=1)])


def _ratings(plan: Plan, options: pd.DataFrame, criteria: pd.DataFrame, raters: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each option, criterion and rater."""
    draw = plan.draw("ratings")
    shape = len(options), len(criteria), len(raters)
    option, criterion, rater = (places.ravel() for places in np.indices(shape))
    low, high = (criteria[name].to_numpy(dtype="int64")[criterion] for name in ("scale_low", "scale_high"))
    groups = pd.factorize(raters["rater_group"])[0][rater]
    stand = _standpoints(draw, options, criteria)[option, criterion, groups]
    # Drawn ratings keep off the ends, where a rater owes a reason, but for those that are at an end on purpose.
    rating = np.clip(stand + draw.wholes(-1, 1, len(option)) * (draw.shares(len(option)) < 0.6), low + 1, high - 1)
    at_end = (draw.shares(len(option)) < END_SHARE) & options["kind"].ne("do-nothing").to_numpy()[option]
    rating = np.where(at_end, np.where(draw.shares(len(option)) < 0.7, high, low), rating)
    is_blank = draw.shares(len(option)) < BLANK_SHARE
    is_unsure = ~is_blank & ~at_end & (draw.shares(len(option)) < UNSURE_SHARE)
    return frame_of("ratings", {
        "option_id": options["option_id"].to_numpy()[option], "criterion_id": criteria["criterion_id"].to_numpy()[criterion],
        "rater_id": raters["rater_id"].to_numpy()[rater], "rating": blanked(rating, is_blank),
        "low": blanked(rating - 1, ~is_unsure), "high": blanked(rating + 1, ~is_unsure),
        "reason": _reasons(draw, at_end & ~is_blank, is_unsure)})


def _standpoints(draw: Draw, options: pd.DataFrame, criteria: pd.DataFrame) -> np.ndarray:
    """Return where each group stands on each option and criterion; doing nothing gains and loses nothing."""
    low, high = (criteria[name].to_numpy(dtype="int64") for name in ("scale_low", "scale_high"))
    merit = draw.shares(len(options), 1, 1) * 0.6 + draw.shares(len(options), len(criteria), 1) * 0.3
    view = merit + draw.shares(len(options), len(criteria), 3) * 0.25
    stand = np.floor(low[None, :, None] + view * (high - low)[None, :, None] * 0.9 + 0.5).astype("int64")
    stand[options["kind"].eq("do-nothing").to_numpy()] = 0
    return stand


def _reasons(draw: Draw, at_end: np.ndarray, is_unsure: np.ndarray) -> np.ndarray:
    """Return the reason of each rating, None where none is given."""
    given = at_end & (draw.shares(len(at_end)) < REASON_SHARE)
    reasons = np.where(given, draw.picks(REASONS, [1] * len(REASONS), len(at_end)), None)
    return np.where(is_unsure, draw.picks(UNSURE, [1] * len(UNSURE), len(at_end)), reasons)


def _decisions(draw: Draw, options: pd.DataFrame) -> pd.DataFrame:
    """Return what was decided on about two options in five."""
    chosen = draw.several(options["option_id"].tolist()[1:], len(options) * 2 // 5)
    rows = [{"option_id": option, "decision": decision, "reason": DECISIONS[decision], "decided_by": DECIDED_BY,
             "decided_on": draw.pick(DECIDED_ON)}
            for option in chosen for decision in [draw.pick(list(DECISIONS), (2, 2, 1))]]
    return frame_of("focus_decisions", rows)
