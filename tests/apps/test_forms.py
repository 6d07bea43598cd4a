"""The register of forms, and what holds for every one of them: declared whole, and erased without a trace."""

from __future__ import annotations

import pytest

from coprod_helpers.apps.forms import public_form, public_forms
from coprod_helpers.errors import InputError
from coprod_helpers.star import STEPS
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.council import FORMS_TO_FILL_IN
from coprod_helpers.workspace.backup import back_up, restore
from tests.apps_robot import click, come_back, new_visitor, press, send, walk
from tests.example import FRIEND
from tests.postgres_server import bytes_of

WORD = "Quillfeather"
NAMES = [word.code for word in FORMS_TO_FILL_IN]


def test_every_form_that_can_be_invited_to_is_declared_once_under_its_title():
    assert list(public_forms()) == NAMES
    assert {form.title for form in public_forms().values()} == {word.label for word in FORMS_TO_FILL_IN}


@pytest.mark.parametrize("name", NAMES)
def test_form_names_its_step_its_tables_and_what_happens_next(name):
    form = public_form(name)
    assert form.step in {step.name for step in STEPS} and 1 <= form.minutes <= 20
    assert set(form.reads) <= set(TABLES) and (not form.needs_person or form.needs_person in form.reads)
    assert form.purpose.endswith(".") and form.next_steps.endswith(".")


@pytest.mark.parametrize("name", ["", "pledge", "../pledge_an_act", "my_page"])
def test_unknown_form_is_refused_with_the_list(name):
    with pytest.raises(InputError) as refused:
        public_form(name)
    assert f'There is no form "{name}"' in str(refused.value) and all(known in str(refused.value) for known in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_erased_form_leaves_no_word_of_the_person_in_the_store_or_in_a_backup_that_is_put_back(name, example, invited):
    form = new_visitor(name, invited)
    walk(form, WORD, email=f"{WORD}@example.org", phone=WORD, url=f"https://example.org/{WORD}")
    code = send(form)
    mine = come_back(code)
    click(mine, "change_answers")
    walk(mine, f"{WORD} again")
    press(mine)
    file = back_up(example)
    said = WORD.encode()
    assert said in bytes_of(example) or name in ("outcomes_that_matter", "weigh_the_steps")
    click(mine := come_back(code), "erase")
    click(mine, "yes_erase")
    assert mine.spec["page"] == "erased", mine.status
    assert said not in bytes_of(example)
    restore(example, file)
    assert said not in bytes_of(example)
    assert list(example.read("raters").set_index("rater_id").loc[FRIEND, ["alias", "part"]]) == ["Wren", "friend"]
