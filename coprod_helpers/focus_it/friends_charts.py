"""Pictures of critical friends' work: leads and friends apart, how far people agree, and the log of challenges."""

from __future__ import annotations

import altair as alt
import pandas as pd

from coprod_helpers.focus_it.appraisal import Appraisal
from coprod_helpers.focus_it.charts import short_titles
from coprod_helpers.focus_it.critical_friends import FLAG_GAP, PROMPTS, still_due
from coprod_helpers.look.numbers import count, readable
from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import CATEGORICAL, INK, PAPER, QUIET_INK, titled
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import RATER_GROUPS, labels
from coprod_helpers.tables import table
from coprod_helpers.tables.focus_it import RESOLUTIONS, SEVERITIES

MOST_ROWS, SMALLEST = 20, 1
LONGEST = 44
WIDTH, STEP = 340, 28
LEAD, FRIENDS = CATEGORICAL[3], CATEGORICAL[0]


def gaps_shown(friend_gaps: pd.DataFrame, appraisal: Appraisal, challenges: pd.DataFrame, council: str,
               revision: int) -> Picture | Finding:
    """Draw leads' and friends' ratings where they lie apart, once every critical friend has rated alone.

    Parameters
    ----------
    friend_gaps, challenges : DataFrame
        The computed table `friend_gaps`, and the table `challenges`.
    appraisal : Appraisal
    council : str
    revision : int
    """
    due = still_due(appraisal.options, appraisal.criteria, appraisal.ratings, appraisal.tables["raters"])
    if due.empty:
        return Finding(_("There is no critical friend yet. Ask two or more who have no stake, one of them a citizen, and set their part "
                         "among the raters."))
    owing = due[due.gt(0)]
    if len(owing):
        waits = "; ".join(f"{rater} {number}" for rater, number in owing.items())
        return Finding(_("The leads' ratings are shown once every critical friend has rated alone; ratings still due: {waits}.").format(
            waits=waits))
    return gaps_chart(friend_gaps, appraisal, challenges, council, revision)


def gaps_chart(friend_gaps: pd.DataFrame, appraisal: Appraisal, challenges: pd.DataFrame, council: str,
               revision: int) -> Picture | Finding:
    """Draw, for each rating on which they lie a step or more apart or have moved, where the lead and the critical friends stand.

    Parameters
    ----------
    friend_gaps, challenges : DataFrame
        The computed table `friend_gaps`, and the table `challenges`.
    appraisal : Appraisal
    council : str
    revision : int
    """
    moved = [(friend_gaps[f"{side}_after"].notna() & friend_gaps[f"{side}_after"].ne(friend_gaps[f"{side}_rating"])).fillna(False)
             for side in ("lead", "friends")]
    is_shown = (friend_gaps["gap"].ge(SMALLEST).fillna(False) | moved[0] | moved[1]).astype(bool)
    apart = friend_gaps[is_shown & friend_gaps["gap"].notna()].sort_values(["gap", "option_id", "criterion_id"], ascending=[False, True, True],
                                                                     kind="stable")
    if apart.empty:
        return Finding(_("Nowhere do a lead and the critical friends lie a step or more apart."))
    titles = appraisal.titles
    named = apart.assign(option=apart["option_id"].map(titles))
    short = short_titles(named, LONGEST - 16)
    rows = named.assign(label=short + ": " + named["criterion_id"].map(appraisal.criterion_titles),
                        owes=[_("owes an answer") if needs else "" for needs in named["needs_answer"].fillna(False)])
    shown = rows.head(MOST_ROWS)
    base = alt.Chart(shown[["label", "lead_rating", "friends_rating", "lead_after", "friends_after", "owes"]]).encode(
        alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=400)))

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:Q", title=_("Rating, on the criterion's own scale"), scale=alt.Scale(domain=[-2.4, 4.4], nice=False),
                     axis=alt.Axis(values=[-2, -1, 0, 1, 2, 3, 4], grid=True))

    is_moved = "datum.{0}_after !== null && isValid(datum.{0}_after) && datum.{0}_after !== datum.{0}_rating"
    after = [base.transform_filter(is_moved.format(side)).mark_point(shape=shape, filled=False, size=150, stroke=colour, fill=PAPER,
                                                                     strokeWidth=2.5).encode(across(f"{side}_after"))
             for side, shape, colour in (("lead", "square", LEAD), ("friends", "circle", FRIENDS))]
    chart = alt.layer(
        base.mark_rule(color=QUIET_INK, strokeWidth=2).encode(across("lead_rating"), alt.X2("friends_rating")),
        base.mark_point(shape="square", filled=True, size=250, color=LEAD, stroke=INK, strokeWidth=1, opacity=1).encode(across("lead_rating")),
        base.mark_point(shape="circle", filled=True, size=150, color=FRIENDS, opacity=1).encode(across("friends_rating")),
        *after,
        base.mark_text(align="left", dx=14, fontStyle="italic").encode(alt.X("owes_at:Q"), alt.Text("owes:N")).transform_calculate(
            owes_at="max(datum.lead_rating, datum.friends_rating)"),
    ).properties(width=WIDTH, height=alt.Step(STEP))
    said = [_("{council}, revision {revision}. Square: the lead. Circle: middle of the critical friends, rating alone. Hollow: after the "
              "second round.").format(council=council, revision=revision)]
    if len(shown) < len(rows):
        said.append(_("Drawn are the {shown} widest of {all}; the table holds all.").format(shown=len(shown), all=len(rows)))
    return Picture(titled(chart, gaps_finding(friend_gaps), " ".join(said), width=WIDTH + 420), _told(rows), _gaps_table(rows, appraisal),
                   _("Leads and critical friends in {council}").format(council=council))


def gaps_finding(friend_gaps: pd.DataFrame) -> str:
    """Say on how many ratings the lead and the friends lie two steps or more apart, and how many owe an answer.

    Parameters
    ----------
    friend_gaps : DataFrame
        The computed table `friend_gaps`.
    """
    wide, owed = int(friend_gaps["gap"].ge(FLAG_GAP).sum()), int(friend_gaps["needs_answer"].fillna(False).sum())
    if not wide:
        return _("No lead is two steps or more from the critical friends.")
    said = plural("On {number} rating a lead is two steps or more from the critical friends", "On {number} ratings a lead is two steps or "
                  "more from the critical friends", wide).format(number=wide)
    return said + (_("; {owed} still owed an answer.").format(owed=count(owed)) if owed else _("; all are answered."))


def _told(rows: pd.DataFrame) -> str:
    """Say in words what the picture shows."""
    line = _("{label}: lead {lead}, friends {friends}")
    return "; ".join(line.format(label=row.label, lead=readable(row.lead_rating), friends=readable(row.friends_rating))
                     for row in rows.head(MOST_ROWS).itertuples()) + "."


def _gaps_table(rows: pd.DataFrame, appraisal: Appraisal) -> TableView:
    """Return the figures of the picture."""
    declared = table("friend_gaps")
    frame = rows.assign(**{_("Criterion"): rows["criterion_id"].map(appraisal.criterion_titles), _("Option"): rows["option"]})
    return TableView(frame, _(declared.label), [_("Option"), _("Criterion"), *(declared.column(name) for name in (
        "lead_rating", "friends_rating", "lead_after", "friends_after", "gap", "needs_answer"))])


def agreement_chart(rater_agreement: pd.DataFrame, council: str, revision: int) -> Picture | Finding:
    """Draw alpha by order with its interval, for each criterion and for all, in each round.

    Parameters
    ----------
    rater_agreement : DataFrame
        The computed table `rater_agreement`.
    council : str
    revision : int
    """
    known = rater_agreement[rater_agreement["ordinal_alpha"].notna()]
    if known.empty:
        return Finding(_("Agreement cannot be told yet: it needs two or more people who rated the same options differently."))
    rounds = {1: _("first round"), 2: _("second round")}
    both = known["rating_round"].nunique() > 1
    rows = known.assign(label=[f"{row.criterion}, {rounds[row.rating_round]}" if both else row.criterion for row in known.itertuples()],
                        start=known["ordinal_low"].fillna(known["ordinal_alpha"]).clip(lower=-1), end=known["ordinal_high"].fillna(known["ordinal_alpha"]),
                        words=[f"{alpha:.2f}" for alpha in known["ordinal_alpha"]], is_second=known["rating_round"].eq(2))
    order = list(dict.fromkeys(rows.sort_values(["criterion", "rating_round"], key=lambda column: column.map(
        {name: place for place, name in enumerate(dict.fromkeys(rows["criterion"]))}) if column.name == "criterion" else column)["label"]))
    base = alt.Chart(rows[["label", "ordinal_alpha", "start", "end", "words", "is_second"]]).encode(
        alt.Y("label:N", title=None, sort=order, axis=alt.Axis(labelLimit=330)))
    scale = alt.Scale(domain=[min(-0.5, float(rows["start"].min())), 1.15], nice=False)

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:Q", title=_("Alpha: 0 is no more than chance, 1 is all agree"), scale=scale,
                     axis=alt.Axis(values=[-1, -0.5, 0, 0.5, 1], grid=False))

    lines = alt.Chart(pd.DataFrame({"at": [0, 0.667, 0.8]}))
    chart = alt.layer(
        lines.mark_rule(strokeDash=[4, 4], color=QUIET_INK).encode(across("at")),
        base.mark_rule(strokeWidth=3, color=CATEGORICAL[0]).encode(across("start"), alt.X2("end")),
        base.transform_filter("!datum.is_second").mark_point(filled=True, size=110, color=CATEGORICAL[0], opacity=1).encode(across("ordinal_alpha")),
        base.transform_filter("datum.is_second").mark_point(filled=False, size=110, stroke=CATEGORICAL[0], fill=PAPER, strokeWidth=2.5).encode(across("ordinal_alpha")),
        base.mark_text(align="left", dx=8).encode(across("end"), alt.Text("words:N")),
    ).properties(width=WIDTH, height=alt.Step(STEP))
    about = _("{council}, revision {revision}. Krippendorff's alpha of ratings read as an order, with its 95% interval; dashed: 0, and 0.667 "
              "and 0.8, which are conventions.").format(council=council, revision=revision)
    columns = [name for name in rater_agreement.columns if name != "criterion_id"]
    return Picture(titled(chart, agreement_finding(rater_agreement), about, width=WIDTH + 340),
                   "; ".join(f"{row.label} {row.words}" for row in rows.itertuples()) + ".",
                   TableView.of("rater_agreement", rater_agreement, columns), _("Agreement of raters in {council}").format(council=council))


def agreement_finding(rater_agreement: pd.DataFrame) -> str:
    """Say on which criterion people agree least, in plain figures.

    Parameters
    ----------
    rater_agreement : DataFrame
        The computed table `rater_agreement`.
    """
    own = rater_agreement[rater_agreement["rating_round"].eq(1) & rater_agreement["criterion_id"].ne("all")
                          & rater_agreement["within_one_share"].notna()]
    if own.empty:
        return _("Agreement cannot be told yet.")
    least = own.sort_values("within_one_share", kind="stable").iloc[0]
    return _("People agree least on {criterion}: {share} of pairs within one step.").format(
        criterion=least["criterion"], share=f"{least['within_one_share']:.0%}")


# Tables

def challenge_log(challenges: pd.DataFrame, options: pd.DataFrame, raters: pd.DataFrame, criteria: pd.DataFrame) -> TableView | Finding:
    """Show every challenge with its answer, open fatal ones first; friends stand by group, never by name.

    Parameters
    ----------
    challenges, options, raters, criteria : DataFrame
        The tables of these names.
    """
    if challenges.empty:
        return Finding(_("No challenge is raised yet."))
    groups, words = raters.set_index("rater_id")["rater_group"], labels(RATER_GROUPS)
    severity = {word.code: place for place, word in enumerate(reversed(SEVERITIES))}
    ordered = challenges.assign(is_settled=challenges["resolution"].notna(), weight=challenges["severity"].map(severity)).sort_values(
        ["is_settled", "weight", "challenge_id"], kind="stable")
    frame = pd.DataFrame({
        _("Id"): ordered["challenge_id"], _("Option"): ordered["option_id"].map(options.set_index("option_id")["title"]),
        _("About"): ordered["criterion_id"].map(criteria.set_index("criterion_id")["title"]).fillna(_("an assumption")),
        _("How serious"): ordered["severity"].map(labels(SEVERITIES)).map(_), _("Question"): ordered["question"],
        _("By"): [_("{group} as critical friend").format(group=_(words[groups[rater]]).lower()) if rater in groups.index else _("unknown")
                  for rater in ordered["rater_id"]],
        _("Response"): ordered["response"].fillna(_("none yet")),
        _("What became of it"): [
            _("open") if pd.isna(code) else _(labels(RESOLUTIONS)[code]) for code in ordered["resolution"]]})
    return TableView(frame, _("Log of challenges"))


def readiness_table(option_readiness: pd.DataFrame) -> TableView | Finding:
    """Show which options can be decided on, and what stands in the way of the others.

    Parameters
    ----------
    option_readiness : DataFrame
        The computed table `option_readiness`.
    """
    if option_readiness.empty:
        return Finding(_("There are no options to be ready for decision yet."))
    return TableView.of("option_readiness", option_readiness.sort_values(["is_ready", "option_id"], ascending=[False, True], kind="stable"),
                        ["option", "is_ready", "in_the_way"], blanks={"in_the_way": _("nothing")})


def prompts_table() -> TableView:
    """Show questions that a critical friend may ask of any option."""
    return TableView(pd.DataFrame({_("Number"): range(1, len(PROMPTS) + 1), _("Question"): [_(prompt) for prompt in PROMPTS]}),
                     _("Questions that a critical friend may ask"))
