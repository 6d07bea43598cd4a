"""The invented council itself: settings, wards that nobody could take for real, and the services that its kind runs."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.invented.plan import Plan
from coprod_helpers.invented.stock import blanked, frame_of, stock
from coprod_helpers.tables.council import DEFAULTS

THINGS = ("Accordion", "Bagpipe", "Biscuit", "Bobbin", "Crumpet", "Custard", "Doorbell", "Gherkin", "Hammock", "Jigsaw",
          "Kazoo", "Ladle", "Marzipan", "Mitten", "Noodle", "Omelette", "Pancake", "Pyjama", "Quiche", "Radish",
          "Saucepan", "Slipper", "Sprocket", "Teaspoon", "Thimble", "Trombone", "Tuba", "Ukulele", "Umbrella", "Waffle",
          "Xylophone", "Yoghurt")
ENDINGS = ("Bridge", "Common", "Cross", "End", "Fields", "Gate", "Green", "Heath", "Hill", "Mead", "Moor", "Park", "Quay",
           "Row", "Vale", "Wharf")
WARD_CODE = "Z05{council:03d}{ward:03d}"
SOURCE = "Invented by coprod invent; no real estimate"
COUNTED_ON = "2025-06-30"
# Numbers that are kept for plays and films.
LINES = {"contact_line": "Invented engagement officer, 01632 960200", "adults_line": "Invented adults' line, 01632 960201, day and night",
         "childrens_line": "Invented children's line, 01632 960202, day and night"}


def tables(plan: Plan) -> dict[str, pd.DataFrame]:
    """Return settings, wards and service areas."""
    return {"settings": _settings(plan), "wards": _wards(plan), "service_areas": _services(plan)}


def name_of(plan: Plan) -> str:
    """Return the council's name as the register gives it."""
    return f"Invented council {plan.code}"


def _settings(plan: Plan) -> pd.DataFrame:
    """Return the one row of settings; most councils keep what they begin with."""
    draw = plan.draw("settings")
    row = {**DEFAULTS, "languages": "en-cy" if plan.kind.startswith("Welsh") else "en",
           "survey_threshold": draw.pick((10, 5, 15), (8, 1, 1)), "other_threshold": draw.pick((5, 10), (8, 2)),
           "strong_citizens": draw.pick((20, 10, 40), (6, 2, 2)), "matrix_cut": draw.pick((2.0, 1.0), (8, 2))}
    if draw.chance(0.1):
        row |= {"pre_election": True, "pre_election_starts_on": "2027-03-23", "pre_election_ends_on": "2027-05-06"}
    return frame_of("settings", [row | (LINES if plan.sends_forms else {})])


def _wards(plan: Plan) -> pd.DataFrame:
    """Return the wards: their names, and the council's people shared out among them."""
    draw = plan.draw("wards")
    pairs = draw.shuffled([f"{thing} {ending}" for thing in THINGS for ending in ENDINGS])[:plan.wards]
    people = _shared_out(plan.people, draw.between(0.6, 1.4, plan.wards))
    places = range(1, plan.wards + 1)
    return frame_of("wards", {
        "ward_id": [f"W{place:03d}" for place in places], "name": pairs,
        "gss_code": blanked(pd.Series([WARD_CODE.format(council=plan.number, ward=place) for place in places]).to_numpy(
            dtype=object), draw.shares(plan.wards) < 0.04),
        "population": people, "population_on": [COUNTED_ON] * plan.wards, "population_source": [SOURCE] * plan.wards})


def _shared_out(total: int, weights) -> list[int]:
    """Share a whole number out by weights; what rounding leaves goes to the last."""
    whole = float(sum(weights.tolist()))
    shares = [int(total * weight / whole) for weight in weights.tolist()]
    return [*shares[:-1], total - sum(shares[:-1])]


def _services(plan: Plan) -> pd.DataFrame:
    """Return Exampleshire's services, those that a council of this kind does not run left out."""
    services = stock("service_areas")
    return services[[plan.runs(service) for service in services["service_id"]]].reset_index(drop=True)
