"""The sliders and the chosen option, without a browser."""

from __future__ import annotations

import asyncio
import html
import re
import shutil

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it import add_do_nothing, ask_why_not, check_parameters, show_note_maker, weight_sliders
from coprod_helpers.focus_it.controls import Later, LiveWeights
from coprod_helpers.look.section import Finding
from coprod_helpers.workspace import open_workspace


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A home in which Exampleshire is filled in, to be copied."""
    home = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPROD_HOME", str(home))
        open_workspace("example")
    return home


@pytest.fixture
def data(filled, home):
    """Exampleshire in a home of its own."""
    shutil.copytree(filled, home, dirs_exist_ok=True)
    return open_workspace("example")


@pytest.fixture
def live(data):
    """Sliders with the saved weights."""
    return LiveWeights(data, draws=50, seed=1)


def words(widget) -> str:
    """Return what a widget says, without markup."""
    return html.unescape(re.sub(r"<[^>]+>", "", widget.value))


def swings(data, group="citizen") -> dict:
    """Return one group's saved swings."""
    own = data.read("criterion_weights").query("rater_group == @group")
    return dict(zip(own["criterion_id"], own["swing"], strict=True))


def test_sliders_begin_with_the_saved_weights(live, data):
    assert {criterion: slider.value for criterion, slider in live.sliders.items()} == swings(data)
    assert "Every option has the place that the saved weights give it." in words(live.said)
    assert "not saved" not in live.ranking.value


def test_a_moved_slider_moves_the_ranking_and_the_matrix_and_nothing_is_saved(live, data):
    before = live.ranking.value, live.matrix.value, data.revision
    live.sliders["CR2"].value = 100
    assert '"Home from Hospital neighbours on seven days" from 6 to' in words(live.said)
    assert live.ranking.value != before[0] and live.matrix.value != before[1] and "not saved" in live.ranking.value
    assert data.revision == before[2]


def test_saving_sets_the_biggest_to_100_and_keeps_the_proportions(live, data):
    live.swings["citizen"] = {"CR1": 50.0, "CR2": 25.0, "CR3": 10.0, "CR4": 0.0, "CR5": 40.0, "CR6": 5.0}
    live.agreed_by.value = "Second evening"
    live.save_button.click()
    assert swings(data) == {"CR1": 100, "CR2": 50, "CR3": 20, "CR4": 0, "CR5": 80, "CR6": 10}
    assert words(live.message).startswith("Saved as revision 2.") and "not said who" not in words(live.message)
    changes = data.history("criterion_weights").query("revision == 2")
    assert set(changes["after"]) >= {"50.0", "80.0", "Second evening"}
    assert not changes["id"].str.contains("officer").any()
    assert {criterion: slider.value for criterion, slider in live.sliders.items()} == swings(data)


def test_pressing_save_twice_saves_once(live, data):
    live.sliders["CR2"].value = 90
    live.save_button.click()
    assert "It is not said who agreed them." in words(live.message)
    live.save_button.click()
    assert data.revision == 2 and "nothing to save" in words(live.message)


def test_all_at_0_is_said_and_no_picture_is_left(live, data):
    live.swings["citizen"] = dict.fromkeys(live.swings["citizen"], 0.0)
    live.draw()
    assert "All swings are 0" in words(live.said) and not live.ranking.value and not live.matrix.value
    live.save_button.click()
    assert data.revision == 1 and "Set the biggest step to 100" in words(live.message)


def test_each_group_keeps_its_own_sliders(live, data):
    live.sliders["CR2"].value = 90
    live.group.value = "officer"
    assert live.sliders["CR2"].value == 100 and "officers' weights" in words(live.said)
    live.group.value = "citizen"
    assert live.sliders["CR2"].value == 90
    live.reset_button.click()
    assert live.sliders["CR2"].value == 35


def test_what_someone_else_saved_in_between_is_not_overwritten(live, data):
    data.save({"criterion_weights": pd.DataFrame([{"rater_group": "citizen", "criterion_id": "CR2", "swing": 60}])},
              who="Someone")
    live.sliders["CR2"].value = 90
    live.save_button.click()
    assert swings(data)["CR2"] == 60 and "Someone else changed" in words(live.message)
    live.reset_button.click()
    assert live.sliders["CR2"].value == 60


def test_a_group_without_weights_is_not_read_as_0(data):
    data.remove("criterion_weights", [("councillor", criterion) for criterion in swings(data, "councillor")])
    live = LiveWeights(data, draws=50, seed=1)
    live.group.value = "councillor"
    assert "There are no councillors' weights yet." in words(live.said) and "Councillors" not in live.ranking.value
    live.sliders["CR1"].value = 100
    live.save_button.click()
    assert swings(data, "councillor") == {"CR1": 100}


def test_our_own_fault_is_said_in_words_without_a_traceback(live, monkeypatch, caplog):
    typed = "what a citizen said"

    def break_down(*arguments):
        raise ValueError(typed)

    monkeypatch.setattr("coprod_helpers.focus_it.controls.rank_options", break_down)
    live.sliders["CR2"].value = 100
    reference = re.search(r"Reference (\w+)", words(live.message))[1]
    assert reference in caplog.text and "ValueError" in caplog.text and typed not in caplog.text
    assert "Traceback" not in words(live.message)


def test_titles_are_shown_as_typed(data):
    nasty = '<img src=x onerror="alert(1)">'
    data.save({"criteria": pd.DataFrame([{"criterion_id": "CR2", "best_anchor": nasty}]),
               "options": pd.DataFrame([{"option_id": "OP02", "title": nasty}])})
    live = LiveWeights(data, draws=50, seed=1)
    shown = [*(part.value for part in live.slots.children if hasattr(part, "placeholder")), live.said.value,
             live.ranking.value, live.matrix.value]
    assert not any("<img" in text for text in shown) and any("&lt;img" in text for text in shown)


def test_nothing_is_shown_in_a_run_or_where_nobody_watches(data):
    assert weight_sliders(data, interactive=False) is None and ask_why_not(data, interactive=False) is None


def test_a_council_without_options_is_told_what_comes_first(home):
    data = open_workspace("Trafford")
    assert isinstance(weight_sliders(data), Finding) and isinstance(ask_why_not(data), Finding)


def test_another_option_can_be_asked_about(data):
    box = ask_why_not(data)
    chosen, answer = box.children
    chosen.value = "OP13"
    assert "the middle rating of its outcome gain is below 0" in words(answer)


def test_settings_that_cannot_be_used_are_named_together(data):
    check_parameters(data, 1000, 2015, "", "citizen")
    with pytest.raises(InputError) as refused:
        check_parameters(data, 0, -1, "OP99", "everybody")
    assert len(refused.value.mistakes) == 4 and "OP99" in str(refused.value)


def test_calls_that_come_close_together_are_one():
    async def press():
        called, later = [], Later(0.01)
        for number in range(5):
            later.call(lambda number=number: called.append(number))
        await asyncio.sleep(0.1)
        return called

    assert asyncio.run(press()) == [4]


def test_what_waits_can_be_forgotten():
    async def press():
        called, later = [], Later(0.01)
        later.call(lambda: called.append(1))
        later.forget()
        await asyncio.sleep(0.05)
        return called

    assert asyncio.run(press()) == []


def test_a_group_asked_in_pairs_begins_with_what_its_pairs_come_to_and_saves_swings(live, data):
    live.group.value = "councillor"
    shown = {criterion: slider.value for criterion, slider in live.sliders.items()}
    assert shown["CR1"] == 100 and all(0 < value < 100 for criterion, value in shown.items() if criterion != "CR1")
    assert "Every option has the place" in words(live.said)
    live.agreed_by.value = "Scrutiny"
    live.save_button.click()
    own = data.read("criterion_weights").query("rater_group == 'councillor'")
    assert own["asked_as"].eq("swing").all() and own["swing"].max() == 100


def test_steps_between_these_options_are_said_saved_and_noted(live, data):
    ends = [words(part) for part in live.slots.children[1::2]]
    assert 'Of these options "End paid hours at Millbarrow library" stands lowest, at −2' in ends[0] and len(ends) == 6
    live.whole_scale.value = False
    assert "not saved" in live.ranking.value
    live.agreed_by.value = "Third evening"
    live.save_button.click()
    own = data.read("criterion_weights").query("rater_group == 'citizen'").set_index("criterion_id")
    assert own.loc["CR1", ["step_from", "step_to"]].tolist() == [-2, 3] and own["step_to"].notna().all()
    options = data.read("options")
    assert own.loc["CR1", "options_then"] == "; ".join(options.loc[options["kind"].ne("do-nothing"), "option_id"])
    assert live.whole_scale.value is False


def test_doing_nothing_is_added_once_where_it_is_missing(data):
    assert add_do_nothing(data) is None
    data.remove("question_answers", data.read("question_answers")["answer_id"].tolist())
    for name in ("second_ratings", "ratings"):
        own = data.read(name).query("option_id == 'OP01'")
        data.remove(name, list(own[["option_id", "criterion_id", "rater_id"]].itertuples(index=False, name=None)))
    data.remove("options", ["OP01"])
    said = add_do_nothing(data)
    assert isinstance(said, Finding) and "was added to the options" in said.text
    assert data.read("options")["kind"].eq("do-nothing").sum() == 1 and add_do_nothing(data) is None
    assert add_do_nothing(data, interactive=False) is None


def test_the_note_is_written_where_there_is_a_ranking_and_told_where_there_is_none(data):
    maker = show_note_maker(data)
    maker.children[0].click()
    assert "There is no ranking yet" in words(maker.children[1])
    assert show_note_maker(data, interactive=False) is None
