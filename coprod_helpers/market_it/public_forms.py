"""Market It's public forms: comment on a risk, and say what would make people begin or keep going."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.look.public_form import Asked, Page, PublicForm, Question, row_of
from coprod_helpers.star import N_

RISK = Question("risk_comments.risk_id", N_("Which risk do you want to say something about?"), "", is_needed=True, style="select")
SEEN = Question("risk_comments.has_seen_it", N_("Has it happened to you, or near you?"), "")
COMMENT = Question("risk_comments.comment", N_("What do you want to say about it?"), N_("No names of people."), is_needed=True)
HELP = Question("risk_comments.would_help", N_("What would help?"), N_("To make it rarer, or less bad."))
RISK_SIDE = Question("risk_comments.side", N_("From which side do you tell us?"), "", is_needed=True)

IDEA = Question("incentive_ideas.title", N_("What would make people join in?"), N_("One thing, in a few words."), is_needed=True)
AUDIENCE = Question("incentive_ideas.audience", N_("Whom would it move?"), "", is_needed=True)
PHASE = Question("incentive_ideas.phase", N_("Would it help people to begin, or to keep going?"), "", is_needed=True)
WHY = Question("incentive_ideas.why", N_("Why do you think so?"), N_("No names of people."))
IDEA_SIDE = Question("incentive_ideas.side", N_("From which side do you tell us?"), "", is_needed=True)


def _pages_of_comment(_asked: Asked) -> list[Page]:
    """Ask which risk, then what the person says of it."""
    return [Page("risk", N_("Which risk?"), (RISK, SEEN)), Page("comment", N_("Your comment"), (COMMENT, HELP, RISK_SIDE))]


def _rows_of_comment(asked: Asked) -> dict[str, pd.DataFrame]:
    """Make one comment."""
    own = {name: asked.text(name) for name in ("risk_id", "has_seen_it", "comment", "would_help", "side")}
    return {"risk_comments": row_of(comment_id=asked.id_of("risk_comments"), received_on=asked.today.isoformat(), **own)}


def _pages_of_idea(_asked: Asked) -> list[Page]:
    """Ask for the idea, then for whom and why."""
    return [Page("idea", N_("Your idea"), (IDEA, PHASE)), Page("whom", N_("For whom, and why?"), (AUDIENCE, WHY, IDEA_SIDE))]


def _rows_of_idea(asked: Asked) -> dict[str, pd.DataFrame]:
    """Make one idea."""
    own = {name: asked.text(name) for name in ("title", "audience", "phase", "why", "side")}
    return {"incentive_ideas": row_of(idea_id=asked.id_of("incentive_ideas"), received_on=asked.today.isoformat(), **own)}


COMMENT_ON_A_RISK = PublicForm(
    "comment_on_a_risk", "market_it", N_("Comment on a risk"),
    N_("The council keeps a list of what could go wrong when people and services do things together. You may know better what happens "
       "and what would help."),
    4, ("risks",), _pages_of_comment, _rows_of_comment,
    N_("Whoever answers for the risk reads it. Under your code you can see what was done with it, and why."))
SUGGEST_AN_INCENTIVE = PublicForm(
    "suggest_an_incentive", "market_it", N_("What would make people join in?"),
    N_("Tell us what would make you, or people like you, begin to take part or keep going."),
    4, (), _pages_of_idea, _rows_of_idea,
    N_("Ideas are read when the Incentive Menu is next made. Under your code you can see what was done with yours, and why."))
FORMS = (COMMENT_ON_A_RISK, SUGGEST_AN_INCENTIVE)
