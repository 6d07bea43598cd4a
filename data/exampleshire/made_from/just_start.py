"""Just Start: one outcome, one initiative, and the acts of the first 100 days."""

from __future__ import annotations

START = {
    "start_id": "ST1", "outcome_id": "OC01", "initiative_id": "I001", "begins_on": "2026-11-30",
    "smallest_test": "Two supported walks a week from the community centre in Brindlow for six weeks, with eight "
                     "walkers who live there and four volunteers. Each walk is under a mile and ends with tea.",
    "stop_rule": "We stop if a walker is hurt, if fewer than four walkers come three times running, or if two of the "
                 "four volunteers say that it is too much.",
    "tell_whom": "Walkers and families after every third walk, in person; the ward's councillors by 10 February 2027; "
                 "the residents of Brindlow by a poster at the centre, whatever comes out.",
    "sponsor": "Assistant Director, Adult Care",
}

# title, by, who, side, a citizen's own choice, risk
ACTS = (
    ("Ring the families of the eight walkers and agree days and times", "2026-12-03",
     "Community dementia coordinator", "public_service", False, ""),
    ("Walk the route with a pram and a wheelchair and write down kerbs and benches", "2026-12-05",
     "Walk leader who lives in Brindlow", "community", True, ""),
    ("Put the poster up at the centre, the surgery and four shops", "2026-12-10", "Brindlow tenants' group",
     "community", False, ""),
    ("Lead the first walk from the Brindlow centre", "2026-12-12", "Walk leaders and dementia coordinator", "both",
     False, "RK01"),
    ("Give a lift to walkers who live off the bus route", "2026-12-19", "Walk volunteers with a car", "community",
     False, "RK19"),
    ("Ask walkers and carers over tea what to change, and change one thing", "2027-01-09",
     "Walk leaders and dementia coordinator", "both", False, ""),
    ("Tell the ward's councillors what was learnt, good and bad", "2027-02-10", "Assistant Director, Adult Care",
     "public_service", False, ""),
    ("Decide together whether to go on, change or stop", "2027-03-05",
     "Walkers, families, volunteers and coordinator", "both", False, ""),
)


def rows() -> dict[str, list[dict]]:
    """Return the start and its acts."""
    columns = ("title", "due_on", "person", "side", "by_choice", "risk_id")
    acts = [{"act_id": f"AC{place:02d}", "start_id": START["start_id"], "status": "planned",
             **dict(zip(columns, act, strict=True))} for place, act in enumerate(ACTS, start=1)]
    return {"first_starts": [START], "acts": acts}
