"""People It's pictures: who answered, what they would do and offer, and what gets in the way.

Everything here is drawn from counts in which small numbers are withheld already; no row of the survey comes near it.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from coprod_helpers.look.numbers import MINUS, about, count, per_cent, readable
from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import CATEGORICAL, DUO, GRID, INK, PAPER, QUIET_INK, titled
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.suppression import NOT_SHOWN, TOTAL, fewer_than
from coprod_helpers.people_it.see_what_you_can_do import (ANSWERS, BARRIERS, EXTRA_HOURS, FEW_ANSWERS, INVITE_FIRST,
                                                          NO_HOURS,
                                                          NOT_GIVEN, OUTCOMES, WAYS, WOULD_DO)
from coprod_helpers.star import MORE_OR_LESS, N_, labels
from coprod_helpers.tables.people_it import SKILL_SUPPLY, SURVEY_SUMMARY

WIDTH, ROW = 240, 30
LONGEST_LABEL = 48
# Room to the right of the longest bar for its words.
ROOM = 1.75
MORE = labels(MORE_OR_LESS)["more"]
NEARLY_ALIKE = 0.015

TITLES = {WOULD_DO: N_("What people would do"), BARRIERS: N_("What gets in the way"), WAYS: N_("Ways to take part"),
          OUTCOMES: N_("Outcomes that matter")}
MOST_SAY = {
    WOULD_DO: N_('Asked what they would do, people say "{value}" most often: {share} of those who answered.'),
    BARRIERS: N_('What gets in the way most often is "{value}", for {share} of those who answered.'),
    WAYS: N_('The way chosen most often is "{value}", by {share} of those who answered.'),
    OUTCOMES: N_('The outcome named most often is "{value}", by {share} of those who answered.'),
}
SEVERAL = (BARRIERS, WAYS, OUTCOMES)


# Who answered

def gap_chart(gap: pd.DataFrame, threshold: int, council: str, revision: int) -> Picture | Finding:
    """Draw each ward's share of the answers beside its share of the people who live there.

    Parameters
    ----------
    gap : DataFrame
        What `inclusion_gap` returns, with small numbers withheld.
    threshold : int
        Smallest count shown.
    council : str
        The council's name, said under the title.
    revision : int
        The revision that the counts are made from.
    """
    if gap.empty or not gap["people_shown"].ne("0").fillna(False).any():
        return Finding(_("Wards cannot be compared yet: there are no answers, or no wards."))
    rows = gap.assign(words=[_gap_words(row) for row in gap.itertuples()], label=_short(gap["ward"]),
                      start=gap[["answers_share", "population_share"]].max(axis=1).fillna(0))
    longest = max(0.05, float(rows["start"].max()))
    across = {"scale": alt.Scale(domain=[0, longest * ROOM], nice=False), "axis": alt.Axis(format="%", tickCount=4),
              "title": _("Share of the answers, and of the people")}
    base = alt.Chart(rows[["label", "answers_share", "population_share", "start", "words"]]).encode(
        alt.Y("label:N", title=None, sort=rows["label"].tolist(), axis=alt.Axis(labelLimit=200)))
    people = base.transform_filter("isValid(datum.population_share)")
    answers = base.transform_filter("isValid(datum.answers_share)")
    chart = alt.layer(
        answers.transform_filter("isValid(datum.population_share)").mark_rule(color=QUIET_INK, strokeWidth=2).encode(
            alt.X("population_share:Q", **across), alt.X2("answers_share")),
        people.mark_point(filled=True, color=PAPER, stroke=INK, strokeWidth=2, shape="diamond", size=110).encode(
            alt.X("population_share:Q", **across)),
        answers.mark_point(filled=True, color=CATEGORICAL[0], size=110).encode(alt.X("answers_share:Q", **across)),
        base.mark_text(align="left", dx=12).encode(alt.X("start:Q", **across), alt.Text("words:N")),
    ).properties(width=WIDTH + 120, height=alt.Step(ROW))
    said = gap_finding(gap, threshold)
    about_it = _("{council}, revision {revision}. Dot: share of the answers. Diamond: share of the people who live "
                 "there. Points: the one less the other; a few points mean little.")
    chart = titled(chart, said, about_it.format(council=council, revision=revision), width=560)
    told = "; ".join(f"{row.ward}: {row.words}" for row in rows.itertuples())
    return Picture(chart, f"{said} {told}.", gap_table(gap), _("Answers by ward"))


def gap_finding(gap: pd.DataFrame, threshold: int) -> str:
    """Say in one sentence which ward is most missing from the answers.

    Parameters
    ----------
    gap : DataFrame
        What `inclusion_gap` returns.
    threshold : int
        Smallest count shown.
    """
    few = hardly_asked(gap, threshold)
    if len(few):
        return _("{few} answers came from {wards}: people there have hardly been asked.").format(
            few=fewer_than(threshold).capitalize(), wards=_listed(few["ward"]))
    known = gap[gap["gap_share"].notna()]
    if known.empty:
        return _("Shares of wards cannot be compared: enter each ward's population.")
    row = known.loc[known["gap_share"].idxmin()]
    if row["gap_share"] > -NEARLY_ALIKE:
        return _("Answers come from the wards much as people live in them.")
    return _("{ward} is most missing: {people} of people live there, {answers} of answers came from there.").format(
        ward=row["ward"], people=per_cent(row["population_share"]), answers=per_cent(row["answers_share"]))


def hardly_asked(gap: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """Return the wards whose withheld number of answers is below their share of the people, or that share not known.

    Parameters
    ----------
    gap : DataFrame
        What `inclusion_gap` returns.
    threshold : int
        Smallest count shown.
    """
    is_withheld = gap["people_shown"].eq(fewer_than(threshold)).fillna(False).astype(bool)
    return gap[is_withheld & (gap["note"].eq(_(INVITE_FIRST)) | gap["population_share"].isna())]


def gap_table(gap: pd.DataFrame) -> TableView:
    """Show each ward's answers, its share of them, its share of the people, and the gap.

    Parameters
    ----------
    gap : DataFrame
        What `inclusion_gap` returns.
    """
    frame = pd.DataFrame({
        _("Ward"): gap["ward"], _("Answers"): gap["people_shown"].fillna(_(NOT_SHOWN)),
        _("Share of answers"): [_(NOT_SHOWN) if pd.isna(share) else per_cent(share) for share in gap["answers_share"]],
        _("Share of people"): [per_cent(share) for share in gap["population_share"]],
        _("Gap"): [_points(share) or _(NOT_SHOWN) for share in gap["gap_share"]], _("Note"): gap["note"]})
    return TableView(frame, _("Answers by ward, beside the people who live there"), blanks={_("Note"): ""})


def _gap_words(row) -> str:
    """Say what one ward's row shows."""
    if pd.isna(row.people_shown) or row.people_shown == NOT_SHOWN:
        return _(NOT_SHOWN)
    if not row.people_shown.isdigit():
        return _("{count} answers").format(count=row.people_shown)
    few = _(", few") if int(row.people_shown) < FEW_ANSWERS else ""
    points = f", {_points(row.gap_share)}" if pd.notna(row.gap_share) else ""
    return _("{count} answers{points}{few}").format(count=row.people_shown, points=points, few=few)


def _points(share: float) -> str:
    """Return a difference of shares in whole points, with its sign; nothing where it is not known."""
    if pd.isna(share):
        return ""
    points = round(float(share) * 100)
    sign = "+" if points > 0 else MINUS if points < 0 else ""
    return plural("{points} point", "{points} points", abs(points)).format(points=f"{sign}{abs(points)}")


# What people say

def topic_bars(survey_summary: pd.DataFrame, topic: str, council: str, revision: int) -> Picture | Finding:
    """Draw one topic of the survey as bars, the largest first; what is withheld has words and no bar.

    Parameters
    ----------
    survey_summary : DataFrame
        The computed table `survey_summary`.
    topic : str
        would do, what gets in the way, ways to take part, or outcomes that matter.
    council : str
        The council's name, said under the title.
    revision : int
        The revision that the counts are made from.
    """
    own = survey_summary[survey_summary["topic"].eq(topic)]
    if own.empty or own["people_shown"].eq("0").all():
        return Finding(_("{topic}: nobody has said yet.").format(topic=_(TITLES[topic])))
    rows = own.sort_values("people", ascending=False, kind="stable", na_position="last")
    rows = rows.assign(label=_short(rows["value"].replace({NOT_GIVEN: _("No answer")})),
                       bar=rows["people"].astype("float64").fillna(0.0),
                       words=[_topic_words(row) for row in rows.itertuples()])
    said = topic_finding(survey_summary, topic)
    chart = titled(_bars(rows), said, _about_topic(topic, council, revision), width=600)
    told = "; ".join(f"{row.label} {row.words}" for row in rows.itertuples())
    shares = ("share", "share_low", "share_high")
    view = TableView.of("survey_summary", rows, ["value", "people_shown", *shares], _(TITLES[topic]),
                        blanks=dict.fromkeys(shares, _(NOT_SHOWN)))
    return Picture(chart, f"{said} {told}.", view, _(TITLES[topic]))


def _topic_words(row) -> str:
    """Say what one answer's row shows."""
    if pd.isna(row.share):
        return row.people_shown
    return _("{people} · {share}").format(people=row.people_shown, share=per_cent(row.share))


def topic_finding(survey_summary: pd.DataFrame, topic: str) -> str:
    """Say in one sentence what most people said on a topic.

    Parameters
    ----------
    survey_summary : DataFrame
        The computed table `survey_summary`.
    topic : str
        As for `topic_bars`.
    """
    own = survey_summary[survey_summary["topic"].eq(topic) & survey_summary["people"].gt(0).fillna(False)
                         & survey_summary["value"].ne(NOT_GIVEN)]
    if own.empty:
        return _("{topic}: too few answers to show any.").format(topic=_(TITLES[topic]))
    row = own.loc[own["people"].astype("float64").idxmax()]
    return _(MOST_SAY[topic]).format(value=row["value"], share=per_cent(row["share"]))


def _about_topic(topic: str, council: str, revision: int) -> str:
    """Say what is drawn, where and when."""
    said = _("{council}, revision {revision}. People, and their share of all who took part; not scaled up to the "
             "population.").format(council=council, revision=revision)
    return f"{said} {_('A person could choose several.')}" if topic in SEVERAL else said


def hours_bars(survey_summary: pd.DataFrame, council: str, revision: int) -> Picture | Finding:
    """Draw the extra hours offered by ward, as those who would do more gave them.

    Parameters
    ----------
    survey_summary : DataFrame
        The computed table `survey_summary`.
    council : str
        The council's name, said under the title.
    revision : int
        The revision that the counts are made from.
    """
    own = survey_summary[survey_summary["topic"].eq(EXTRA_HOURS) & ~survey_summary["value"].isin([TOTAL, NO_HOURS])]
    if own.empty or own["people_shown"].eq("0").all():
        return Finding(_("Nobody has offered extra hours yet."))
    own = own.sort_values("extra_hours", ascending=False, kind="stable")
    rows = own.assign(label=_short(own["value"].replace({NOT_GIVEN: _("Ward not given")})),
                      bar=own["extra_hours"].fillna(0.0), words=[_hours_words(row) for row in own.itertuples()])
    said = hours_finding(survey_summary)
    about_it = _("{council}, revision {revision}. Hours a month, added up from those who would do more and gave a "
                 "number; blanks are not counted as 0, and nothing is scaled up to the population.")
    chart = titled(_bars(rows), said, about_it.format(council=council, revision=revision), width=600)
    told = "; ".join(f"{row.label}: {row.words}" for row in rows.itertuples())
    everything = survey_summary[survey_summary["topic"].eq(EXTRA_HOURS)].replace(
        {"value": {TOTAL: _("all who would do more")}})
    view = TableView.of("survey_summary", everything, ["value", "people_shown", "extra_hours"],
                        _("Extra hours offered"), blanks={"extra_hours": _(NOT_SHOWN)})
    return Picture(chart, f"{said} {told}.", view, _("Extra hours offered by ward"))


def _hours_words(row) -> str:
    """Say what one ward's row shows."""
    if pd.notna(row.extra_hours):
        return _("{hours} hours, {people} people").format(hours=readable(row.extra_hours), people=row.people_shown)
    return _("{people} people").format(people=row.people_shown) if row.people_shown != NOT_SHOWN else _(NOT_SHOWN)


def hours_finding(survey_summary: pd.DataFrame) -> str:
    """Say how many people would do more, and how many hours they offer.

    Parameters
    ----------
    survey_summary : DataFrame
        The computed table `survey_summary`.
    """
    rows = survey_summary.set_index(["topic", "value"])
    if (WOULD_DO, MORE) not in rows.index:
        return _("Nobody has answered yet.")
    people, hours = rows.loc[(WOULD_DO, MORE), "people_shown"], rows.loc[(EXTRA_HOURS, TOTAL), "extra_hours"]
    if pd.isna(hours):
        said = _("People who would do more than now: {people}. How many hours they offer together is not shown.")
        return said.format(people=people)
    if not hours:
        return _("Nobody has offered extra hours yet.")
    return _("People who would do more than now: {people}. Those who gave a number offer {hours} hours a month "
             "together.").format(people=people, hours=about(hours))


def _bars(rows: pd.DataFrame) -> alt.LayerChart:
    """Draw bars from zero with their words behind them; rows have label, bar and words."""
    longest = float(rows["bar"].max()) or 1.0
    base = alt.Chart(rows[["label", "bar", "words"]]).encode(
        alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=330)),
        alt.X("bar:Q", axis=None, scale=alt.Scale(domain=[0, longest * ROOM], nice=False)))
    return alt.layer(base.mark_bar(), base.mark_text(align="left", dx=6).encode(alt.Text("words:N"))).properties(
        width=WIDTH, height=alt.Step(ROW))


# Skills

def skills_chart(skill_supply: pd.DataFrame, council: str, revision: int) -> Picture | Finding:
    """Draw by family of skills how many people could share one, and how many would like one.

    Parameters
    ----------
    skill_supply : DataFrame
        The computed table `skill_supply`.
    council : str
        The council's name, said under the title.
    revision : int
        The revision that the counts are made from.
    """
    own = skill_supply[skill_supply["ward_id"].eq(TOTAL)]
    if own.empty or (own["offers_shown"].eq("0") & own["asks_shown"].eq("0")).all():
        return Finding(_("Nobody has named a skill yet."))
    own = own.sort_values("offers", ascending=False, kind="stable", na_position="last")
    sentences = {"offers": _("{people} could share"), "asks": _("{people} would like")}
    rows = pd.concat([pd.DataFrame({
        "label": _short(own["family"]), "kind": kind, "bar": own[kind].astype("float64").fillna(0.0),
        "words": [sentence.format(people=people) for people in own[f"{kind}_shown"]]})
        for kind, sentence in sentences.items()])
    longest = float(rows["bar"].max()) or 1.0
    base = alt.Chart(rows).encode(
        alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=330)),
        alt.YOffset("kind:N", sort=list(sentences)),
        alt.X("bar:Q", axis=None, scale=alt.Scale(domain=[0, longest * ROOM], nice=False)))
    chart = alt.layer(
        base.mark_bar(stroke=INK, strokeWidth=1).encode(alt.Color("kind:N", legend=None, scale=alt.Scale(
            domain=list(sentences), range=[DUO[0], GRID]))),
        base.mark_text(align="left", dx=6).encode(alt.Text("words:N"))).properties(width=WIDTH, height=alt.Step(21))
    said = skills_finding(skill_supply)
    about_it = _("{council}, revision {revision}. People who named a skill. A person counts once in a family, and in "
                 "each family they named a skill of.")
    chart = titled(chart, said, about_it.format(council=council, revision=revision), width=600)
    told = "; ".join(f"{row.family}: {row.offers_shown} {_('could share')}, {row.asks_shown} {_('would like')}"
                     for row in own.itertuples())
    return Picture(chart, f"{said} {told}.", skills_table(own), _("Skills offered and wished for"))


def skills_finding(skill_supply: pd.DataFrame) -> str:
    """Say which family of skills is offered most, and which is wished for most.

    Parameters
    ----------
    skill_supply : DataFrame
        The computed table `skill_supply`.
    """
    own = skill_supply[skill_supply["ward_id"].eq(TOTAL)]
    said = [_(sentence).format(family=own.loc[own[kind].astype("float64").idxmax(), "family"],
                               people=count(own[kind].max()))
            for kind, sentence in (("offers", N_("Offered most: {family}, by {people} people.")),
                                   ("asks", N_("Wished for most: {family}, by {people} people.")))
            if own[kind].gt(0).any()]
    return " ".join(said) or _("Too few people named a skill to show any.")


def skills_table(skill_supply: pd.DataFrame) -> TableView:
    """Show skills offered and wished for, by ward and family, small numbers withheld.

    Parameters
    ----------
    skill_supply : DataFrame
        Rows of the computed table `skill_supply`.
    """
    return TableView.of("skill_supply", skill_supply.replace({"ward": {NOT_GIVEN: _("Ward not given")}}),
                        ["ward", "family", "offers_shown", "asks_shown"], _(SKILL_SUPPLY.label))


def skills_by_ward(skill_supply: pd.DataFrame, direction: str) -> TableView | Finding:
    """Show by ward, one column a family, how many people could share a skill or would like one.

    Parameters
    ----------
    skill_supply : DataFrame
        The computed table `skill_supply`.
    direction : str
        offers or asks.
    """
    captions = {"offers": _("People who could share a skill, by ward"),
                "asks": _("People who would like one, by ward")}
    if skill_supply.empty:
        return Finding(_("Nobody has named a skill yet."))
    wide = skill_supply.pivot(index="ward_id", columns="family", values=f"{direction}_shown")
    wide = wide.loc[skill_supply["ward_id"].drop_duplicates(), skill_supply["family"].drop_duplicates()]
    names = skill_supply.drop_duplicates("ward_id").set_index("ward_id")["ward"]
    wide.insert(0, _("Ward"), names.replace({NOT_GIVEN: _("Ward not given")}))
    return TableView(wide, captions[direction])


# Shared

def answers_finding(survey_summary: pd.DataFrame) -> str:
    """Say how many people answered.

    Parameters
    ----------
    survey_summary : DataFrame
        The computed table `survey_summary`.
    """
    shown = survey_summary.loc[survey_summary["topic"].eq(ANSWERS), "people_shown"]
    if shown.empty or shown.iloc[0] == "0":
        return _("Nobody has answered yet.")
    return _("Residents who answered and agreed to take part: {people}.").format(people=shown.iloc[0])


def summary_table(survey_summary: pd.DataFrame) -> TableView:
    """Show every count of the survey as it may be shown.

    Parameters
    ----------
    survey_summary : DataFrame
        The computed table `survey_summary`.
    """
    return TableView.of("survey_summary", survey_summary, ["topic", "value", "people_shown", "share", "extra_hours"],
                        _(SURVEY_SUMMARY.label), blanks={"share": _(NOT_SHOWN), "extra_hours": "–"})


def _short(values: pd.Series) -> pd.Series:
    """Return labels short enough to stand beside a bar; those that would become alike keep a number."""
    cut = values.where(values.str.len() <= LONGEST_LABEL, values.str.slice(0, LONGEST_LABEL - 1).str.rstrip() + "…")
    again = cut.groupby(cut).cumcount()
    return cut.where(again.eq(0), cut + " (" + (again + 1).astype(str) + ")")


def _listed(names: pd.Series) -> str:
    """Return names one after another, the first three and a count of the rest."""
    rest = len(names) - 3
    return ", ".join(names.head(3)) + (_(" and {count} more wards").format(count=rest) if rest > 0 else "")
