"""The mark of files."""

from __future__ import annotations

from coprod_helpers.kernels.files import mark_of_package


def test_edit_and_a_new_name_change_the_mark_and_what_python_makes_does_not(tmp_path):
    (tmp_path / "a.py").write_text("x = 1")
    first = mark_of_package(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.cpython-311.pyc").write_bytes(b"1")
    assert mark_of_package(tmp_path) == first
    (tmp_path / "a.py").write_text("x = 2")
    edited = mark_of_package(tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert len({first, edited, mark_of_package(tmp_path)}) == 3
