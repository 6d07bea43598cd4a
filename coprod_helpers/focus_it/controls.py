"""Focus It's live controls: other weights tried and saved, and one option asked about.

They are for people at a screen. Nothing here is recorded except by the button that saves: results that a run keeps are
computed in the notebook's plain cells.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import secrets
import traceback
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pandas as pd

from coprod_helpers.errors import CoprodError, InputError, one_of
from coprod_helpers.focus_it.appraisal import DO_NOTHING, TABLES, USUAL_DRAWS, USUAL_SEED, Appraisal
from coprod_helpers.focus_it.appraisal_note import write_note
from coprod_helpers.focus_it.charts import ranking_chart
from coprod_helpers.focus_it.impact_matrix import place_on_matrix
from coprod_helpers.focus_it.matrix_charts import matrix_chart
from coprod_helpers.focus_it.ranking import rank_options
from coprod_helpers.focus_it.reasons import most_disputed, reasons
from coprod_helpers.focus_it.weighing import GROUPS, OPTION_SEPARATOR, SWING, WEIGHTS_OF
from coprod_helpers.look.escape import AS_TYPED, escape
from coprod_helpers.look.numbers import count, readable
from coprod_helpers.look.section import Finding
from coprod_helpers.look.theme import QUIET_INK
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.weights import swing_weights
from coprod_helpers.star import RATER_GROUPS, labels
from coprod_helpers.tables.focus_it import CRITERION_WEIGHTS
from coprod_helpers.workspace.home import folder

log = logging.getLogger("coprod")

# The ranking follows the slider. The matrix follows once it rests: its marks stay where the ratings put them.
WAIT_SECONDS, REST_SECONDS = 0.15, 0.6
MOST_DRAWS, LARGEST_SEED = 100_000, 2**32 - 1
MOVES_SAID = 4
BIGGEST = 100.0
ENDS_STYLE = f"margin:0 0 .5em 16.5em;line-height:1.3;color:{QUIET_INK}"


def check_parameters(data, draws: int, seed: int, ask_about: str, weights_of: str) -> None:
    """Refuse settings of the notebook that cannot be used, all at once and before any control is built.

    Parameters
    ----------
    data : Workspace or Snapshot
    draws : int
        Number of draws, 1 to 100,000.
    seed : int
        0 to 4,294,967,295.
    ask_about : str
        The id of an option, or empty.
    weights_of : str
        A group of raters.

    Raises
    ------
    InputError
        With every setting that is to be changed.
    """
    known = data.read("options")["option_id"].tolist()
    mistakes = []
    if not 1 <= draws <= MOST_DRAWS:
        mistakes.append(_('"draws" must be 1 to {most}; {found} was found. 1000 is usual.').format(
            most=count(MOST_DRAWS), found=draws))
    if not 0 <= seed <= LARGEST_SEED:
        mistakes.append(_('"seed" must be a whole number from 0 to {most}; {found} was found.').format(
            most=count(LARGEST_SEED), found=seed))
    if ask_about and ask_about not in known:
        mistakes.append(_('"ask_about" is "{found}", which is no option. There are: {known}. Leave it empty to let the '
                          'notebook '
                          "choose.").format(found=ask_about, known=one_of(known)))
    if weights_of not in GROUPS:
        mistakes.append(_('"weights_of" is "{found}"; it must be {known}.').format(found=weights_of, known=one_of(GROUPS)))
    if mistakes:
        raise InputError(_("Change these settings in the cell at the top, and run it again:"), mistakes)


# Other weights

def weight_sliders(data, interactive: bool = True, draws: int = USUAL_DRAWS, seed: int = USUAL_SEED):
    """Show a slider for each criterion's swing, one group at a time, the ranking that follows, and a button that saves.

    Parameters
    ----------
    data : Workspace or Snapshot
    interactive : bool
        The notebook's parameter of this name; without it, and in a run, nothing is shown.
    draws, seed : int
        As for the ranking.
    """
    if data.is_snapshot or not interactive:
        return None
    if data.read("options").empty or data.read("criteria").empty:
        return Finding(_("Sliders appear here once there are options and criteria."))
    return LiveWeights(data.aside(), draws, seed).box


class LiveWeights:
    """Swings on sliders, beginning with the saved ones.

    A criterion to which a group has given no swing is left out of its weights until its slider is moved.

    Parameters
    ----------
    data : Workspace
    draws, seed : int
        As for the ranking.
    """

    def __init__(self, data, draws: int, seed: int):
        import ipywidgets as widgets  # a run needs none of it

        self.data, self.draws, self.seed = data, draws, seed
        self._widgets, self._is_filling = widgets, False
        self._soon, self._at_rest = Later(WAIT_SECONDS), Later(REST_SECONDS)
        self.group = widgets.Dropdown(options=[(_(label), code) for code, label in labels(RATER_GROUPS).items()],
                                      description=_("Weights of"), style={"description_width": "initial"})
        self.sliders: dict[str, object] = {}
        self.whole_scale = widgets.ToggleButtons(
            options=[(_("The whole scale"), True), (_("Worst to best of these options"), False)], description=_("Each step is"),
            style={"description_width": "initial", "button_width": "auto"})
        self.slots = widgets.VBox([])
        self.agreed_by = widgets.Text(description=_("Agreed by"),
                                      placeholder=_("The meeting or panel that agreed them"),
                                      style={"description_width": "7em"}, layout={"width": "34em", "max_width": "100%"})
        self.agreed_on = widgets.DatePicker(description=_("Agreed on"), value=_today(),
                                            style={"description_width": "7em"})
        self.save_button = widgets.Button(description=_("Save these weights"), button_style="primary",
                                          layout={"width": "auto"})
        self.reset_button = widgets.Button(description=_("Back to the saved weights"), layout={"width": "auto"})
        self.message, self.said, self.ranking, self.matrix = (widgets.HTML() for _place in range(4))
        self.box = widgets.VBox([
            self.group, self.whole_scale, self.slots, self.said, self.ranking, self.agreed_by, self.agreed_on,
            widgets.HBox([self.save_button, self.reset_button]), self.message, self.matrix])
        self.group.observe(lambda change: self._guard(self._show_group), "value")
        self.whole_scale.observe(lambda change: self._guard(self._choose_steps), "value")
        self.save_button.on_click(lambda button: self._guard(self.save))
        self.reset_button.on_click(lambda button: self._guard(self.start))
        self._guard(self.start)

    # Reading ----------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin with what is saved now."""
        stored = [name for name in TABLES if name != "evidence_grades"]
        self.revision, self.tables = self.data.read_at_once(stored)
        self.tables["evidence_grades"] = self.data.read("evidence_grades")
        self.appraisal = Appraisal(self.tables, self.draws, self.seed)
        self.saved = {group: self._saved_swings(group) for group in GROUPS}
        self.swings = {group: dict(swings) for group, swings in self.saved.items()}
        self.saved_whole = {group: self._is_whole_scale(group) for group in GROUPS}
        self.whole = dict(self.saved_whole)
        self.cut = self.data.settings()["matrix_cut"]
        self.placed = place_on_matrix(self.appraisal, self.cut)
        self.before = rank_options(self.appraisal)
        self._build_sliders()
        self._say(self.message, "")
        self._show_group()

    def _saved_swings(self, group: str) -> dict[str, float]:
        """Return criterion id -> swing of one group: as saved, or as its order or its pairs come to."""
        rows = self.tables["criterion_weights"]
        own = rows[rows["rater_group"].eq(group) & rows["criterion_id"].isin(self.tables["criteria"]["criterion_id"])]
        if own.empty or own["asked_as"].fillna(SWING).eq(SWING).all():
            return dict(zip(own["criterion_id"], own["swing"].astype("float64"), strict=True))
        weighed = self.appraisal.weights[group]
        steps = (weighed.shares * weighed.steps).reindex(own["criterion_id"]).fillna(0.0)
        return (BIGGEST * steps / steps.max()).round(1).to_dict()

    def _is_whole_scale(self, group: str) -> bool:
        """True where the group's saved steps are whole scales."""
        rows = self.tables["criterion_weights"]
        own = rows[rows["rater_group"].eq(group)]
        return bool(own[["step_from", "step_to"]].isna().all(axis=None))

    def _build_sliders(self) -> None:
        """Make one slider for each criterion, its two ends in words below it."""
        widgets, parts = self._widgets, []
        self.sliders = {}
        for row in self.tables["criteria"].itertuples():
            slider = widgets.FloatSlider(min=0, max=BIGGEST, step=1, readout_format=".3g", description=row.title,
                                         style={"description_width": "16em"},
                                         layout={"width": "40em", "max_width": "100%"})
            slider.observe(lambda change, criterion=row.criterion_id: self._moved(criterion, change["new"]), "value")
            parts += [slider, widgets.HTML(_typed(f'<p style="{ENDS_STYLE}">{escape(self._ends(row))}</p>'))]
            self.sliders[row.criterion_id] = slider
        self.slots.children = parts

    def _ends(self, row) -> str:
        """Say a criterion's two ends in words, and which options stand lowest and highest on it."""
        said = _("From: {worst}. To: {best}.").format(worst=row.worst_anchor.rstrip("."), best=row.best_anchor.rstrip("."))
        shares, panel = (frame[row.criterion_id].dropna() for frame in (self.appraisal.shares, self.appraisal.panel))
        if shares.nunique() < 2:
            return said + " " + _("The ratings do not tell the options apart here.")
        titles, worst, best = self.appraisal.titles, shares.idxmin(), shares.idxmax()
        return said + " " + _('Of these options "{worst}" stands lowest, at {low}; "{best}" highest, at {high}.').format(
            worst=titles[worst], low=readable(panel[worst]), best=titles[best], high=readable(panel[best]))

    def _choose_steps(self) -> None:
        """Take which steps the chosen group weighs, and draw."""
        if not self._is_filling:
            self.whole[self.group.value] = self.whole_scale.value
            self.draw()

    def _show_group(self) -> None:
        """Set the sliders to the chosen group's swings, and draw."""
        self._is_filling = True
        try:
            self.whole_scale.value = self.whole[self.group.value]
            for criterion, slider in self.sliders.items():
                slider.value = self.swings[self.group.value].get(criterion, 0)
        finally:
            self._is_filling = False
        self.draw()

    # Drawing ----------------------------------------------------------------------------------------------------------

    def _moved(self, criterion: str, swing: float) -> None:
        """Take a slider's new place, and draw once it rests."""
        if not self._is_filling:
            self.swings[self.group.value][criterion] = float(swing)
            self._soon.call(lambda: self._guard(self.draw))

    def draw(self) -> None:
        """Rank by the swings as they stand, and show it: the words first, then the ranking, then the matrix."""
        try:
            ranking = self._rank()
        except InputError as error:
            # A picture of other weights than those on the sliders would mislead.
            self._at_rest.forget()
            self.ranking.value = self.matrix.value = ""
            self._say(self.said, str(error))
            return
        self._say(self.said, " ".join(self._sentences(ranking)))
        self.ranking.value = _typed(ranking_chart(ranking, self._where, self.revision).to_html())
        self._at_rest.call(lambda: self._guard(lambda: self._draw_matrix(ranking)))

    def _draw_matrix(self, ranking: pd.DataFrame) -> None:
        """Show the matrix with the places that the chosen group's swings give."""
        chart = matrix_chart(self.placed, self.cut, self._where, self.revision, ranking, self.group.value)
        self.matrix.value = _typed(chart.to_html())

    @property
    def _where(self) -> str:
        """The council, with a word where the picture shows what is not saved."""
        name = self.data.council.name
        if self.swings == self.saved and self.whole == self.saved_whole:
            return name
        return _("{council}, weights as on the sliders, not saved").format(council=name)

    def _rank(self) -> pd.DataFrame:
        """Rank the options by the swings on the sliders; groups that stand as saved keep their saved weights."""
        appraisal = self.appraisal
        for group in GROUPS:
            if self.swings[group] != self.saved[group] or self.whole[group] != self.saved_whole[group]:
                appraisal = appraisal.with_weights(group, self._rows(group))
        return rank_options(appraisal)

    def _rows(self, group: str) -> pd.DataFrame:
        """Return one group's swings as rows of `criterion_weights`."""
        swings = self.swings[group]
        rows = pd.DataFrame({"rater_group": group, "criterion_id": list(swings), "swing": list(swings.values()), "asked_as": SWING},
                            columns=CRITERION_WEIGHTS.names)
        if not self.whole[group]:
            rows["step_from"], rows["step_to"] = (rows["criterion_id"].map(end) for end in self._steps())
        return rows.astype(CRITERION_WEIGHTS.empty().dtypes)

    def _steps(self) -> tuple[pd.Series, pd.Series]:
        """Return the worst and the best of these options' ratings by criterion id; blank where they are alike."""
        panel = self.appraisal.panel
        low, high = panel.min(), panel.max()
        is_turned = self.appraisal.scale["worst"].gt(self.appraisal.scale["best"])
        differs = low.ne(high)
        return low.where(~is_turned, high).where(differs), high.where(~is_turned, low).where(differs)

    def _sentences(self, ranking: pd.DataFrame) -> list[str]:
        """Say what comes first by the chosen group's swings, and what moved against the saved ones."""
        own, weights = _places(ranking, self.group.value), _(WEIGHTS_OF[self.group.value])
        if own.empty:
            said = _("There are no {weights} yet. Set the biggest step to 100, then each other step against it.")
            return [said.format(weights=weights)]
        first = "; ".join(f"{count(place)} {option}" for option, place in own.head(3).items())
        said = [_("By the {weights} on the sliders: {first}.").format(weights=weights, first=first)]
        before = _places(self.before, self.group.value)
        moves = [_('"{option}" from {before} to {now}').format(option=option, before=before[option], now=place)
                 for option, place in own.items() if option in before and before[option] != place]
        if moves:
            rest = _(" and {count} more").format(count=len(moves) - MOVES_SAID) if len(moves) > MOVES_SAID else ""
            said.append(_("Moved, against the saved weights: {moves}{rest}.").format(
                moves="; ".join(moves[:MOVES_SAID]), rest=rest))
        elif len(before):
            said.append(_("Every option has the place that the saved weights give it."))
        return said

    # Saving -----------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save the chosen group's swings, set so that the biggest is 100, with who agreed them."""
        group, typed = self.group.value, self.agreed_by.value.strip()
        if self.swings[group] == self.saved[group] and self.whole[group] == self.saved_whole[group] and not typed:
            self._say(self.message, _("The sliders stand as they are saved, so there is nothing to save."))
            return
        saved = self.data.save({"criterion_weights": self._to_save(group, typed)}, seen_revision=self.revision,
                               what="agreed swing weights on the sliders")
        self.start()
        self._say(self.message, self._saved_words(saved, typed))

    @staticmethod
    def _saved_words(saved, agreed_by: str) -> str:
        """Say what a save did, and what to run again."""
        if not saved.changed:
            return str(saved)
        said = _('Saved as revision {revision}. Run the cells from "What the ratings say together" again, so that '
                 "pictures and published results follow.").format(revision=saved.revision)
        return said if agreed_by else f"{said} {_('It is not said who agreed them.')}"

    def _to_save(self, group: str, agreed_by: str) -> pd.DataFrame:
        """Return one group's rows of `criterion_weights`."""
        rows = self._rows(group)
        swings = rows.set_index("criterion_id")["swing"].astype("float64")
        titles = self.tables["criteria"].set_index("criterion_id")["title"]
        shares = swing_weights(swings.rename(titles)).set_axis(swings.index)
        weighed = self.tables["options"].loc[self.tables["options"]["kind"].ne(DO_NOTHING), "option_id"]
        return rows.assign(
            swing=(BIGGEST * shares / shares.max()).round(1).to_numpy(),
            agreed_on=self.agreed_on.value.isoformat() if self.agreed_on.value else None, agreed_by=agreed_by or None,
            options_then=f"{OPTION_SEPARATOR} ".join(sorted(weighed)))

    # Words ------------------------------------------------------------------------------------------------------------

    def _guard(self, act: Callable[[], None]) -> None:
        """Do what was asked for; an error is shown in words, and one of ours is logged."""
        try:
            act()
        except CoprodError as error:
            self._say(self.message, str(error))
        except Exception as error:  # whoever moves a slider must never meet a traceback
            self._say(self.message, _our_fault(error))

    @staticmethod
    def _say(place, text: str) -> None:
        """Show words where a screen reader is told of them."""
        words = escape(text).replace("\n", "<br>")
        place.value = _typed(f'<p role="status" style="max-width:46em;line-height:1.5">{words}</p>') if text else ""


# Doing nothing, and the note

def add_do_nothing(data, interactive: bool = True) -> Finding | None:
    """Add the option of doing nothing where there are options and it is missing; nothing in a run, which only says so.

    Parameters
    ----------
    data : Workspace or Snapshot
    interactive : bool
        The notebook's parameter of this name.

    Returns
    -------
    Finding that says what was added, or None
    """
    options = data.read("options")
    if data.is_snapshot or not interactive or options.empty or options["kind"].eq(DO_NOTHING).any():
        return None
    row = {"title": _("Carry on as today"), "kind": DO_NOTHING, "description": _("Nothing is started, improved or stopped."),
           "one_off_cost_gbp": 0.0, "yearly_cost_gbp": 0.0, "staff_hours_month": 0.0, "citizen_hours_month": 0.0,
           "cost_source": _("No change to today's budget")}
    saved = data.aside().save({"options": pd.DataFrame([row])}, what="added doing nothing to the options")
    return Finding(_('"{option}" was added to the options, so that gains are seen against it. Let raters rate it too. {saved}').format(
        option=row["title"], saved=saved))


def show_note_maker(data, interactive: bool = True):
    """Show a button that writes the two-page note into the council's documents; nothing in a run, which writes it itself.

    Parameters
    ----------
    data : Workspace or Snapshot
    interactive : bool
        The notebook's parameter of this name.
    """
    if data.is_snapshot or not interactive:
        return None
    import ipywidgets as widgets

    button = widgets.Button(description=_("Write the appraisal note"), layout={"width": "auto"})
    said = widgets.HTML()

    def write(_button) -> None:
        path = write_note(data.aside(), folder("documents", data.council.gss_code), _today().isoformat())
        told = _("There is no ranking yet. Run the cells above first.") if path is None else _("Written: {path}").format(path=path)
        said.value = _typed(f'<p role="status">{escape(told)}</p>')

    button.on_click(write)
    return widgets.VBox([button, said])


# One option

def ask_why_not(data, interactive: bool = True, ranking: pd.DataFrame | None = None):
    """Let a person choose an option, and say why it is not first.

    Parameters
    ----------
    data : Workspace or Snapshot
    interactive : bool
        The notebook's parameter of this name; without it, and in a run, nothing is shown.
    ranking : DataFrame, optional
        The computed table `option_ranking`, to begin with the option that groups place furthest apart.
    """
    if data.is_snapshot or not interactive:
        return None
    appraisal = Appraisal(data.read_many(TABLES))
    if appraisal.options.empty:
        return Finding(_("Once there are options, one can be chosen here."))
    import ipywidgets as widgets

    options = appraisal.options
    first = most_disputed(ranking, options) if ranking is not None and len(ranking) else ""
    chosen = widgets.Dropdown(options=[(row.title, row.option_id) for row in options.itertuples()],
                              description=_("Option"),
                              value=first if first in set(options["option_id"]) else options["option_id"].iloc[0],
                              layout={"width": "36em", "max_width": "100%"})
    answer = widgets.HTML()

    def show(_change=None) -> None:
        try:
            answer.value = _typed(reasons(chosen.value, appraisal).to_html())
        except CoprodError as error:
            answer.value = _typed(f'<p role="status">{escape(error)}</p>')

    chosen.observe(show, "value")
    show()
    return widgets.VBox([chosen, answer])


# Time and words

class Later:
    """Calls once when calls have stopped coming for a while; at once where no event loop runs.

    Parameters
    ----------
    seconds : float
    """

    def __init__(self, seconds: float):
        self._seconds, self._waiting = seconds, None

    def call(self, act: Callable[[], None]) -> None:
        """Call `act` after the wait, in the place of what was waiting."""
        self.forget()
        try:
            self._waiting = asyncio.get_running_loop().call_later(self._seconds, act)
        except RuntimeError:
            act()

    def forget(self) -> None:
        """Call nothing of what was waiting."""
        if self._waiting:
            self._waiting.cancel()


def _places(ranking: pd.DataFrame, group: str) -> pd.Series:
    """Return title -> place of one group's ranking, the first first."""
    own = ranking[ranking["rater_group"].eq(group) & ranking["rank"].notna()]
    return own.drop_duplicates("option").set_index("option")["rank"]


def _today() -> dt.date:
    """Return today's date where councils are; only a suggestion, which stands in the box to be changed."""
    return dt.datetime.now(ZoneInfo("Europe/London")).date()


def _typed(html: str) -> str:
    """Keep JupyterLab from setting people's words as formulas."""
    return f'<div class="{AS_TYPED}">{html}</div>'


def _our_fault(error: Exception) -> str:
    """Log where an unexpected error arose, without its text, and return what the user may quote."""
    reference = secrets.token_hex(3).upper()
    places = "".join(traceback.format_tb(error.__traceback__))
    log.error("Focus It's sliders, reference %s: %s\n%s", reference, type(error).__name__, places)
    return _("Something went wrong on our side; nothing was saved. Reference {reference}.").format(reference=reference)
