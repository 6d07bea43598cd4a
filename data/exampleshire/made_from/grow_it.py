"""Grow It: thirty indicators and their values from November 2024 to October 2026."""

from __future__ import annotations

import datetime as dt
import math

from made_from import EDITION
from made_from.draw import Draw

MONTHS = [dt.date(2024 + (10 + place) // 12, (10 + place) % 12 + 1, 1) for place in range(24)]
MONTHS_OF = {"monthly": range(1, 13), "quarterly": (1, 4, 7, 10), "yearly": (3,)}


def _indicator(title: str, outcome_id: str | None, kind: str, unit: str, better: str, series: tuple, *,
               agreed="staff users", library=None, swing=0.0, peak=1, decimals=1, base=None, gaps=None,
               frequency="monthly", **more) -> dict:
    """Return one indicator and how its values go.

    `series` is the level in the first month, the level in the last and the usual month's scatter; `swing` the height
    of the season and `peak` its month; `base` the people asked; `gaps` months without a value, with the reason.
    """
    course = {"series": series, "swing": swing, "peak": peak, "decimals": decimals, "base": base, "gaps": gaps or {}}
    return {"title": title, "outcome_id": outcome_id, "kind": kind, "unit": unit, "better": better,
            "frequency": frequency, "agreed_by_staff": "staff" in agreed, "agreed_by_users": "users" in agreed,
            "from_library": library, "edition": EDITION if library else None, **more, "course": course}


RESIDENTS_SURVEY = "Residents' survey of Exampleshire, by post and web"

INDICATORS = (
    _indicator("Residents aged 65 and over who are lonely often or always", "OC01", "outcome", "%", "lower",
               (11.9, 9.9, 0.8), library="IND006", level="individual", data_source=RESIDENTS_SURVEY, base=410,
               owner="Insight team", proposed_by="community", minutes_per_person=1),
    _indicator("Residents who have someone to turn to if they need help", "OC01", "outcome", "%", "higher",
               (83.1, 83.4, 1.1), library="IND010", level="individual", data_source="Short telephone panel", base=240,
               owner="Insight team", proposed_by="public_service", minutes_per_person=1),
    _indicator("People visited or walked with in the month", "OC01", "output", "people", "higher", (118, 164, 7),
               decimals=0, swing=9, peak=6, level="service", data_source="Coordinators' registers",
               owner="Community dementia coordinator", proposed_by="public_service", minutes_per_person=0),
    _indicator("Older people still at home 91 days after reablement", "OC02", "outcome", "%", "higher",
               (79.2, 82.9, 1.2), library="IND042", swing=1.2, peak=7, level="individual",
               data_source="Reablement records", base=92, owner="Reablement service manager",
               proposed_by="public_service", minutes_per_person=0),
    _indicator("Visits made by Home from Hospital neighbours", "OC02", "output", "visits", "higher", (240, 415, 22),
               decimals=0, swing=30, peak=1, level="service", data_source="Visit log", owner="Volunteer coordinators",
               proposed_by="public_service", minutes_per_person=0),
    _indicator("First visits made within two days of leaving hospital", "OC02", "process", "%", "higher",
               (58, 71, 4.5), decimals=0, level="service", data_source="Visit log", base=34,
               owner="Reablement service manager", proposed_by="both", minutes_per_person=0),
    _indicator("Unpaid carers who have as much social contact as they would like", "OC03", "outcome", "%", "higher",
               (28.2, 30.1, 1.0), library="IND009", frequency="quarterly", level="individual",
               data_source="Carers' circle and carers' register, short form", base=150, owner="Carers' worker",
               proposed_by="community", minutes_per_person=2),
    _indicator("Carers' quality of life score", "OC03", "outcome", "score 0-12", "higher", (7.1, 7.2, 0.15),
               library="IND045", frequency="quarterly", level="individual", data_source="Carers' register, sample",
               base=150, owner="Carers' worker", proposed_by="public_service", minutes_per_person=6),
    _indicator("Young people aged 16 to 17 not in education, employment or training", "OC04", "outcome", "%", "lower",
               (5.7, 4.7, 0.12), library="IND037", swing=0.5, peak=9, level="individual",
               data_source="Participation records of Early Help", base=4_780, owner="Head of Early Help",
               proposed_by="public_service", minutes_per_person=0),
    _indicator("Young people asked at the first meeting what they could offer", "OC04", "process", "%", "higher",
               (34, 62, 5), decimals=0, level="service", data_source="Case files, sample of 40", base=40,
               owner="Early help team leader", proposed_by="community", minutes_per_person=1),
    _indicator("Children on track at the two-year check", "OC05", "outcome", "%", "higher", (78.3, 78.0, 1.9),
               level="individual", data_source="Health visiting records", base=185, owner="Head of Early Help",
               proposed_by="public_service", minutes_per_person=0, agreed="staff"),
    _indicator("Families at story corners", "OC05", "output", "families", "higher", (74, 93, 6), decimals=0,
               level="service", data_source="Story corner registers", owner="Family hubs manager",
               proposed_by="community", minutes_per_person=0,
               gaps={"2025-08": "No story corners in August.", "2026-08": "No story corners in August."}),
    _indicator("Streets assessed as clean to the agreed grade", "OC06", "outcome", "%", "higher", (86.2, 89.6, 1.3),
               library="IND033", swing=-1.6, peak=11, level="community", data_source="Joint grading of 120 streets",
               base=120, owner="Head of Neighbourhoods", proposed_by="both", minutes_per_person=0,
               gaps={"2025-02": "Snow; no grading.", "2026-05": "Inspector's post empty."}),
    _indicator("Fly-tipping incidents recorded", "OC06", "outcome", "per 1,000 people", "lower", (1.52, 1.83, 0.07),
               decimals=2, library="IND031", swing=0.12, peak=4, level="community",
               data_source="Reports by phone, web and crews", owner="Head of Neighbourhoods",
               proposed_by="public_service", minutes_per_person=0),
    _indicator("Bags of litter collected by street champions", "OC06", "output", "bags", "higher", (610, 840, 45),
               decimals=0, swing=110, peak=5, level="service", data_source="Champions' monthly card",
               owner="Neighbourhoods engagement officer", proposed_by="public_service", minutes_per_person=2,
               agreed="staff"),
    _indicator("Hours given by street champions", "OC06", "input", "hours", "higher", (505, 650, 30), decimals=0,
               swing=60, peak=6, level="service", data_source="Champions' monthly card",
               owner="Neighbourhoods engagement officer", proposed_by="public_service", minutes_per_person=2),
    _indicator("Residents who feel safe outside in their area after dark", "OC07", "outcome", "%", "higher",
               (61.4, 62.3, 1.6), library="IND014", frequency="quarterly", level="individual",
               data_source=RESIDENTS_SURVEY, base=980, owner="Insight team", proposed_by="community",
               minutes_per_person=1),
    _indicator("Recorded anti-social behaviour incidents", "OC07", "outcome", "per 1,000 people", "lower",
               (2.31, 2.08, 0.09), decimals=2, library="IND016", swing=0.28, peak=7, level="community",
               data_source="Police and council records", owner="Community Safety Manager",
               proposed_by="public_service", minutes_per_person=0),
    _indicator("Safety walk findings answered within 20 working days", "OC07", "process", "%", "higher", (64, 77, 9),
               decimals=0, level="governance", data_source="List of findings", base=14,
               owner="Community Safety Manager", proposed_by="community", minutes_per_person=0,
               gaps={"2025-06": "No walk in this month.", "2026-06": "No walk in this month."}),
    _indicator("Households helped to keep a tenancy for twelve months", "OC08", "outcome", "%", "higher",
               (84.1, 87.4, 1.0), library="IND041", level="individual", data_source="Tenancy records", base=96,
               owner="Tenancy sustainment lead", proposed_by="public_service", minutes_per_person=0),
    _indicator("Repairs panel recommendations answered in time", "OC08", "process", "%", "higher", (81, 79, 8),
               decimals=0, level="governance", data_source="Panel's log", base=11, owner="Repairs service manager",
               proposed_by="community", minutes_per_person=0),
    _indicator("Tenants who say the landlord listens and acts", "OC08", "process", "%", "higher", (57.5, 59.5, 1.6),
               library="IND055", level="service", data_source="Monthly text survey of tenants", base=310,
               owner="Head of Landlord Services", proposed_by="public_service", minutes_per_person=2),
    _indicator("Adults who are physically inactive", "OC09", "outcome", "%", "lower", (25.5, 24.6, 0.3),
               library="IND017", frequency="yearly", level="individual",
               data_source="National activity survey, local sample", base=505, owner="Public health principal",
               proposed_by="public_service", minutes_per_person=0, agreed="staff"),
    _indicator("Blood pressure checks by barbers and salons", "OC09", "output", "checks", "higher", (62, 104, 9),
               decimals=0, level="service", data_source="Champions' sheets", owner="Public health principal",
               proposed_by="public_service", minutes_per_person=3, gaps={"2025-12": "Sheets lost in the post."}),
    _indicator("Learners who can do one named online task alone after six weeks", "OC10", "outcome", "%", "higher",
               (52, 66, 4), decimals=0, library="IND043", level="individual", data_source="Buddies' task cards",
               base=31, owner="Libraries digital lead", proposed_by="both", minutes_per_person=4,
               gaps={"2025-08": "No course in August.", "2026-08": "No course in August."}),
    _indicator("Residents who agree that they can affect local decisions", "OC11", "outcome", "%", "higher",
               (24.3, 24.6, 1.1), library="IND028", frequency="quarterly", level="individual",
               data_source=RESIDENTS_SURVEY, base=980, owner="Insight team", proposed_by="public_service",
               minutes_per_person=1),
    _indicator("Contributions answered with what changed or why not within the agreed time", "OC11", "process", "%",
               "higher", (41, 52, 6), decimals=0, library="IND052", level="governance",
               data_source="Log of contributions", base=58, owner="Head of Democratic Services",
               proposed_by="community", minutes_per_person=0),
    _indicator("Projects where people who use the service joined before the aim was fixed", "OC11", "process", "%",
               "higher", (30, 29, 5), decimals=0, library="IND046", level="governance",
               data_source="Project register", base=17, owner="Transformation office", proposed_by="public_service",
               minutes_per_person=0, agreed="staff"),
    _indicator("Passenger journeys on the community bus", "OC12", "output", "journeys", "higher", (905, 880, 38),
               decimals=0, swing=-70, peak=1, level="service", data_source="Drivers' sheets",
               owner="Company's directors", proposed_by="community", minutes_per_person=0),
    _indicator("Staff time released for co-production", None, "input", "full-time equivalent", "higher",
               (4.2, 6.8, 0.2), library="IND072", level="governance", data_source="Time sheets of nine services",
               owner="Human Resources", proposed_by="public_service", minutes_per_person=0, agreed="staff",
               gaps={"2025-01": "Time sheets began again in February."}),
)


def rows() -> dict[str, list[dict]]:
    """Return indicators and their values."""
    indicators = [{"indicator_id": f"ID{place:02d}", **row} for place, row in enumerate(INDICATORS, start=1)]
    return {
        "indicators": [{name: value for name, value in row.items() if name != "course"} for row in indicators],
        "measures": [measure for row in indicators for measure in _measures(row)],
    }


def _measures(indicator: dict) -> list[dict]:
    """Return one indicator's values; a month of a gap keeps its row, empty and with the reason."""
    draw = Draw(f"measures of {indicator['indicator_id']}")
    course = indicator["course"]
    measures = []
    for place, month in enumerate(MONTHS):
        base = _base(draw, course["base"])
        value = _value(draw, course, indicator["unit"], place, month, base)
        if month.month not in MONTHS_OF[indicator["frequency"]]:
            continue
        reason = course["gaps"].get(f"{month:%Y-%m}")
        measures.append({"indicator_id": indicator["indicator_id"], "month": month, "value": None if reason else value,
                         "base_count": None if reason else base, "note": reason})
    return measures


def _value(draw: Draw, course: dict, unit: str, place: int, month: dt.date, base: int | None) -> float:
    """Return a month's value: trend, season and scatter; a share of few people takes only values that they allow."""
    first, last, scatter = course["series"]
    season = course["swing"] * math.cos(2 * math.pi * (month.month - course["peak"]) / 12)
    value = max(first + (last - first) * place / (len(MONTHS) - 1) + season + scatter * draw.normal(), 0)
    if unit == "%":
        value = min(value, 100)
        value = value if base is None else 100 * round(base * value / 100) / base
    return round(value, course["decimals"])


def _base(draw: Draw, usual: int | None) -> int | None:
    """Return how many a month's value rests on, within a tenth of the usual number."""
    scatter = draw.share() - 0.5
    return None if usual is None else round(usual * (1 + 0.2 * scatter))
