"""What would make each initiative under way better, or better known.

From the leaflet: what exists can be improved, beside new starts. The advice and its order are ours.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.look.section import Finding, TableView
from coprod_helpers.look.words import translate as _
from coprod_helpers.map_it.giving import COMMUNITY, PUBLIC_SERVICE, one_sided
from coprod_helpers.map_it.map_balance import consultation_only, listed, under_way
from coprod_helpers.star import FOUR_COS, N_
from coprod_helpers.tables import table
from coprod_helpers.tables.declare import Column

FULL_DEPTH = 3
MEASURED_GRADE = 2
# Reaching one ward is worth a word only where there are many.
MANY_WARDS = 4
ADVICE_SHOWN = (Column("title", "text", N_("Initiative"), N_("Its title.")),
                Column("improve", "long_text", N_("What would make it better"), N_("In sentences, the weightiest first.")))
READ = ["initiatives", "initiative_co", "initiative_ward", "initiative_gives", "wards"]


def what_to_improve(
    initiatives: pd.DataFrame, initiative_co: pd.DataFrame, initiative_ward: pd.DataFrame,
    initiative_gives: pd.DataFrame | None = None, wards: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Say for each initiative under way what would make it better, or better known.

    Parameters
    ----------
    initiatives, initiative_co, initiative_ward : DataFrame
        The tables of these names. Ratings of depth that are blank lead to no advice.
    initiative_gives, wards : DataFrame, optional
        The tables of these names; left out, nothing is said about one-sided giving, and about reaching one ward alone.

    Returns
    -------
    DataFrame, one row per initiative and piece of advice; no row for an initiative that needs none
        Columns initiative_id, title and improve (a sentence). It is for reading and is not stored.

    Source
    ------
    Improving existing initiatives: the leaflet. Depth in planning and delivery: after Bovaird (2007). Advice: ours.
    """
    active = under_way(initiatives).sort_values("initiative_id")
    gives = table("initiative_gives").empty() if initiative_gives is None else initiative_gives
    ward_count = 0 if wards is None else len(wards)
    advice = {**_advice_on_parts(active, initiative_co), **_advice_on_sides(active, gives),
              **_advice_on_reach(active, initiative_co, initiative_ward, ward_count)}
    parts = [active.loc[needs.to_numpy(dtype=bool), ["initiative_id", "title"]].assign(improve=sentence)
             for sentence, needs in advice.items()]
    return pd.concat(parts).sort_values("initiative_id", kind="stable").reset_index(drop=True)


def advice_table(advice: pd.DataFrame) -> TableView:
    """Show the advice as a table to read, a row for each initiative.

    Parameters
    ----------
    advice : DataFrame
        As `what_to_improve` returns it.
    """
    rows = advice.groupby("initiative_id", sort=False).agg({"title": "first", "improve": " ".join}).reset_index(drop=True)
    return TableView(rows, _("What would make each initiative better, or better known"), ADVICE_SHOWN)


def _advice_on_parts(active: pd.DataFrame, initiative_co: pd.DataFrame) -> dict[str, pd.Series]:
    """Return advice on what citizens do, with the initiatives that need it, the weightiest first."""
    return {
        _("Citizens only answer questions: agree a part for them in planning, doing or judging."):
            active["initiative_id"].isin(consultation_only(initiative_co)),
        _("Citizens only speak: look for something they could do."): active["voice_action"].eq("voice"),
        _("Citizens' part in planning is smaller than staff's: plan the next change with them."):
            _is_shallower(active["citizen_planning"], active["professional_planning"]),
        _("Citizens' part in delivery is smaller than staff's: ask what they would like to take on."):
            _is_shallower(active["citizen_delivery"], active["professional_delivery"]),
    }


def _advice_on_sides(active: pd.DataFrame, initiative_gives: pd.DataFrame) -> dict[str, pd.Series]:
    """Return advice on what each side gives."""
    alone = one_sided(active, initiative_gives)
    gives = {side: active["initiative_id"].isin(alone.loc[alone["side"].eq(side), "initiative_id"])
             for side in (PUBLIC_SERVICE, COMMUNITY)}
    return {
        _("Say what citizens give; without it this is not co-production."): active["citizens_give"].isna(),
        _("Only the public service is said to give: ask citizens what they bring, or would like to."): gives[PUBLIC_SERVICE],
        _("Say what the public service gives."): active["public_gives"].isna(),
        _("Only citizens are said to give: ask what the public service could add, so that it lasts."): gives[COMMUNITY],
    }


def _advice_on_reach(
    active: pd.DataFrame, initiative_co: pd.DataFrame, initiative_ward: pd.DataFrame, ward_count: int,
) -> dict[str, pd.Series]:
    """Return advice on numbers, evidence, the other Co's and wards."""
    ids = active["initiative_id"]
    reached = ids.map(initiative_ward.drop_duplicates().groupby("initiative_id")["ward_id"].size())
    return {
        _("Count the people and the hours of a usual month."):
            active["citizen_count"].isna() & active["citizen_hours_month"].isna(),
        _("It is not shown yet that it works: agree one thing to measure before and after."):
            ~active["evidence_grade"].ge(MEASURED_GRADE).fillna(False),
        **_advice_on_single_cos(ids, initiative_co),
        _("Say which wards it reaches."): reached.isna(),
        _("It reaches one of {count} wards: ask where else it is wanted, and who would carry it there.").format(count=ward_count):
            reached.eq(1) & (ward_count >= MANY_WARDS),
    }


def _advice_on_single_cos(ids: pd.Series, initiative_co: pd.DataFrame) -> dict[str, pd.Series]:
    """Return, for each of the Four Co's, advice to initiatives that are an example of it alone."""
    cos = initiative_co[["initiative_id", "co"]].drop_duplicates()
    single = ids.map(cos[~cos["initiative_id"].duplicated(keep=False)].set_index("initiative_id")["co"])
    names = {co.code: _(co.label).lower() for co in FOUR_COS}
    return {_("It is {co} alone: ask citizens whether {others} would make it better.").format(
        co=name, others=_either([other for other in names.values() if other != name])): single.eq(code)
        for code, name in names.items()}


def _either(names: list[str]) -> str:
    """Return names as a choice for a sentence."""
    return _("{first} or {last}").format(first=", ".join(names[:-1]), last=names[-1])


def _is_shallower(citizens: pd.Series, professionals: pd.Series) -> pd.Series:
    """True where citizens' known part is not yet full and smaller than the known part of staff."""
    return (citizens.lt(FULL_DEPTH) & citizens.lt(professionals)).fillna(False).astype(bool)


def make_options(workspace, initiative_ids: Sequence[str]):
    """Save an option "Improve: ..." of Focus It for each of these initiatives, with the advice as its description.

    An initiative that has such an option already gets no second one; the notices of the result name it.

    Parameters
    ----------
    workspace : Workspace or Snapshot
        A run works on a snapshot and saves nothing that people decide: there a sentence comes back that says so.
    initiative_ids : sequence of str
        Ids of initiatives under way.

    Returns
    -------
    Saved, or a Finding in a run

    Raises
    ------
    InputError
        If one of them is not under way; all of them are named.
    """
    if workspace.is_snapshot:
        return Finding(_("A run saves nothing that people decide. Make options in the notebook 01_map_it."))
    frames = workspace.read_many([*READ, "options"])
    wanted = list(dict.fromkeys(initiative_ids))
    _refuse_others(wanted, under_way(frames["initiatives"])["initiative_id"])
    had = _that_have_one(wanted, frames["options"])
    options = improvement_options(what_to_improve(*(frames[name] for name in READ)), frames["initiatives"],
                                  [one for one in wanted if one not in had])
    saved = workspace.save({"options": options} if len(options) else {}, what="options to improve what is under way")
    if had:
        saved.notices.append(_("There is an option to improve it already, so none was added: {ids}.").format(ids=listed(had)))
    return saved


def improvement_options(advice: pd.DataFrame, initiatives: pd.DataFrame, initiative_ids: Sequence[str]) -> pd.DataFrame:
    """Return new rows of the table `options`, one to improve each of these initiatives.

    Parameters
    ----------
    advice : DataFrame
        As `what_to_improve` returns it.
    initiatives : DataFrame
        The table of this name.
    initiative_ids : sequence of str

    Returns
    -------
    DataFrame, columns title, kind, initiative_id and description (blank where there is no advice), in the order asked for
    """
    titles = initiatives.set_index("initiative_id")["title"]
    sentences = advice.groupby("initiative_id")["improve"].agg(" ".join)
    longest = table("options").column("title").length_limit
    rows = [(_shortened(_("Improve: {title}").format(title=titles[one]), longest), "improve", one, sentences.get(one))
            for one in initiative_ids]
    return pd.DataFrame(rows, columns=["title", "kind", "initiative_id", "description"], dtype="str")


def _shortened(title: str, longest: int) -> str:
    """Return a title that fits its column."""
    return title if len(title) <= longest else title[:longest - 1].rstrip() + "…"


def _that_have_one(ids: list[str], options: pd.DataFrame) -> list[str]:
    """Return the initiatives that have an option to improve them."""
    own = set(options.loc[options["kind"].eq("improve"), "initiative_id"])
    return [one for one in ids if one in own]


def _refuse_others(ids: list[str], active: pd.Series) -> None:
    """Refuse ids of initiatives that are not under way, all at once."""
    wrong = [one for one in ids if one not in set(active)]
    if wrong:
        raise InputError(_("Only what is under way can be improved: existing or improving, and not merged into another. "
                           "These are not: {ids}.").format(ids=listed(wrong)))
