"""People It: four hundred answers to the survey, and a dozen contacts kept apart from them."""

from __future__ import annotations

import datetime as dt

from made_from.draw import Draw
from made_from.map_it import OUTCOMES

# Answers by ward; Brindlow's are so few that they are withheld. The last are people who did not say where they live.
ANSWERS_BY_WARD = {"W01": 62, "W02": 7, "W03": 55, "W04": 61, "W05": 58, "W06": 44, "W07": 49, "W08": 38, None: 20}
REFUSED = 6
STAFF = 46

FIRST_DAY = dt.date(2026, 9, 7)
# Six weeks; a reminder went out in the fourth.
WEEKS = (30, 18, 10, 22, 12, 8)
DAYS_OF_WEEK = (20, 17, 16, 14, 11, 9, 13)

AGES = {"16-17": 9, "18-24": 20, "25-34": 42, "35-44": 58, "45-54": 66, "55-64": 78, "65-74": 82, "75-plus": 40,
        None: 12}
STAFF_AGES = {"18-24": 3, "25-34": 10, "35-44": 12, "45-54": 13, "55-64": 8, None: 1}

HOURS_NOW = {0: 30, 1: 8, 2: 12, 3: 8, 4: 12, 5: 6, 6: 7, 8: 9, 10: 9, 12: 6, 16: 5, 20: 6, 30: 3, 40: 3, 80: 1, 120: 1,
             None: 8}
MORE_OR_LESS = {"more": 43, "same": 32, "less": 9, "not-now": 12, None: 4}
EXTRA_HOURS = {0.5: 3, 1: 14, 2: 26, 3: 13, 4: 20, 5: 6, 6: 6, 8: 9, 10: 4, 12: 2, 16: 1, 20: 1, None: 6}

# How often a skill is offered and wished for, by family.
SKILLS = {
    "practical": {"diy": (7, 6), "painting": (6, 2), "joinery": (3, 4), "electrical": (1, 1), "plumbing": (1, 2),
                  "sewing": (5, 6), "bikes": (3, 6), "cars": (2, 3)},
    "caring": {"listening": (16, 2), "childcare": (5, 1), "older_care": (5, 1), "disability": (3, 1),
               "first_aid": (4, 9), "bereavement": (2, 2), "mentoring": (6, 2), "pets": (7, 1)},
    "food_nature": {"cooking": (9, 6), "baking": (7, 4), "gardening": (11, 6), "growing": (6, 8), "wildlife": (3, 5),
                    "animals": (2, 1)},
    "digital": {"phones": (6, 9), "video": (5, 6), "forms": (4, 8), "websites": (2, 5), "social": (4, 4),
                "photo": (3, 6), "coding": (2, 4)},
    "creative": {"music": (3, 5), "singing": (4, 4), "drawing": (3, 4), "crafts": (6, 4), "drama": (2, 1),
                 "dance": (2, 4), "history": (4, 5)},
    "active": {"walking": (8, 5), "running": (2, 3), "football": (3, 1), "swimming": (1, 4), "cycling": (3, 4),
               "yoga": (2, 8), "coaching": (2, 1)},
    "learning": {"language": (5, 8), "sign": (1, 6), "reading": (5, 1), "homework": (4, 2), "benefits": (2, 5),
                 "jobs": (3, 4), "law": (1, 3)},
    "organising": {"events": (5, 2), "chairing": (3, 1), "books": (4, 1), "funding": (2, 5), "speaking": (2, 3),
                   "writing": (4, 3), "driving": (6, 1), "negotiating": (2, 2)},
}
FAMILY_OF = {skill: family for family, skills in SKILLS.items() for skill in skills}
# Younger people offer and older people wish for what is digital; the other way round for crafts and gardens.
OFFERS_MORE = {"young": {"digital": 2.6, "active": 1.5}, "old": {"food_nature": 1.5, "digital": 0.4, "active": 0.7}}
WISHES_MORE = {"young": {"practical": 1.6, "digital": 0.4}, "old": {"digital": 2.4, "active": 0.7}}

BARRIERS = {"time": 34, "work": 26, "caring": 17, "health": 18, "cost": 7, "benefits": 4, "travel": 11, "language": 4,
            "confidence": 13, "unsure": 15, "not_asked": 24, "no_info": 17, "checks": 6, "bad_past": 3, "welcome": 8,
            "not_my_job": 5, "no_interest": 3}
WAYS = {"alone": 16, "one_to_one": 22, "group": 40, "online": 17, "lead": 8, "ideas": 27, "family": 13}
OUTCOME_INTEREST = (30, 18, 16, 15, 14, 38, 33, 10, 22, 11, 19, 17)
FREE = {("weekdays", "morning"): 22, ("weekdays", "afternoon"): 18, ("weekdays", "evening"): 20,
        ("saturday", "morning"): 18, ("saturday", "afternoon"): 14, ("saturday", "evening"): 5,
        ("sunday", "morning"): 8, ("sunday", "afternoon"): 12, ("sunday", "evening"): 5}

# In people's own words; one holds a telephone number and one an address, as such answers do.
IDEAS = (
    "A bench half way up the hill to the surgery. I would paint it each spring.",
    "Open the school field on Sundays. Two of us would lock up.",
    "Swap shelf for school uniforms in the library entrance.",
    "I can teach anyone to mend a zip.",
    "Let the allotment people show the primary school how to grow beans.",
    "Let us know in January, not in March, when there is money.",
    "Teenagers could run the lights and sound at the community hall. They are good at it.",
    "A list of who has a ladder.",
    "Somebody should ring people who live alone on the first frosty day. I would.",
    "More notice before the road is dug up, then we could help the old people with parking.",
    "I used to be a driving examiner and would check volunteer drivers for nothing.",
    "Bring back the mediation service. It stopped a war on our stairs.",
    "Quiet hour at the pool; two of us would help.",
    "Choir for people who cannot sing.",
    "Ring me if you want the tide tables explained to walkers: 01632 960777.",
    "Ask the barbers. They know everybody.",
    "Could the bus wait for the end of the film on Thursdays?",
    "Let us see what happened with what we said last time.",
    "I have a van on weekdays.",
    "Translate the bin calendar. I can do Polish and Romanian.",
    "Litter picking with headphones and a coffee afterwards.",
    "Grandparents who would walk to school with the little ones.",
    "Fewer forms. I gave up at the third page.",
    "Repair morning on the first Saturday. We have six people already; write to mornings@example.org.",
    "Put the community noticeboard where the bus stops, not where the council is.",
    "Company for people at the hospital who have no visitors.",
    "I look after my dad. I can do things from home by phone.",
    "Tools library.",
    "Teach us how to read the council's accounts and we will ask better questions.",
    "Nothing new, just thank the ones who have done it for years.",
    "Let young people write the job advert for the youth worker.",
    "Street party kit that goes from road to road.",
    "Shelter at the bus stop in the upper village. We would build it.",
    "I was on the panel and never heard back.",
    "Plant fruit instead of roses.",
    "Evening classes that we teach each other.",
    "Someone to come with me the first time.",
    "A map of who grows what.",
)

# name, mailbox or nothing, last figures of a telephone number or nothing, may be contacted, keep until
CONTACTS = (
    ("Idony Farrowby", "idony.farrowby", "960101", True, "2027-10-31"),
    ("Tobiah Quillan", "t.quillan", None, True, "2027-10-31"),
    ("Maren Osei-Thwaite", "maren.ot", "960114", True, "2027-10-31"),
    ("Mr Ellery Pask", None, "960122", True, "2027-10-31"),
    ("Sunniva Rahimi-Cole", "sunniva.rc", None, True, "2027-10-31"),
    ("Dilwyn Abernathy", "dilwyn", "960145", True, "2027-10-31"),
    ("Zosia Merrow", "zosia.merrow", None, True, "2027-10-31"),
    ("Kit Oyelaran", "kit.oyelaran", "960160", True, "2027-10-31"),
    ("Mrs Perpetua Lunn", None, "960178", True, "2027-10-31"),
    ("Björn Castellan", "bjorn.castellan", None, True, "2027-04-30"),
    # Took permission back, and waits to be erased.
    ("Hesper Dunmarrow", "hesper.d", "960183", False, "2026-11-30"),
    # Kept longer than promised, so that the reminder shows.
    ("Alaric Wynne-Bassey", "alaric.wb", "960199", True, "2026-11-15"),
)


def rows() -> dict[str, list[dict]]:
    """Return answers, their parts and contacts."""
    answers = _answers(Draw("survey answers"))
    counted = [answer for answer in answers if answer["took_part"]]
    tables = {"survey_answers": answers, **{name: [] for name in (
        "survey_skills", "survey_barriers", "survey_ways", "survey_outcomes", "survey_free")}}
    for answer in counted:
        for name, parts in _parts(answer).items():
            tables[name] += [{"answer_id": answer["answer_id"], **part} for part in parts]
    return {**tables, "contacts": _contacts(counted)}


def _pick(draw: Draw, weights: dict):
    """Return one of the keys, each as likely as its weight says."""
    return draw.pick(list(weights), list(weights.values()))


def _received(draw: Draw) -> dt.date:
    """Return the day on which an answer came in."""
    return FIRST_DAY + dt.timedelta(weeks=draw.pick(range(6), WEEKS), days=draw.pick(range(7), DAYS_OF_WEEK))


def _answers(draw: Draw) -> list[dict]:
    """Return all answers in the order in which they came in."""
    wards = draw.shuffled([ward for ward, count in ANSWERS_BY_WARD.items() for _ in range(count)])
    answers = [_answer(draw, ward, is_staff=place < STAFF) for place, ward in enumerate(wards)]
    ideas = draw.shuffled(range(len(answers)))[:len(IDEAS)]
    for idea, place in zip(IDEAS, ideas, strict=True):
        answers[place]["idea"] = idea
    answers += [{"form": "residents", "received_on": _received(draw), "took_part": False} for _ in range(REFUSED)]
    in_order = sorted(draw.shuffled(answers), key=lambda answer: answer["received_on"])
    return [{"answer_id": f"A{place:04d}", **answer} for place, answer in enumerate(in_order, start=1)]


def _answer(draw: Draw, ward: str | None, is_staff: bool) -> dict:
    """Return what one person who took part said about themselves and their hours."""
    more_or_less = _pick(draw, MORE_OR_LESS)
    extra_hours = _pick(draw, EXTRA_HOURS)
    return {"form": "staff" if is_staff else "residents", "received_on": _received(draw), "took_part": True,
            "ward_id": ward, "age_band": _pick(draw, STAFF_AGES if is_staff else AGES),
            "hours_now": _pick(draw, HOURS_NOW), "more_or_less": more_or_less,
            "extra_hours": extra_hours if more_or_less == "more" else None}


def _parts(answer: dict) -> dict[str, list[dict]]:
    """Return one person's skills, barriers, ways, outcomes and free times."""
    draw = Draw(f"parts of {answer['answer_id']}")
    return {
        "survey_skills": _skills(draw, answer),
        "survey_barriers": [{"barrier": barrier} for barrier in _barriers(draw, answer)],
        "survey_ways": [{"way": way} for way in draw.several(list(WAYS), draw.pick((0, 1, 2, 3), (5, 40, 37, 18)),
                                                             list(WAYS.values()))],
        "survey_outcomes": [{"outcome_id": outcome} for outcome in draw.several(
            [row[0] for row in OUTCOMES], draw.pick((0, 1, 2, 3), (8, 14, 25, 53)), OUTCOME_INTEREST)],
        "survey_free": [{"day": day, "time": time} for day, time in _free(draw, answer)],
    }


def _generation(answer: dict) -> str:
    """Return young, old or neither."""
    age = answer["age_band"]
    return "young" if age in ("16-17", "18-24", "25-34") else "old" if age in ("65-74", "75-plus") else ""


def _weights(answer: dict, place: int, more: dict) -> list[float]:
    """Return how likely each skill is for someone of this generation; place 0 for offers, 1 for wishes."""
    favours = more.get(_generation(answer), {})
    return [weights[place] * favours.get(family, 1) for family, skills in SKILLS.items() for weights in skills.values()]


def _skills(draw: Draw, answer: dict) -> list[dict]:
    """Return what someone offers, with how they would begin, and what they wish for; no skill twice."""
    skills = list(FAMILY_OF)
    offers = draw.several(skills, draw.pick(range(7), (14, 18, 24, 19, 12, 8, 5)), _weights(answer, 0, OFFERS_MORE))
    wishes = draw.several(skills, draw.pick(range(4), (34, 31, 22, 13)), _weights(answer, 1, WISHES_MORE))
    begins = [draw.pick(("with-someone", "alone", "could-show", None), (34, 36, 22, 8)) for _ in offers]
    offered = [{"skill": skill, "direction": "offers", "confidence": begin}
               for skill, begin in zip(offers, begins, strict=True)]
    return offered + [{"skill": skill, "direction": "asks"} for skill in wishes if skill not in offers]


def _barriers(draw: Draw, answer: dict) -> list[str]:
    """Return what gets in the way; work seldom does for those over 65, health does more."""
    factors = {"work": 0.15, "health": 2.2, "time": 0.5} if _generation(answer) == "old" else {}
    weights = [weight * factors.get(barrier, 1) for barrier, weight in BARRIERS.items()]
    return draw.several(list(BARRIERS), draw.pick((0, 1, 2, 3), (18, 38, 29, 15)), weights)


def _free(draw: Draw, answer: dict) -> list[tuple[str, str]]:
    """Return days crossed with times; working people are seldom free in the day."""
    is_old = _generation(answer) == "old"
    weights = [weight * (2.5 if is_old else 0.5) if day == "weekdays" and time != "evening" else weight
               for (day, time), weight in FREE.items()]
    return draw.several(list(FREE), draw.pick((0, 1, 2, 3, 4), (9, 24, 32, 22, 13)), weights)


def _contacts(counted: list[dict]) -> list[dict]:
    """Return contacts of people who would do more; two are not tied to an answer."""
    draw = Draw("contacts")
    willing = draw.shuffled([answer["answer_id"] for answer in counted
                             if answer["more_or_less"] == "more" and answer["age_band"] not in ("16-17", None)])
    return [{"contact_id": f"P{place:02d}", "answer_id": None if place in (4, 9) else willing[place], "name": name,
             "email": mailbox and f"{mailbox}@example.org", "phone": figures and f"01632 {figures}",
             "may_contact": may_contact, "keep_until": keep_until}
            for place, (name, mailbox, figures, may_contact, keep_until) in enumerate(CONTACTS, start=1)]
