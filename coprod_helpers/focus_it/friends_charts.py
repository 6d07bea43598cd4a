"""Pictures of critical friends' work: leads and friends apart, how far people agree, and the log of challenges."""

from __future__ import annotations

import altair as alt
import pandas as pd

from coprod_helpers.focus_it.agreement_words import FIRM, TENTATIVE, two_places
from coprod_helpers.focus_it.appraisal import Appraisal
from coprod_helpers.focus_it.charts import short_titles
from coprod_helpers.focus_it.critical_friends import FLAG_GAP, PROMPTS, leads_shown, open_challenges, still_due
from coprod_helpers.look.numbers import count, readable
from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import CATEGORICAL, GRID, INK, PAPER, QUIET_INK, titled
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import RATER_GROUPS, labels
from coprod_helpers.tables import table
from coprod_helpers.tables.focus_it import RATER_PARTS, RESOLUTIONS, SEVERITIES

MOST_ROWS, SMALLEST = 20, 1
LONGEST = 34
WIDTH, STEP = 340, 32
# The lead stands above the friends, so that neither hides the other where they agree.
LANE = 6
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
    judged = (appraisal.options, appraisal.criteria, appraisal.ratings, appraisal.tables["raters"])
    if leads_shown(*judged):
        return gaps_chart(friend_gaps, appraisal, challenges, council, revision)
    due = still_due(*judged)
    if due.empty:
        return Finding(_("There is no critical friend yet. Ask two or more who have no stake, one of them a citizen, and set their part "
                         "among the raters."))
    waits = "; ".join(f"{rater} {number}" for rater, number in due[due.gt(0)].items())
    return Finding(_("The leads' ratings are shown once every critical friend has rated alone; ratings still due: {waits}.").format(
        waits=waits))


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
    rows = _rows_apart(friend_gaps, appraisal, challenges)
    if rows.empty:
        return Finding(_("Nowhere do a lead and the critical friends lie a step or more apart."))
    shown = rows.head(MOST_ROWS)
    said = [_("{council}, revision {revision}. Square: the lead. Circle: middle of the critical friends, rating alone. Hollow: after the "
              "second round. Grey: the criterion's scale.").format(council=council, revision=revision)]
    if len(shown) < len(rows):
        said.append(_("Drawn are the {shown} widest of {all}; the table holds all.").format(shown=len(shown), all=len(rows)))
    return Picture(titled(_dumbbells(shown), gaps_finding(friend_gaps), " ".join(said), width=WIDTH + 420), _told(rows),
                   _gaps_table(rows, appraisal), _("Leads and critical friends in {council}").format(council=council))


def _rows_apart(friend_gaps: pd.DataFrame, appraisal: Appraisal, challenges: pd.DataFrame) -> pd.DataFrame:
    """Return what lies a step or more apart, or has moved, the widest first, with its label, its scale and what became of it."""
    moved = [(friend_gaps[f"{side}_after"].notna() & friend_gaps[f"{side}_after"].ne(friend_gaps[f"{side}_rating"])).fillna(False)
             for side in ("lead", "friends")]
    is_shown = (friend_gaps["gap"].ge(SMALLEST).fillna(False) | moved[0] | moved[1]).astype(bool) & friend_gaps["gap"].notna()
    rows = friend_gaps.assign(lead_moved=moved[0], friends_moved=moved[1])[is_shown].sort_values(
        ["gap", "option_id", "criterion_id"], ascending=[False, True, True], kind="stable")
    rows = rows.assign(option=rows["option_id"].map(appraisal.titles))
    scale = appraisal.criteria.set_index("criterion_id")[["scale_low", "scale_high"]].astype("float64")
    return rows.assign(
        label=short_titles(rows, LONGEST) + ": " + rows["criterion_id"].map(appraisal.criterion_titles),
        scale_low=rows["criterion_id"].map(scale["scale_low"]), scale_high=rows["criterion_id"].map(scale["scale_high"]),
        became=[_became(row, challenges) for row in rows.itertuples()])


def _became(row, challenges: pd.DataFrame) -> str:
    """Say of a gap of two steps or more whether it owes an answer, or which challenges answered it."""
    if pd.notna(row.needs_answer) and row.needs_answer:
        return _("owes an answer")
    if not row.gap >= FLAG_GAP:
        return ""
    own = challenges[challenges["option_id"].eq(row.option_id) & challenges["criterion_id"].eq(row.criterion_id).fillna(False)
                     & challenges["response"].notna()]
    return _("answered in {challenges}").format(challenges=", ".join(sorted(own["challenge_id"])))


def _dumbbells(shown: pd.DataFrame) -> alt.LayerChart:
    """Draw one line for each row: the scale, both sides of the blind round, and where they went."""
    base = alt.Chart(shown[["label", "lead_rating", "friends_rating", "lead_after", "friends_after", "lead_moved", "friends_moved",
                            "scale_low", "scale_high", "became"]]).encode(
        alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=420)))

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:Q", title=_("Rating, on the criterion's own scale"), scale=alt.Scale(domain=[-2.4, 4.4], nice=False),
                     axis=alt.Axis(values=[-2, -1, 0, 1, 2, 3, 4], grid=True))

    layers = [base.mark_bar(color=GRID, height=4).encode(across("scale_low"), alt.X2("scale_high")),
              base.mark_rule(color=QUIET_INK, strokeWidth=2).encode(across("lead_rating"), alt.X2("friends_rating"))]
    for side, shape, colour, size, lane in (("lead", "square", LEAD, 170, -LANE), ("friends", "circle", FRIENDS, 150, LANE)):
        moved = base.transform_filter(f"datum.{side}_moved")
        layers += [
            moved.mark_rule(color=INK, strokeDash=[3, 3], yOffset=lane, y2Offset=lane).encode(
                across(f"{side}_rating"), alt.X2(f"{side}_after")),
            base.mark_point(shape=shape, fill=colour, stroke=INK, size=size, strokeWidth=1, opacity=1, yOffset=lane).encode(
                across(f"{side}_rating")),
            moved.mark_point(shape=shape, fill=PAPER, stroke=colour, size=size, strokeWidth=2.5, opacity=1, yOffset=lane).encode(
                across(f"{side}_after"))]
    words = base.mark_text(align="left", fontStyle="italic").encode(alt.XValue(WIDTH + 8), alt.Text("became:N"))
    return alt.layer(*layers, words).properties(width=WIDTH, height=alt.Step(STEP))


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
    line, later = _("{label}: lead {lead}, friends {friends}"), _("{rating}, then {after}")
    said = []
    for row in rows.head(MOST_ROWS).itertuples():
        lead, friends = (later.format(rating=readable(rating), after=readable(after)) if is_moved else readable(rating)
                         for rating, after, is_moved in ((row.lead_rating, row.lead_after, row.lead_moved),
                                                         (row.friends_rating, row.friends_after, row.friends_moved)))
        said.append(line.format(label=f"{row.option}: {row.label.rpartition(': ')[2]}", lead=lead, friends=friends)
                    + (f", {row.became}" if row.became else ""))
    return "; ".join(said) + "."


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
    rows = _agreement_rows(known)
    about = _("{council}, revision {revision}. Krippendorff's alpha of ratings read as an order, with its 95% interval; in brackets how "
              "many options, over all how many options and criteria, were compared. Dashed: chance, and two conventions.").format(
                  council=council, revision=revision)
    told = _("{label} {words}, likely {low} to {high}")
    columns = [name for name in rater_agreement.columns if name != "criterion_id"]
    return Picture(
        titled(_intervals(rows), agreement_finding(rater_agreement), about, width=WIDTH + 340),
        "; ".join(f"{row.label} {row.words}" if pd.isna(row.ordinal_low) else told.format(
            label=row.label, words=row.words, low=two_places(row.ordinal_low), high=two_places(row.ordinal_high))
            for row in rows.itertuples()) + ".",
        TableView.of("rater_agreement", rater_agreement, columns), _("Agreement of raters in {council}").format(council=council))


def _agreement_rows(known: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each criterion and round, both rounds of a criterion together, with label, ends and words."""
    rounds = {1: _("first round"), 2: _("second round")}
    both = known["rating_round"].nunique() > 1
    place = {criterion: number for number, criterion in enumerate(known["criterion_id"].drop_duplicates())}
    rows = known.assign(place=known["criterion_id"].map(place)).sort_values(["place", "rating_round"], kind="stable")
    return rows.assign(
        label=[f"{row.criterion}, {rounds[row.rating_round]}" if both else row.criterion for row in rows.itertuples()],
        start=rows["ordinal_low"].fillna(rows["ordinal_alpha"]).clip(lower=-1), end=rows["ordinal_high"].fillna(rows["ordinal_alpha"]),
        words=[f"{two_places(row.ordinal_alpha)} ({count(row.unit_count)})" for row in rows.itertuples()],
        is_second=rows["rating_round"].eq(2))


def _intervals(rows: pd.DataFrame) -> alt.LayerChart:
    """Draw alpha with its interval for each row, and the lines of chance and of the two conventions with their names."""
    base = alt.Chart(rows[["label", "ordinal_alpha", "start", "end", "words", "is_second"]]).encode(
        alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=330)))
    scale = alt.Scale(domain=[min(-0.5, float(rows["start"].min())), 1.5], nice=False)

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:Q", title=_("Alpha: 0 is no more than chance, 1 is all agree"), scale=scale,
                     axis=alt.Axis(values=[-1, -0.5, 0, 0.5, 1], grid=False))

    lines = alt.Chart(pd.DataFrame({"at": [0, TENTATIVE, FIRM], "name": [_("chance"), f"{TENTATIVE}", f"{FIRM}"]}))
    # The two conventions lie too near to each other for names above the middle of both.
    names = [lines.transform_filter(f"datum.at {which}").mark_text(align=align, y=-8, dx=dx, color=QUIET_INK).encode(
        across("at"), alt.Text("name:N")) for which, align, dx in (("== 0", "center", 0), (f"== {TENTATIVE}", "right", 5),
                                                                   (f"== {FIRM}", "left", -2))]
    point = {"size": 110, "opacity": 1, "stroke": CATEGORICAL[0], "strokeWidth": 2.5}
    return alt.layer(
        lines.mark_rule(strokeDash=[4, 4], color=QUIET_INK).encode(across("at")), *names,
        base.mark_rule(strokeWidth=3, color=CATEGORICAL[0]).encode(across("start"), alt.X2("end")),
        base.transform_filter("!datum.is_second").mark_point(fill=CATEGORICAL[0], **point).encode(across("ordinal_alpha")),
        base.transform_filter("datum.is_second").mark_point(fill=PAPER, **point).encode(across("ordinal_alpha")),
        base.transform_calculate(words_at="1.06").mark_text(align="left").encode(across("words_at"), alt.Text("words:N")),
    ).properties(width=WIDTH, height=alt.Step(STEP - 4))


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
    severity = {word.code: place for place, word in enumerate(reversed(SEVERITIES))}
    ordered = challenges.assign(is_settled=challenges["resolution"].notna(), weight=challenges["severity"].map(severity)).sort_values(
        ["is_settled", "weight", "challenge_id"], kind="stable")
    frame = pd.DataFrame({
        _("Id"): ordered["challenge_id"], _("Option"): ordered["option_id"].map(options.set_index("option_id")["title"]),
        _("About"): ordered["criterion_id"].map(criteria.set_index("criterion_id")["title"]).fillna(_("an assumption")),
        _("How serious"): ordered["severity"].map(labels(SEVERITIES)).map(_), _("Question"): ordered["question"],
        _("By"): ordered["rater_id"].map(_who(raters)).fillna(_("unknown")),
        _("Response"): ordered["response"].fillna(_("none yet")),
        _("What became of it"): [
            _("open") if pd.isna(code) else _(labels(RESOLUTIONS)[code]) for code in ordered["resolution"]]})
    return TableView(frame, " ".join([_("Log of challenges") + ("." if (said := open_challenges(challenges)) else ""), *said]))


def _who(raters: pd.DataFrame) -> dict[str, str]:
    """Return rater id -> group and part in words, never the alias."""
    groups, parts = labels(RATER_GROUPS), labels(RATER_PARTS)
    return {row.rater_id: _(groups[row.rater_group]).lower() + ("" if pd.isna(row.part) else f", {_(parts[row.part]).lower()}")
            for row in raters.itertuples()}


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
