"""Exampleshire itself: an invented unitary council of about 210,000 people, its wards and its services."""

from __future__ import annotations

from coprod_helpers.tables.council import DEFAULTS

WARDS = (
    ("W01", "Old Quay", 28_640), ("W02", "Brindlow", 31_280), ("W03", "Haverleigh", 27_150),
    ("W04", "Thornmere", 29_900), ("W05", "Kestrel Park", 26_430), ("W06", "Millbarrow", 25_720),
    ("W07", "Ashcombe Vale", 23_410), ("W08", "Yarrowdale", 17_860),
)

SERVICE_AREAS = (
    ("S01", "Adult care", "Assistant Director, Adult Care"),
    ("S02", "Children and young people", "Head of Early Help"),
    ("S03", "Parks and streets", "Head of Neighbourhoods"),
    ("S04", "Libraries and culture", "Head of Libraries and Culture"),
    ("S05", "Housing", "Head of Landlord Services"),
    ("S06", "Public health", "Director of Public Health"),
    ("S07", "Community safety", "Community Safety Manager"),
    ("S08", "Transport", "Head of Transport and Highways"),
    ("S09", "Democracy and engagement", "Head of Democratic Services"),
)


# Shown on every public form; numbers that Ofcom keeps for stories.
LINES = {
    "contact_line": "Democratic Services, 01632 960100",
    "adults_line": "Adult Care, 01632 960101, day and night",
    "childrens_line": "Children's front door, 01632 960102, day and night",
}


def rows() -> dict[str, list[dict]]:
    """Return settings, wards and service areas."""
    return {
        "settings": [{**DEFAULTS, **LINES}],
        # Codes that begin with Z stand for no real place.
        "wards": [{"ward_id": ward_id, "name": name, "gss_code": f"Z0500{int(ward_id[1:]):04d}",
                   "population": population, "population_on": "2025-06-30",
                   "population_source": "Invented for Exampleshire; no real estimate"}
                  for ward_id, name, population in WARDS],
        "service_areas": [dict(zip(("service_id", "name", "lead"), row, strict=True)) for row in SERVICE_AREAS],
    }
