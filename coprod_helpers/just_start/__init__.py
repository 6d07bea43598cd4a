"""Just Start: what we will do this week, this month and in the first 100 days."""

from coprod_helpers.just_start.first_100_days import finding, plan
from coprod_helpers.just_start.plan_checks import checks

__all__ = ["checks", "finding", "plan"]
