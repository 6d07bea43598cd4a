"""What raters are asked: options, criteria and raters of a council, and every rating so far, as they stood at one moment."""

from __future__ import annotations

from functools import cached_property

from coprod_helpers.errors import InputError
from coprod_helpers.look.words import _
from coprod_helpers.tables import TABLES
from coprod_helpers.workspace.change import rows_by_key

ROUND_TABLES = {1: "ratings", 2: "second_ratings"}
RATINGS, REASONS, CHALLENGES = "Ratings", "Reasons", "Challenges"
RATER, ROUND = "Rater", "Round"


class Asked:
    """The options, criteria and raters of a council, and every rating so far, all as they stood at one moment."""

    def __init__(self, workspace):
        names = ["options", "criteria", "raters", "challenges", *ROUND_TABLES.values()]
        self.council = workspace.council
        self.revision, self.tables = workspace.read_at_once(names)
        self.rows = {name: rows_by_key(TABLES[name], frame) for name, frame in self.tables.items()}

    @property
    def options(self) -> list[dict]:
        """Rows of options."""
        return list(self.rows["options"].values())

    @property
    def raters(self) -> list[dict]:
        """Rows of raters."""
        return list(self.rows["raters"].values())

    @cached_property
    def criteria(self) -> dict[str, dict]:
        """Criterion id -> its row."""
        return {row["criterion_id"]: row for row in self.rows["criteria"].values()}

    @cached_property
    def medians(self) -> dict[tuple[str, str], float]:
        """(option id, criterion id) -> median of those who rated it in the first round; absent where nobody did."""
        rated = self.tables["ratings"].dropna(subset="rating").astype({"rating": "float64"})
        return rated.groupby(["option_id", "criterion_id"])["rating"].median().to_dict()

    def stored(self, rating_round: int, option: str, criterion: str, rater: str) -> dict | None:
        """Return one saved row of a round, or nothing."""
        return self.rows[ROUND_TABLES[rating_round]].get((option, criterion, rater))

    def refuse_nothing_to_rate(self) -> None:
        """Refuse where there is nothing to rate, nothing to rate by or nobody to rate."""
        lacking = [TABLES[name].label for name in ("options", "criteria", "raters") if not self.rows[name]]
        if lacking:
            raise InputError(_("Rating sheets need options, criteria and raters; {council} has none yet of: {lacking}. "
                               "Fill them in first.").format(council=self.council.name, lacking=", ".join(lacking)))


def rating_fields(rating_round: int) -> tuple[str, ...]:
    """Return what a rater says of one option by one criterion."""
    said = ("rating", "low", "high", "reason")
    return said if rating_round == 1 else (*said, "challenge_id")


def end_words(criterion: dict) -> tuple[str, str]:
    """Return in words what the lowest and the highest number mean; where lower is better the lowest is the best."""
    words = criterion["worst_anchor"], criterion["best_anchor"]
    return words[::-1] if criterion["better"] == "lower" else words


def checked_round(rating_round: int) -> int:
    """Return the round, refusing any but the two."""
    if rating_round not in ROUND_TABLES:
        raise InputError(_("There is no round {number}; use 1, the blind one, or 2.").format(number=rating_round))
    return rating_round
