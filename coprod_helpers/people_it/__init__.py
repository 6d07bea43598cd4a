"""People It: who could help, who would like to, and who has not been asked."""

from coprod_helpers.people_it.see_what_you_can_do import inclusion_gap, skill_supply, summarise_survey

__all__ = ["inclusion_gap", "skill_supply", "summarise_survey"]
