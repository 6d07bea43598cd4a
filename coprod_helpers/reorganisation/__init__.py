"""Reorganisation of local government: councils' workspaces merged into their successor's, and what a person settles."""

from coprod_helpers.reorganisation.merge import Merged, Settlement, merge_councils, settle_questions

__all__ = ["Merged", "Settlement", "merge_councils", "settle_questions"]
