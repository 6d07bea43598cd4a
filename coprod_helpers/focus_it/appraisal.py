"""What options are judged from, put together once: the panel's ratings, each group's weights, and the draws of their doubt.

Ours: that the headline is the middle of all raters in the blind first round, and what is drawn. A draw takes, for each option
and criterion, one rater at random, a rating between the lowest and the highest that this rater holds possible, and moves it by
up to the half-width of the evidence grade of the option's initiative; where nobody rated, any rating on the scale. So
raters' disagreement is carried on, and never averaged away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it.weighing import WEIGHTS_OF, GroupWeights, groups_of, weigh
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.ranking import known_score, known_share, rank_with_ties, rescale
from coprod_helpers.methods.smaa import draw_places, draw_scores

KNOWN_ENOUGH = 0.7
USUAL_DRAWS, USUAL_SEED = 1000, 2015
# So many drawn ratings are held at a time, 8 bytes each: memory stays level whatever the number of draws.
HELD_AT_ONCE = 2_000_000
DO_NOTHING = "do-nothing"
# What an appraisal reads.
TABLES = ("options", "criteria", "criterion_weights", "criterion_comparisons", "raters", "ratings", "initiatives",
          "evidence_grades")

# What does not hang on weights.
CARRIED_OVER = ("criterion_titles", "panel", "scale", "shares", "is_harmful", "evidence_grades", "half_widths", "values")


@dataclass(frozen=True)
class Appraisal:
    """Options, criteria, weights and ratings as they stand, and what follows from them.

    Rows and columns by option id and criterion id, in order of id, whatever the order of the tables.

    Parameters
    ----------
    tables : dict
        Table name -> DataFrame, for `TABLES`. A blank rating is not known and never read as 0. Ratings by people who do not
        stand among the raters count for the panel too.
    draws : int
        1 or more.
    seed : int
        The same seed gives the same draws.
    """

    tables: Mapping[str, pd.DataFrame]
    draws: int = USUAL_DRAWS
    seed: int = USUAL_SEED

    def __post_init__(self):
        if not self.draws >= 1:
            raise InputError(_("The number of draws must be 1 or more; {draws} was found. 1000 is usual.").format(
                draws=self.draws))

    def __repr__(self) -> str:
        weighed = ", ".join(_(WEIGHTS_OF[group]) for group in self.groups) or _("no weights")
        return _("Appraisal of {options} options by {criteria} criteria, {raters} raters; {weights}; {draws} draws").format(
            options=len(self.options), criteria=len(self.criteria), weights=weighed, draws=self.draws,
            raters=self.ratings.loc[self.ratings["rating"].notna(), "rater_id"].nunique())

    @property
    def options(self) -> pd.DataFrame:
        """The table `options`."""
        return self.tables["options"]

    @property
    def criteria(self) -> pd.DataFrame:
        """The table `criteria`."""
        return self.tables["criteria"]

    @property
    def ratings(self) -> pd.DataFrame:
        """The table `ratings`: the blind first round."""
        return self.tables["ratings"]

    @property
    def titles(self) -> pd.Series:
        """Option id -> title."""
        return self.options.set_index("option_id")["title"]

    @cached_property
    def criterion_titles(self) -> pd.Series:
        """Criterion id -> title."""
        return self.criteria.set_index("criterion_id")["title"]

    @cached_property
    def panel(self) -> pd.DataFrame:
        """The middle rating of each option on each criterion, on its own scale; blank where nobody rated."""
        return median_ratings(self.options, self.criteria, self.ratings)

    @cached_property
    def scale(self) -> pd.DataFrame:
        """Worst and best rating by criterion id; the lowest is the best where lower is better."""
        criteria = self.criteria.sort_values("criterion_id").set_index("criterion_id")
        low, high = criteria["scale_low"].astype("float64"), criteria["scale_high"].astype("float64")
        is_turned = criteria["better"].eq("lower").fillna(False).astype(bool)
        return pd.DataFrame({"low": low, "high": high, "worst": low.where(~is_turned, high), "best": high.where(~is_turned, low)})

    @cached_property
    def shares(self) -> pd.DataFrame:
        """The panel's ratings as shares of their scale, 0 (worst) to 1 (best)."""
        return self.to_shares(self.panel)

    def to_shares(self, panel: pd.DataFrame) -> pd.DataFrame:
        """Turn ratings, options x criteria, into shares of their scale, 0 (worst) to 1 (best)."""
        scale = self.scale.loc[panel.columns]
        shares = rescale(panel, scale["low"], scale["high"])
        return shares.where(scale["best"].gt(scale["worst"]), 1 - shares, axis=1)

    @cached_property
    def is_harmful(self) -> pd.Series:
        """True where the panel's middle rating says that outcomes get worse."""
        return on_axis(self.panel, self.criteria, "outcomes").lt(0)

    @property
    def groups(self) -> list[str]:
        """Groups that have weights."""
        return groups_of(self.tables["criterion_weights"])

    @cached_property
    def weights(self) -> dict[str, GroupWeights]:
        """Group -> its weights."""
        return {group: weigh(group, self.criteria, self.tables["criterion_weights"], self.tables["criterion_comparisons"],
                             self.panel) for group in self.groups}

    @cached_property
    def evidence_grades(self) -> pd.Series:
        """Option id -> evidence grade of its initiative, 0 to 4; blank where nothing is said of it, or for doing nothing."""
        options = self.options.sort_values("option_id").set_index("option_id")
        grades = self.tables["initiatives"].set_index("initiative_id")["evidence_grade"]
        return options["initiative_id"].map(grades).astype("Int64")

    @cached_property
    def half_widths(self) -> pd.Series:
        """Option id -> how far evidence lets a rating be off, as a share of the scale; none for doing nothing."""
        widths = self.tables["evidence_grades"].set_index("grade")["half_width"].astype("float64") / 100
        # Nothing said of the evidence is read as the weakest grade.
        known = self.evidence_grades.fillna(int(widths.index.min())).map(widths).astype("float64")
        kinds = self.options.set_index("option_id")["kind"].reindex(known.index)
        return known.where(kinds.ne(DO_NOTHING), 0.0)

    @property
    def held_draws(self) -> int:
        """Number of draws that are held at a time."""
        return min(self.draws, max(1000, HELD_AT_ONCE // max(1, self.shares.size)))

    @cached_property
    def values(self) -> np.ndarray:
        """The first drawn ratings, all of them where they can be held at once: draws x options x criteria, shares."""
        return _draw_values(self, 0, self.held_draws)

    def all_values(self) -> Iterator[tuple[slice, np.ndarray]]:
        """Yield all drawn ratings in parts, each with the slice of draws that it holds."""
        for start in range(0, self.draws, self.held_draws):
            stop = min(start + self.held_draws, self.draws)
            yield slice(start, stop), self.values if start == 0 else _draw_values(self, start, stop - start)

    def view(self, group: str) -> View:
        """Return one group's view, the same one each time."""
        if group not in self._views:
            self._views[group] = View(self, self.weights[group])
        return self._views[group]

    @cached_property
    def _views(self) -> dict[str, View]:
        """Views that were asked for."""
        return {}

    def with_weights(self, group: str, rows: pd.DataFrame) -> Appraisal:
        """Return the same appraisal with other weights of one group; ratings and their draws are not made again.

        Parameters
        ----------
        group : str
        rows : DataFrame
            The group's rows of `criterion_weights`, in the place of those there are.
        """
        held = self.tables["criterion_weights"]
        others = held[held["rater_group"].ne(group)]
        weights = pd.concat([part for part in (others, rows) if len(part)], ignore_index=True) if len(rows) else others
        changed = replace(self, tables={**self.tables, "criterion_weights": weights})
        kept = {name: self.__dict__[name] for name in CARRIED_OVER if name in self.__dict__}
        changed.__dict__.update(kept)
        for other in groups_of(others):
            if other in self._views:
                changed._views[other] = replace(self._views[other], appraisal=changed)
                changed._views[other].__dict__.update(
                    {name: value for name, value in self._views[other].__dict__.items() if name not in ("appraisal", "weights")})
        return changed


@dataclass(frozen=True)
class View:
    """The panel's ratings, seen with one group's weights.

    Parameters
    ----------
    appraisal : Appraisal
    weights : GroupWeights
    """

    appraisal: Appraisal
    weights: GroupWeights

    @property
    def criteria(self) -> pd.Index:
        """Ids of the criteria that count."""
        return self.weights.shares.index

    @cached_property
    def shares(self) -> pd.DataFrame:
        """The panel's ratings on the criteria that count, as shares of their scale."""
        return self.appraisal.shares[self.criteria]

    @cached_property
    def known(self) -> pd.Series:
        """Share of the weight for which each option has a rating."""
        return known_share(self.shares, self.weights.shares)

    @cached_property
    def has_rank(self) -> pd.Series:
        """True where enough is known; the small allowance is for sums of weights that are not exact."""
        return self.known.ge(KNOWN_ENOUGH - 1e-9)

    @cached_property
    def scores(self) -> pd.Series:
        """Weighted sum of what is known, 0 to 1."""
        return known_score(self.shares, self.weights.shares)

    @cached_property
    def ranks(self) -> pd.Series:
        """Place of each option, blank where too little is known."""
        return rank_with_ties(self.scores.where(self.has_rank), self.appraisal.is_harmful)

    @property
    def first(self) -> list[str]:
        """Ids of the options in the first place."""
        return list(self.ranks.index[self.ranks.eq(1).fillna(False)])

    @cached_property
    def ranked(self) -> pd.Index:
        """Ids of the options that have a rank."""
        return self.has_rank.index[self.has_rank]

    @cached_property
    def is_last(self) -> np.ndarray:
        """True for those of them that come after all others."""
        return self.appraisal.is_harmful.reindex(self.ranked).to_numpy(dtype=bool)

    @cached_property
    def drawn_weights(self) -> np.ndarray:
        """Draws of the weights: draws x criteria that count."""
        return self.weights.draw(self.appraisal.draws, np.random.default_rng([self.appraisal.seed, 1]))

    def own(self, values: np.ndarray) -> np.ndarray:
        """Return of drawn ratings those of options that have a rank, on the criteria that count."""
        rows = self.shares.index.get_indexer(self.ranked)
        columns = self.appraisal.shares.columns.get_indexer(self.criteria)
        if len(rows) == values.shape[1] and len(columns) == values.shape[2]:
            return values
        return values[:, rows[:, None], columns[None, :]]

    @cached_property
    def drawn_places(self) -> np.ndarray:
        """Places in each draw: draws x options that have a rank."""
        parts = [draw_places(draw_scores(self.own(values), self.drawn_weights[part]), self.is_last).astype("int16")
                 for part, values in self.appraisal.all_values()]
        return np.concatenate(parts)


# Ratings

def median_ratings(options: pd.DataFrame, criteria: pd.DataFrame, ratings: pd.DataFrame) -> pd.DataFrame:
    """Give the panel's rating of each option on each criterion: the median of those who rated it.

    Parameters
    ----------
    options, criteria, ratings : DataFrame
        The tables of these names. A blank rating is not known.

    Returns
    -------
    DataFrame, one row per option id, one column per criterion id, both in order of id, on each criterion's own scale
        Blank where nobody rated.

    Raises
    ------
    InputError
        If a rating lies outside its criterion's scale; each is named.
    """
    _require_within_scale(options, criteria, ratings)
    medians = ratings.astype({"rating": "float64"}).groupby(["option_id", "criterion_id"])["rating"].median().unstack()
    by_id = {"index": sorted(options["option_id"]), "columns": sorted(criteria["criterion_id"])}
    return medians.reindex(**by_id).astype("float64")


def on_axis(panel: pd.DataFrame, criteria: pd.DataFrame, axis: str) -> pd.Series:
    """Return the panel's ratings on the criterion that draws this axis of the matrix; blank where there is none."""
    drawn_by = criteria.loc[criteria["axis"].eq(axis), "criterion_id"]
    return panel[drawn_by.iloc[0]] if len(drawn_by) else pd.Series(np.nan, panel.index)


def _require_within_scale(options: pd.DataFrame, criteria: pd.DataFrame, ratings: pd.DataFrame) -> None:
    """Refuse ratings outside the scale of their criterion, naming each."""
    scale = criteria.set_index("criterion_id")
    own = ratings[["option_id", "rating"]].join(ratings["criterion_id"].map(scale["scale_low"]).rename("low")).join(
        ratings["criterion_id"].map(scale["scale_high"]).rename("high")).join(
        ratings["criterion_id"].map(scale["title"]).rename("criterion"))
    outside = own[((own["rating"] < own["low"]) | (own["rating"] > own["high"])).fillna(False).astype(bool)]
    if len(outside):
        titles = options.set_index("option_id")["title"]
        raise InputError(_("Some ratings are outside their criterion's scale. Change them, or leave them empty:"), [
            _('"{option}" on {criterion} is {rating}; the scale runs from {low} to {high}').format(
                option=titles.get(row.option_id, row.option_id), criterion=row.criterion, rating=row.rating,
                low=row.low, high=row.high) for row in outside.itertuples()])


# Draws

def _draw_values(appraisal: Appraisal, start: int, draws: int) -> np.ndarray:
    """Draw ratings for each option and criterion, draws x options x criteria, as shares of the scale; `start` seeds them."""
    rng = np.random.default_rng([appraisal.seed, 0, start])
    options, criteria = appraisal.shares.index, appraisal.shares.columns
    by_cell = _views(appraisal)
    values = np.empty((draws, len(options), len(criteria)))
    for row, option in enumerate(options):
        for column, criterion in enumerate(criteria):
            views = by_cell.get((option, criterion))
            if views is None:
                values[:, row, column] = rng.random(draws)
                continue
            low, likely, high = views[rng.integers(len(views), size=draws)].T
            values[:, row, column] = _triangular(low, likely, high, rng.random(draws))
    doubt = rng.triangular(-1, 0, 1, values.shape) * appraisal.half_widths.to_numpy()[None, :, None]
    return np.clip(values + doubt, 0.0, 1.0, out=values)


def _views(appraisal: Appraisal) -> dict[tuple[str, str], np.ndarray]:
    """Return (option, criterion) -> raters x (lowest, likely, highest), as shares of the scale with the best at 1."""
    given = appraisal.ratings[appraisal.ratings["rating"].notna()].sort_values(["option_id", "criterion_id", "rater_id"])
    if given.empty:
        return {}
    scale = appraisal.scale.reindex(given["criterion_id"])
    worst, reach = scale["worst"].to_numpy(), (scale["best"] - scale["worst"]).to_numpy()
    likely = (given["rating"].to_numpy(dtype="float64") - worst) / reach
    ends = [np.where(given[name].isna(), likely, (given[name].astype("Float64").to_numpy(dtype="float64", na_value=np.nan) - worst) / reach)
            for name in ("low", "high")]
    held = np.column_stack([np.minimum(*ends), likely, np.maximum(*ends)])
    keys = given.groupby(["option_id", "criterion_id"], sort=False).indices
    return {key: held[places] for key, places in keys.items()}


def _triangular(low: np.ndarray, likely: np.ndarray, high: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Turn even draws into draws of triangular distributions; one without width gives its likely value."""
    width = high - low
    with np.errstate(invalid="ignore", divide="ignore"):
        turn = np.where(width > 0, (likely - low) / width, 0.0)
        rising = low + np.sqrt(uniform * width * (likely - low))
        falling = high - np.sqrt((1 - uniform) * width * (high - likely))
    return np.where(width > 0, np.where(uniform < turn, rising, falling), likely)
