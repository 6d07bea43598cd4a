"""The register of public forms and pages: each name once, with the module that declares it."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from coprod_helpers.errors import InputError, one_of
from coprod_helpers.look.public_form import PublicForm
from coprod_helpers.tables.council import FORMS_TO_FILL_IN

# The steps whose public_forms modules declare forms; a new form is found there by its name.
STEPS_WITH_FORMS = ("map_it", "focus_it", "people_it", "market_it", "grow_it", "just_start")


@cache
def public_forms() -> dict[str, PublicForm]:
    """Return every public form by its name, in the order of the Star."""
    declared = [form for step in STEPS_WITH_FORMS for form in import_module(f"coprod_helpers.{step}.public_forms").FORMS]
    named = {form.name: form for form in declared}
    return {word.code: named[word.code] for word in FORMS_TO_FILL_IN if word.code in named}


def public_form(name: str) -> PublicForm:
    """Return one public form.

    Raises
    ------
    InputError
        If there is none of this name; those that there are are named.
    """
    if name not in public_forms():
        raise InputError(f'There is no form "{name}". There are: {one_of(public_forms())}.')
    return public_forms()[name]
