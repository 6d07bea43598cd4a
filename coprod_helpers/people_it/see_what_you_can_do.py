"""See What You Can Do: what people already give, what more they would, and who has not been asked.

From the leaflet: market research on what communities contribute already and how much more they would like to. Ours: the
topics counted, and all wording. Results are never scaled up to the population: the aim is to include people, not to
represent them. Small numbers are hidden, and so is whatever would give them away, sums of hours among it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.intervals import wilson
from coprod_helpers.methods.suppression import FEWER_THAN, TOTAL, Suppressed, fewer_than, suppress
from coprod_helpers.star import AGE_BANDS, MORE_OR_LESS, N_, labels
from coprod_helpers.tables.people_it import SKILL_SUPPLY, SURVEY_SUMMARY, TABLES

# Fixed before anyone looks: a table made to order could be compared with these and give a small number away.
ANSWERS, BY_WARD, BY_AGE = N_("answers"), N_("ward"), N_("age")
WOULD_DO, EXTRA_HOURS = N_("would do"), N_("extra hours by ward")
BARRIERS, WAYS, OUTCOMES = N_("what gets in the way"), N_("ways to take part"), N_("outcomes that matter")
TOPICS = (ANSWERS, BY_WARD, BY_AGE, WOULD_DO, EXTRA_HOURS, BARRIERS, WAYS, OUTCOMES)

NOT_GIVEN = N_("not given")
NO_HOURS = N_("hours not given")
ALL_WARDS = N_("Whole council")
FEW_ANSWERS = 30
INVITE_FIRST = N_("Too few answers to show, and fewer than its share of the people: invite this ward first.")
RESIDENTS = "residents"
COLUMN_LABELS = {column.name: column.label for entry in TABLES for column in entry.columns}


# Survey in short

def summarise_survey(
    survey_answers: pd.DataFrame, survey_barriers: pd.DataFrame, survey_ways: pd.DataFrame,
    survey_outcomes: pd.DataFrame, wards: pd.DataFrame, outcomes: pd.DataFrame, barriers: pd.DataFrame,
    ways: pd.DataFrame, threshold: int, form: str = RESIDENTS,
) -> pd.DataFrame:
    """Count the answers by topic, with small numbers withheld.

    Only answers of this form that agreed to take part count. Extra hours are added up from those who would do more and
    gave a number; blanks are counted beside them, never as 0. A blank age or ward is "not given".

    Parameters
    ----------
    survey_answers : DataFrame, table `survey_answers`
    survey_barriers, survey_ways, survey_outcomes : DataFrame
        The tables of these names.
    wards, outcomes : DataFrame
        The tables of these names; every ward and outcome gets a row, also with nobody.
    barriers, ways : DataFrame
        The library tables of these names; likewise.
    threshold : int
        Smallest count shown, 3 or more: the setting of the form.
    form : str
        residents or staff: their answers are never mixed.

    Returns
    -------
    DataFrame, table `survey_summary`, by topic, each topic in the order of its list
        Topics: answers; ward; age; would do; extra hours by ward; what gets in the way; ways to take part; outcomes
        that matter. In the last three a person counts in each value they chose. Shares are of all who took part. Where
        a count is withheld, so are its share, its interval and its hours; hours are withheld, too, where they would let
        the hours of fewer than `threshold` people be worked out.

    Raises
    ------
    InputError
        If an answer names a ward, barrier, way or outcome that its list does not hold, or the threshold is below 3.

    Source
    ------
    Intervals: Wilson (1927), as if the answers were a random sample, which they are not.

    See Also
    --------
    coprod_helpers.methods.suppression.suppress : what is withheld, and how that is made sure.
    """
    answers = _taking_part(survey_answers, form)
    by_ward = _split(answers["ward_id"], _names(wards, "ward_id", "name"), threshold)
    would_do = _split(answers["more_or_less"], _words(MORE_OR_LESS), threshold)
    whole = _alone(pd.Series({TOTAL: len(answers)}), threshold)
    base = whole.people[TOTAL]
    parts = [
        _rows(ANSWERS, whole, base), _rows(BY_WARD, by_ward, base),
        _rows(BY_AGE, _split(answers["age_band"], _words(AGE_BANDS), threshold), base), _rows(WOULD_DO, would_do, base),
        _extra_hours(answers, wards, by_ward, would_do, threshold, base),
    ]
    for topic, link, names in ((BARRIERS, survey_barriers, _names(barriers, "barrier", "label")),
                               (WAYS, survey_ways, _names(ways, "way", "label")),
                               (OUTCOMES, survey_outcomes, _names(outcomes, "outcome_id", "title"))):
        parts.append(_rows(topic, _alone(_choices(link, names, answers), threshold), base))
    return pd.concat(parts, ignore_index=True)[SURVEY_SUMMARY.names].astype(SURVEY_SUMMARY.empty().dtypes)


def _taking_part(survey_answers: pd.DataFrame, form: str) -> pd.DataFrame:
    """Return the answers of one form that agreed to take part."""
    return survey_answers[survey_answers["form"].eq(form) & survey_answers["took_part"].fillna(False).astype(bool)]


def _names(table: pd.DataFrame, code: str, title: str) -> pd.Series:
    """Return code -> name; where two share a name, or it is one of our words, the code stands behind it."""
    names = table.set_index(code)[title]
    unclear = names.duplicated(keep=False) | names.isin((TOTAL, NOT_GIVEN, NO_HOURS))
    return names.where(~unclear, names + " (" + names.index.astype(str) + ")")


def _words(words: tuple) -> pd.Series:
    """Return a closed list of ours as code -> label."""
    return pd.Series(labels(words))


def _named(codes: pd.Series, names: pd.Series) -> pd.Series:
    """Turn codes into names, blanks into "not given"; refuse a code that its list does not hold."""
    unknown = sorted(set(codes.dropna()) - set(names.index))
    if unknown:
        raise InputError(_("Some answers name what its list does not hold. Add it to the list, or change the answers:"),
                         [f'{COLUMN_LABELS[codes.name]} "{code}"' for code in unknown])
    return codes.map(names).fillna(NOT_GIVEN)


def _split(codes: pd.Series, names: pd.Series, threshold: int) -> Suppressed:
    """Count people by one answer each, those who gave none included."""
    return suppress(_count(_named(codes, names), [*names, NOT_GIVEN]), threshold)


def _count(values: pd.Series, in_order: list[str]) -> pd.Series:
    """Count each value of a list, 0 where nobody has it."""
    return values.value_counts().reindex(in_order, fill_value=0)


def _choices(link: pd.DataFrame, names: pd.Series, answers: pd.DataFrame) -> pd.Series:
    """Count the people who chose each value of a list; a person may have chosen several."""
    column = names.index.name
    chosen = link.loc[link["answer_id"].isin(answers["answer_id"]), ["answer_id", column]].drop_duplicates()
    return _count(_named(chosen[column], names), list(names))


def _alone(counts: pd.Series, threshold: int) -> Suppressed:
    """Hide small counts that are no part of a sum, so that nothing can be subtracted from."""
    is_small = counts.between(1, threshold - 1)
    shown = counts.astype(str).mask(is_small, fewer_than(threshold))
    return Suppressed(counts.astype("Int64").mask(is_small), shown, is_small)


def _rows(topic: str, counted: Suppressed, base: int, hours: pd.Series | None = None) -> pd.DataFrame:
    """Lay out the rows of one topic; the total stands in the first topic, and where hours are added up."""
    keep = counted.people.index
    if hours is None and topic != ANSWERS:
        keep = keep.drop(TOTAL, errors="ignore")
    people = counted.people.loc[keep]
    # Where the number of answers is withheld, an interval of 0 people would tell it.
    limits = [wilson(x, base) if pd.notna(base) and pd.notna(x) else (np.nan, np.nan) for x in people]
    low, high = zip(*limits, strict=True) if limits else ((), ())
    share = people.astype("float64") / (base if pd.notna(base) and base else np.nan)
    return pd.DataFrame({
        "topic": topic, "value": keep, "people": people.to_numpy(), "people_shown": counted.shown.loc[keep].to_numpy(),
        "share": share.to_numpy(), "share_low": low, "share_high": high,
        "extra_hours": np.nan if hours is None else hours.loc[keep].to_numpy()})


def _extra_hours(answers: pd.DataFrame, wards: pd.DataFrame, by_ward: Suppressed, would_do: Suppressed, threshold: int,
                 base: int) -> pd.DataFrame:
    """Count those who would do more by ward, with the hours they offered; those who gave no number stand apart."""
    more = answers[answers["more_or_less"].eq("more")]
    names = _names(wards, "ward_id", "name")
    group = _named(more["ward_id"], names).where(more["extra_hours"].notna(), NO_HOURS)
    counts = _count(group, [*names, NOT_GIVEN, NO_HOURS])
    withheld = _withheld_with(by_ward, counts)
    if would_do.is_hidden[labels(MORE_OR_LESS)["more"]]:
        withheld.append(TOTAL)
    counted = suppress(counts, threshold, withheld, at_most=by_ward.people)
    hours = more["extra_hours"].groupby(group).sum().reindex(counts.index, fill_value=0.0).astype("float64")
    return _rows(EXTRA_HOURS, counted, base, _hours_to_show(hours, counts, counted, threshold))


def _withheld_with(by_ward: Suppressed, counts: pd.Series) -> list[str]:
    """Return the wards whose counts would say how many answers came from them at the least, where that is withheld."""
    return [ward for ward in counts.index[counts.gt(0)] if by_ward.is_hidden.get(ward, False)]


def _hours_to_show(hours: pd.Series, counts: pd.Series, counted: Suppressed, threshold: int) -> pd.Series:
    """Blank the sums of hours that are withheld, so that none of fewer than `threshold` people can be worked out."""
    givers = counts.drop(NO_HOURS)
    is_hidden = counted.is_hidden[givers.index].copy()
    total = hours[givers.index].sum() if givers.sum() or not counts.sum() else np.nan
    if counted.is_hidden[TOTAL] or 0 < givers.sum() < threshold:
        total = np.nan
    elif 0 < givers[is_hidden].sum() < threshold:
        # Taking the sums shown from the total would leave the hours of these few: one more sum is withheld.
        shown = givers[~is_hidden & givers.gt(0)]
        is_hidden[shown.index[shown.eq(shown.min())].min()] = True
    return pd.concat([hours[givers.index].mask(is_hidden), pd.Series({NO_HOURS: np.nan, TOTAL: total})])


# Skills

def skill_supply(survey_answers: pd.DataFrame, survey_skills: pd.DataFrame, skills: pd.DataFrame, wards: pd.DataFrame,
                 threshold: int, form: str = RESIDENTS) -> pd.DataFrame:
    """Count by ward and skill family the people who could share a skill, and those who would like one.

    A person counts once in a family, however many of its skills they named, and in each family they named. So the wards
    of a family add up to the whole council; the families of a ward add up to nothing, and have no total.

    Parameters
    ----------
    survey_answers, survey_skills, wards : DataFrame
        The tables of these names.
    skills : DataFrame
        The library table of this name.
    threshold : int
        Smallest count shown, 3 or more.
    form : str
        residents or staff.

    Returns
    -------
    DataFrame, table `skill_supply`: by ward in the order of `wards`, then those without a ward, then "all"; families in
    the order of `skills`, by their label
        Where a ward's number of answers is withheld in `survey_summary`, all its counts but 0 are.

    Raises
    ------
    InputError
        If an answer names a ward or skill that its list does not hold, or the threshold is below 3.
    """
    answers = _taking_part(survey_answers, form)
    names = _names(wards, "ward_id", "name")
    by_ward = _split(answers["ward_id"], names, threshold)
    ward_of = _named(answers["ward_id"], names).set_axis(answers["answer_id"])
    named = survey_skills[survey_skills["answer_id"].isin(answers["answer_id"])]
    family = _named(named["skill"], skills.set_index("skill")["family_label"])
    people = named.assign(family=family, ward=named["answer_id"].map(ward_of)).drop_duplicates(
        ["answer_id", "family", "direction"])
    families = skills["family_label"].drop_duplicates().tolist()
    offers = _by_family(people[people["direction"].eq("offers")], families, by_ward, threshold)
    asks = _by_family(people[people["direction"].eq("asks")], families, by_ward, threshold)
    supply = offers.merge(asks, on=["ward", "family"], suffixes=("_offers", "_asks")).rename(columns={
        "people_offers": "offers", "shown_offers": "offers_shown", "people_asks": "asks", "shown_asks": "asks_shown"})
    ids = pd.Series(names.index, index=names.to_numpy()).reindex([*names, NOT_GIVEN, TOTAL])
    supply["ward_id"] = supply["ward"].map(ids.fillna(ids.index.to_series()))
    supply["ward"] = supply["ward"].replace({TOTAL: ALL_WARDS})
    return supply[SKILL_SUPPLY.names].astype(SKILL_SUPPLY.empty().dtypes)


def _by_family(people: pd.DataFrame, families: list[str], by_ward: Suppressed, threshold: int) -> pd.DataFrame:
    """Count people by ward, one family after another, and hide what must be; one row per ward and family."""
    wards = by_ward.people.index.drop(TOTAL)
    columns = []
    for family in families:
        counts = _count(people.loc[people["family"].eq(family), "ward"], list(wards))
        counted = suppress(counts, threshold, _withheld_with(by_ward, counts), at_most=by_ward.people.drop(TOTAL))
        columns.append(pd.DataFrame({"family": family, "people": counted.people, "shown": counted.shown}))
    if not columns:
        return pd.DataFrame({"ward": [], "family": [], "people": [], "shown": []})
    by_family = pd.concat(columns).rename_axis("ward").reset_index()
    order = by_family["ward"].map({ward: place for place, ward in enumerate([*wards, TOTAL])})
    return by_family.iloc[order.argsort(kind="stable")].reset_index(drop=True)


# Who is missing

def inclusion_gap(survey_summary: pd.DataFrame, wards: pd.DataFrame) -> pd.DataFrame:
    """Set each ward's share of the answers against its share of the population.

    gap_share = share of the answers that name a ward - share of the population of all wards

    This says whom to invite next. It is no correction: answers are not scaled up to the population.

    Parameters
    ----------
    survey_summary : DataFrame, table `survey_summary`
        With small numbers withheld; what is withheld stays so here. Where even the most answers that a withheld number
        can stand for are less than the ward's share of the people, the note says so.
    wards : DataFrame, table `wards`
        Where the population of any ward is blank, no share of the population can be given.

    Returns
    -------
    DataFrame, one row per ward in the order of `wards`, columns
        ward_id, ward: text; people_shown: text; answers_share, population_share: shares, 0 to 1; gap_share: -1 to 1,
        below 0 where a ward is missing from the answers; note: a sentence to read with it, or empty.

    Source
    ------
    Including people rather than representing them: the leaflet. The gap, and 30 answers as a limit: ours.
    """
    names = _names(wards, "ward_id", "name")
    by_ward = survey_summary[survey_summary["topic"].eq(BY_WARD)].set_index("value")
    own = by_ward.reindex(names.to_numpy()).set_axis(names.index)
    population = wards.set_index("ward_id")["population"].astype("float64")
    gap = pd.DataFrame({
        "ward": names, "people_shown": own["people_shown"],
        "answers_share": own["share"] / _share_with_ward(by_ward),
        "population_share": population / population.sum(skipna=False)})
    gap["gap_share"] = gap["answers_share"] - gap["population_share"]
    is_missing = _most_share(own["people_shown"], survey_summary) < gap["population_share"]
    gap["note"] = np.select(
        [is_missing, own["share"].isna(), population.isna(), population.isna().any() & population.notna(),
         own["people"].lt(FEW_ANSWERS).fillna(False).astype(bool)],
        [_(INVITE_FIRST),
         _("The number of answers is not shown, so no share of them is."),
         _("The population of this ward is not known."), _("The population of another ward is not known."),
         _("Fewer than 30 answers: read with care.")], "")
    return gap.reset_index()


def _most_share(people_shown: pd.Series, survey_summary: pd.DataFrame) -> pd.Series:
    """Return the greatest share of the answers that "fewer than 10" can stand for; blank beside any other text."""
    base = survey_summary.loc[survey_summary["topic"].eq(ANSWERS), "people"].astype("float64").sum()
    limit = people_shown.str.extract(f"^{FEWER_THAN.format(threshold='([0-9]+)')}$")[0].astype("float64")
    return (limit - 1) / (base if base else np.nan)


def _share_with_ward(by_ward: pd.DataFrame) -> float:
    """Return the share of the answers that name a ward; 1 where that is withheld, or nobody took part."""
    share = 1 - by_ward["share"].get(NOT_GIVEN, np.nan)
    return share if share > 0 else 1.0
