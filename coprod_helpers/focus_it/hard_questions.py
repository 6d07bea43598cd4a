"""The workbook as a critical friend: its own hardest questions, each answered by the group or open.

Ours: which questions are asked. What a single rating, rater or weight decides comes first; then claims without a source or with
weak evidence, and groups that are absent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median

import pandas as pd

from coprod_helpers.focus_it.appraisal import DO_NOTHING, Appraisal, View, on_axis
from coprod_helpers.focus_it.cross_check import swaps
from coprod_helpers.focus_it.weighing import WEIGHTS_OF, listed
from coprod_helpers.look.section import Finding, TableView
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import RATER_GROUPS, labels
from coprod_helpers.tables.focus_it import HARD_QUESTIONS, QUESTION_KINDS

# A change of weight up to this is small.
SMALL_CHANGE = 0.1
WEAK_GRADE, HIGH_GAIN = 1, 3
NEAR_FIRST = 3
# So many questions about single ratings are asked; there may be more.
MOST_OF_RATINGS = 5
ABOUT = ("kind", "option_id", "criterion_id", "rater_id", "rater_group")


@dataclass(frozen=True)
class Question:
    """One question; what it is about decides which answer belongs to it."""

    kind: str
    question: str
    option_id: str | None = None
    criterion_id: str | None = None
    rater_id: str | None = None
    rater_group: str | None = None


def hard_questions(appraisal: Appraisal, question_answers: pd.DataFrame) -> pd.DataFrame:
    """Ask what the order hangs on, what has no source, and who is absent.

    Parameters
    ----------
    appraisal : Appraisal
    question_answers : DataFrame, table `question_answers`
        An answer belongs to the question of its kind about the same option, criterion, rater and group.

    Returns
    -------
    DataFrame, table `hard_questions`: the hardest first
    """
    asked = [*_on_leads(appraisal), *_on_raters(appraisal), *_on_single_ratings(appraisal), *_on_small_changes(appraisal),
             *_on_absent(appraisal), *_on_evidence(appraisal), *_on_sources(appraisal)]
    if not asked:
        return HARD_QUESTIONS.empty()
    answers = {_about(row): row.answer for row in question_answers.itertuples()}
    frame = pd.DataFrame([{**question.__dict__, "answer": answers.get(_about(question))} for question in asked])
    frame["question_number"] = range(1, len(frame) + 1)
    return frame[HARD_QUESTIONS.names].astype(HARD_QUESTIONS.empty().dtypes)


def _about(row) -> tuple:
    """Return what a question or an answer is about."""
    return tuple("" if pd.isna(getattr(row, name)) else getattr(row, name) for name in ABOUT)


def questions_view(questions: pd.DataFrame) -> TableView | Finding:
    """Show the questions with their answers.

    Parameters
    ----------
    questions : DataFrame
        The computed table `hard_questions`.
    """
    if questions.empty:
        return Finding(_("The workbook has no hard question: nothing single decides the order, every claim has a source, and "
                         "every group is there."))
    frame = pd.DataFrame({
        _("Number"): questions["question_number"], _("Kind"): questions["kind"].map(labels(QUESTION_KINDS)).map(_),
        _("Question"): questions["question"], _("Answer"): questions["answer"].fillna(_("open"))})
    return TableView(frame, _("The workbook's own hardest questions"))


def questions_finding(questions: pd.DataFrame) -> str:
    """Say how many questions there are and how many are answered."""
    if questions.empty:
        return _("The workbook asks nothing.")
    answered = int(questions["answer"].notna().sum())
    said = plural("{number} hard question, {answered} answered.", "{number} hard questions, {answered} answered.", len(questions))
    return said.format(number=len(questions), answered=answered)


# What decides the order

def _firsts(appraisal: Appraisal) -> dict[str, list[str]]:
    """Return group -> ids of the options in its first place."""
    return {group: appraisal.view(group).first for group in appraisal.groups}


def _without(appraisal: Appraisal, is_out: pd.Series) -> Appraisal:
    """Return the appraisal as it would be without some ratings; weights stay as they are."""
    changed = replace(appraisal, tables={**appraisal.tables, "ratings": appraisal.ratings[~is_out]}, draws=1)
    changed.__dict__.update(weights=appraisal.weights, scale=appraisal.scale)
    return changed


def _on_leads(appraisal: Appraisal) -> Iterator[Question]:
    """Ask about options that stand higher because whoever leads them rated them."""
    leads = appraisal.options.set_index("option_id")["led_by"].dropna()
    for option, lead in leads.items():
        is_own = appraisal.ratings["option_id"].eq(option) & appraisal.ratings["rater_id"].eq(lead)
        if not appraisal.ratings.loc[is_own, "rating"].notna().any():
            continue
        changed = _without(appraisal, is_own)
        for group in appraisal.groups:
            place, without = appraisal.view(group).ranks[option], changed.view(group).ranks[option]
            if pd.notna(place) and pd.notna(without) and without > place:
                yield Question("lead-decides", _(
                    'By the {weights} "{option}" stands at {place} with the ratings of whoever leads it, and at {without} without. '
                    "Who else would rate it so?").format(weights=_(WEIGHTS_OF[group]), option=appraisal.titles[option],
                                                         place=place, without=without), option, None, lead, group)


def _on_raters(appraisal: Appraisal) -> Iterator[Question]:
    """Ask about raters without whom another option would be first."""
    given = appraisal.ratings[appraisal.ratings["rating"].notna()]
    firsts, names = _firsts(appraisal), _people(appraisal)
    for rater in sorted(given["rater_id"].unique()):
        changed = _firsts(_without(appraisal, appraisal.ratings["rater_id"].eq(rater)))
        for group in appraisal.groups:
            if changed[group] and firsts[group] and changed[group] != firsts[group]:
                yield Question("rater", _(
                    "By the {weights} {first} would be first without the ratings of {rater}; with them it is {now}. What does this "
                    "rater know that the others do not?").format(
                        weights=_(WEIGHTS_OF[group]), rater=names.get(rater, rater),
                        first=listed(appraisal.titles[changed[group]]), now=listed(appraisal.titles[firsts[group]])),
                    None, None, rater, group)


def _people(appraisal: Appraisal) -> dict[str, str]:
    """Return rater id -> words that name nobody: the group and the id."""
    words = labels(RATER_GROUPS)
    return {row.rater_id: _("{group} {rater}").format(group=_(words[row.rater_group]).lower(), rater=row.rater_id)
            for row in appraisal.tables["raters"].itertuples()}


def _on_single_ratings(appraisal: Appraisal) -> Iterator[Question]:
    """Ask about single ratings which, one step higher or lower, would put another option first."""
    names = _people(appraisal)
    for group in appraisal.groups:
        for asked, (option, criterion, rater, step, first) in enumerate(_flips(appraisal.view(group))):
            if asked == MOST_OF_RATINGS:
                break
            way = _("one step higher") if step > 0 else _("one step lower")
            yield Question("rating", _(
                'By the {weights} "{first}" would be first if {rater} had rated "{option}" {way} on {criterion}. How sure is that '
                "rating?").format(weights=_(WEIGHTS_OF[group]), first=appraisal.titles[first], rater=names.get(rater, rater),
                                  option=appraisal.titles[option], way=way,
                                  criterion=appraisal.criterion_titles[criterion]), option, criterion, rater, group)


def _flips(view: View) -> Iterator[tuple]:
    """Yield (option, criterion, rater, step, option that would be first) of ratings that turn the first place round."""
    appraisal, first = view.appraisal, view.first
    if len(first) != 1:
        return
    scores = view.scores[view.ranked].drop(appraisal.is_harmful[appraisal.is_harmful].index, errors="ignore")
    if len(scores) < 2 or first[0] not in scores.index:
        return
    given = appraisal.ratings[appraisal.ratings["rating"].notna() & appraisal.ratings["criterion_id"].isin(view.criteria)
                              & appraisal.ratings["option_id"].isin(scores.index)]
    given = given.sort_values(["option_id", "criterion_id", "rater_id"])
    second = scores.drop(first[0]).idxmax()
    for (option, criterion), cell in given.groupby(["option_id", "criterion_id"], sort=True):
        rival = scores.drop(option).max() if option != first[0] else scores[second]
        per_step = view.weights.shares[criterion] / (appraisal.scale.at[criterion, "best"] - appraisal.scale.at[criterion, "worst"])
        per_step /= view.known[option]
        held = cell["rating"].astype("float64").tolist()
        middle = median(held)
        low, high = appraisal.scale.at[criterion, "low"], appraisal.scale.at[criterion, "high"]
        for place, rater in enumerate(cell["rater_id"]):
            for step in (-1, 1):
                moved = [*held[:place], held[place] + step, *held[place + 1:]]
                if not low <= moved[place] <= high:
                    continue
                score = scores[option] + per_step * (median(moved) - middle)
                if option == first[0] and score < rival - 1e-9:
                    yield option, criterion, rater, step, second
                elif option != first[0] and score > scores[first[0]] + 1e-9:
                    yield option, criterion, rater, step, option


def _on_small_changes(appraisal: Appraisal) -> Iterator[Question]:
    """Ask about weights which, changed a little, would swap the first two options."""
    for group in appraisal.groups:
        found = swaps(appraisal.view(group))
        for row in found[found["change_share"].le(SMALL_CHANGE)].head(1).itertuples():
            yield Question("weight", _(
                "By the {weights} the first two options change places if {criterion} has {needed} of the weight instead of {now}. "
                "Would the group stand by its weight?").format(
                    weights=_(WEIGHTS_OF[group]), criterion=appraisal.criterion_titles[row.criterion_id],
                    needed=f"{row.swap_share:.0%}", now=f"{row.weight_share:.0%}"), None, row.criterion_id, None, group)


# What claims rest on, and who is absent

def _on_absent(appraisal: Appraisal) -> Iterator[Question]:
    """Ask about groups of which nobody rated, or whose weights are not there."""
    given = appraisal.ratings[appraisal.ratings["rating"].notna()]
    groups = set(appraisal.tables["raters"].set_index("rater_id")["rater_group"].reindex(given["rater_id"].unique()).dropna())
    for group in RATER_GROUPS:
        lacks = [_("rated an option")] if group.code not in groups else []
        lacks += [_("gave weights")] if group.code not in appraisal.groups else []
        if lacks:
            yield Question("group-absent", _("Nobody of the group {group} {lacks}. What would they say, and who asks them?").format(
                group=_(group.label).lower(), lacks=_(" or ").join(lacks)), rater_group=group.code)


def _near_first(appraisal: Appraisal) -> list[str]:
    """Return the ids of options that are among the first three by some group's weights."""
    near = {option for group in appraisal.groups for option, rank in appraisal.view(group).ranks.dropna().items()
            if rank <= NEAR_FIRST}
    kinds = appraisal.options.set_index("option_id")["kind"]
    return sorted(option for option in near if kinds[option] != DO_NOTHING)


def _on_evidence(appraisal: Appraisal) -> Iterator[Question]:
    """Ask about high gains near the top that rest on weak evidence."""
    gain = on_axis(appraisal.panel, appraisal.criteria, "outcomes")
    drawn_by = appraisal.criteria.loc[appraisal.criteria["axis"].eq("outcomes"), "criterion_id"]
    words = appraisal.tables["evidence_grades"].set_index("grade")["word"]
    for option in _near_first(appraisal):
        grade = appraisal.evidence_grades[option]
        if gain[option] >= HIGH_GAIN and (pd.isna(grade) or grade <= WEAK_GRADE):
            evidence = _("no evidence is named") if pd.isna(grade) else _("the evidence is {word}").format(word=words[grade])
            yield Question("weak-evidence", _('"{option}" is rated {gain} for outcomes, and {evidence}. What would show that it is so '
                                              "good?").format(option=appraisal.titles[option], gain=f"{gain[option]:g}",
                                                              evidence=evidence), option, drawn_by.iloc[0])


def _on_sources(appraisal: Appraisal) -> Iterator[Question]:
    """Ask about options whose costs or highest and lowest ratings nobody explains."""
    costs = ["one_off_cost_gbp", "yearly_cost_gbp", "staff_hours_month", "citizen_hours_month"]
    for row in appraisal.options.sort_values("option_id").itertuples():
        if row.kind == DO_NOTHING:
            continue
        if pd.isna(row.cost_source):
            is_given = any(pd.notna(getattr(row, name)) for name in costs)
            said = _('"{option}" names costs or hours, and nobody who estimated them. Who did, from what?') if is_given else _(
                '"{option}" has no costs yet. Who will estimate them?')
            yield Question("no-source", said.format(option=row.title), row.option_id)
    rated, scale = appraisal.ratings, appraisal.scale
    is_end = rated["rating"].eq(rated["criterion_id"].map(scale["low"])) | rated["rating"].eq(rated["criterion_id"].map(scale["high"]))
    at_end = rated["rating"].notna() & rated["reason"].isna() & is_end
    for (option, criterion), own in rated[at_end.fillna(False)].groupby(["option_id", "criterion_id"]):
        yield Question("no-source", plural(
            '{number} rating of "{option}" stands at an end of {criterion} without a reason. Why so far?',
            '{number} ratings of "{option}" stand at an end of {criterion} without a reason. Why so far?', len(own)).format(
                number=len(own), option=appraisal.titles.get(option, option),
                criterion=appraisal.criterion_titles.get(criterion, criterion)), option, criterion)
