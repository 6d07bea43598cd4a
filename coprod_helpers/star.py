"""The Star's words: steps, Four Co's, roles, audiences, statuses and scales, each once.

Steps, Four Co's and audiences are Governance International's (the 2015 leaflet); the other lists are ours.
Every entry is a `Word`: the code that is stored, the label and the sentence that a user reads.
"""

from __future__ import annotations

from dataclasses import dataclass


def N_(text: str) -> str:
    """Mark an English sentence for the catalogue without translating it yet."""
    return text


@dataclass(frozen=True)
class Word:
    """One entry of a closed list: stored `code`, shown `label`, explaining `meaning`."""

    code: str
    label: str
    meaning: str = ""


@dataclass(frozen=True)
class Step:
    """One step of the Star: its stored name, its title, the question it answers, and its place in the series."""

    name: str
    title: str
    question: str
    number: int

    @property
    def notebook(self) -> str:
        """File name of the step's notebook, without its ending."""
        return f"0{self.number}_{self.name}"


STEPS = (
    Step("map_it", N_("Map It"), N_("Where does co-production already happen here, and where could it?"), 1),
    Step("focus_it", N_("Focus It"), N_("Which few initiatives would change most, for people and for budgets?"), 2),
    Step("people_it", N_("People It"), N_("Who could help, who would like to, and who has not been asked?"), 3),
    Step("market_it", N_("Market It"), N_("What would make each group start and stay, and what could go wrong?"), 4),
    Step("grow_it", N_("Grow It"), N_("Did lives change, and do we measure what matters?"), 5),
    Step("just_start", N_("Just Start"), N_("What will we do this week, this month and in the first 100 days?"), 6),
)

FOUR_COS = (
    Word("co-commissioning", N_("Co-commissioning"), N_("Citizens help to set priorities and plan services.")),
    Word("co-design", N_("Co-design"), N_("Citizens and staff redesign services for better outcomes at lower cost.")),
    Word("co-delivery", N_("Co-delivery"), N_("Citizens act with staff to improve delivery and to prevent.")),
    Word("co-assessment", N_("Co-assessment"), N_("Citizens judge quality and outcomes with the service.")),
)

# How people write the Four Co's; each reading is told to the user.
CO_ALIASES = {
    "cocommission": "co-commissioning", "cocommissioning": "co-commissioning", "commissioning": "co-commissioning",
    "codesign": "co-design", "codesigning": "co-design",
    "codelivery": "co-delivery", "codeliver": "co-delivery", "codelivering": "co-delivery",
    "comanage": "co-delivery", "comanagement": "co-delivery", "comanaging": "co-delivery",
    "coassess": "co-assessment", "coassessment": "co-assessment", "coassessing": "co-assessment",
}

STATUSES = (
    Word("to-check", N_("To check"), N_("Imported or suggested; waits until a person settles it.")),
    Word("existing", N_("Existing"), N_("Under way now.")),
    Word("improving", N_("Improving"), N_("Under way, and being made better.")),
    Word("potential", N_("Potential"), N_("An idea that has not begun.")),
    Word("paused", N_("Paused"), N_("Stopped for a time; shown beside coverage, never in it.")),
    Word("ended", N_("Ended"), N_("Finished.")),
    Word("rejected", N_("Rejected"), N_("Looked at and turned down.")),
)
ACTIVE_STATUSES = ("existing", "improving")

PURPOSES = (
    Word("improve-delivery", N_("Improve delivery"), N_("Make a service work better.")),
    Word("prevent", N_("Prevent"), N_("Keep a problem from arising.")),
)

SIDES = (
    Word("public_service", N_("Public service"), N_("Council and partner staff.")),
    Word("community", N_("Community"), N_("Residents, users and their groups.")),
    Word("both", N_("Both"), N_("Public service and community together.")),
)

VOICE_ACTION = (
    Word("voice", N_("Voice"), N_("Citizens say what they think and want.")),
    Word("action", N_("Action"), N_("Citizens do something.")),
    Word("both", N_("Both"), N_("Citizens speak and act.")),
)

CITIZEN_GROUPS = (
    Word("service-users", N_("People who use the service")),
    Word("carers", N_("Carers and family")),
    Word("residents", N_("Residents")),
    Word("volunteers", N_("Volunteers")),
    Word("community-organisations", N_("Community organisations")),
    Word("businesses", N_("Businesses")),
    Word("young-people", N_("Young people")),
)

CITIZEN_ROLES = (
    Word("planner", N_("Planner"), N_("Helps to plan the service.")),
    Word("prioritiser", N_("Prioritiser"), N_("Helps to choose what comes first.")),
    Word("funder", N_("Funder"), N_("Gives or raises money.")),
    Word("designer", N_("Designer"), N_("Helps to design the service.")),
    Word("manager", N_("Manager"), N_("Runs a place or a service.")),
    Word("performer", N_("Performer"), N_("Does part of the work.")),
    Word("monitor", N_("Monitor"), N_("Watches quality as the service runs.")),
    Word("evaluator", N_("Evaluator"), N_("Judges what the service achieved.")),
    Word("informant", N_("Informant"), N_("Answers questions only; on its own this is consultation.")),
)

CONTRIBUTIONS = (
    Word("knowledge", N_("Knowledge"), N_("Expertise and experience.")),
    Word("skill", N_("Skill"), N_("Something a person can do.")),
    Word("time", N_("Time"), N_("Hours given.")),
    Word("co-operation", N_("Co-operation"), N_("Working along with the service.")),
    Word("asset", N_("Asset"), N_("Rooms, tools, money or land.")),
)

AUDIENCES = (
    Word("service-users", N_("People who use services")),
    Word("communities", N_("Communities")),
    Word("managers", N_("Managers")),
    Word("commissioners-and-deliverers", N_("Commissioners and deliverers"), N_("Front-line staff are a role within this group.")),
    Word("politicians", N_("Councillors")),
)

BETTER = (Word("higher", N_("Higher is better")), Word("lower", N_("Lower is better")))

OPTION_KINDS = (
    Word("start", N_("Start"), N_("Begin something new.")),
    Word("improve", N_("Improve"), N_("Make an existing initiative better.")),
    Word("scale-out", N_("Scale out"), N_("Take what works to more places.")),
    Word("stop", N_("Stop"), N_("End it and free what it uses.")),
    Word("do-nothing", N_("Do nothing"), N_("Carry on as today; every appraisal holds this option.")),
)

RATER_GROUPS = (
    Word("citizen", N_("Citizen")),
    Word("officer", N_("Officer")),
    Word("councillor", N_("Councillor")),
)

RISK_CATEGORIES = tuple(Word(code, label) for code, label in (
    ("safeguarding", N_("Safeguarding")), ("data protection", N_("Data protection")),
    ("liability/insurance", N_("Liability and insurance")), ("equity/inclusion", N_("Equity and inclusion")),
    ("quality", N_("Quality")), ("dependency", N_("Dependency")), ("financial", N_("Financial")),
    ("reputational", N_("Reputational")), ("legal", N_("Legal")), ("volunteer wellbeing", N_("Volunteer wellbeing")),
))

MECHANISM_KINDS = tuple(Word(code, label) for code, label in (
    ("insurance", N_("Insurance")), ("declaration", N_("Declaration")), ("training", N_("Training")),
    ("vetting", N_("Vetting")), ("supervision", N_("Supervision")), ("governance", N_("Governance")),
    ("information", N_("Information")), ("design", N_("Design of the activity")),
))

MECHANISM_STATUSES = (
    Word("planned", N_("Planned"), N_("Agreed, not yet done.")),
    Word("in-place", N_("In place"), N_("Done, with a date or a document that shows it.")),
    Word("tested", N_("Tested"), N_("Tried and seen to work.")),
)

FINANCIAL = (Word("financial", N_("Financial")), Word("non-financial", N_("Non-financial")))
POLARITIES = (Word("incentive", N_("Incentive")), Word("deterrent", N_("Deterrent")))
PHASES = (Word("start", N_("To start"), N_("Makes people begin.")), Word("sustain", N_("To keep going"), N_("Makes people stay.")))

INDICATOR_KINDS = (
    Word("outcome", N_("Outcome"), N_("A change in someone's life.")),
    Word("output", N_("Output"), N_("Something produced or delivered.")),
    Word("process", N_("Process"), N_("How the work is done.")),
    Word("input", N_("Input"), N_("Money, hours or things put in.")),
)

MORE_OR_LESS = (
    Word("more", N_("More than now")), Word("same", N_("The same as now")),
    Word("less", N_("Less than now")), Word("not-now", N_("Not able at present")),
)

AGE_BANDS = tuple(Word(code, label) for code, label in (
    ("16-17", N_("16 to 17")), ("18-24", N_("18 to 24")), ("25-34", N_("25 to 34")), ("35-44", N_("35 to 44")),
    ("45-54", N_("45 to 54")), ("55-64", N_("55 to 64")), ("65-74", N_("65 to 74")), ("75-plus", N_("75 and over")),
))

HORIZONS = (
    Word("7", N_("Within 7 days")), Word("30", N_("Within 30 days")), Word("100", N_("Within 100 days")),
)

NATIONS = (Word("England", N_("England")), Word("Wales", N_("Wales")), Word("Scotland", N_("Scotland")),
           Word("Northern Ireland", N_("Northern Ireland")))


def step(name: str) -> Step:
    """Return the step with this stored name."""
    return next(step for step in STEPS if step.name == name)


def labels(words: tuple[Word, ...]) -> dict[str, str]:
    """Return a closed list as code -> label."""
    return {word.code: word.label for word in words}
