"""The house itself: who may import whom, thin notebooks, columns with unit and help, tests beside modules."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from coprod_helpers.chain.steps import REGISTER
from coprod_helpers.star import STEPS
from coprod_helpers.tables import LIBRARY, TABLES
from coprod_helpers.tables.declare import KINDS, PRIVACY, TYPES

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "coprod_helpers"
MODULES = sorted(PACKAGE.rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
STEP_NAMES = {step.name for step in STEPS}

# What stands higher may import what stands lower; rooms on one floor may not import each other, but for those named below.
FLOORS = (
    {"errors", "star", "kernels"},
    {"tables"},
    {"methods"},
    {"workspace", "library"},
    {"look"},
    STEP_NAMES,
    {"exchange", "report", "invented", "reorganisation"},
    {"chain"},
    {"apps"},
    {"cli"},
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
SAME_FLOOR_ALLOWED = {("star", "errors"), ("workspace", "library")}
# Heavy packages that only the one room may know.
ONLY_IN = {
    "sqlalchemy": {"workspace"},
    "altair": {"look", *STEP_NAMES, "report"},
    "papermill": {"chain"},
    "typer": {"cli"},
    "docx": {"look", *STEP_NAMES},
    "anywidget": {"look"},
    "openpyxl": {"exchange"},
    "xlsxwriter": {"exchange"},
    "frictionless": {"tables"},
}


def room_of(path: Path) -> str:
    """Return the room of the house that a file stands in."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path):
    """Yield (line, module) of every import of a file, also within functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names]
                if node.module == "coprod_helpers"
                else [node.module or ""]
            )
            yield from ((node.lineno, name) for name in names)


def test_imports_run_one_way():
    wrong = []
    for path in MODULES:
        room = room_of(path)
        for line, name in imported(path):
            parts = name.split(".")
            if parts[0] != "coprod_helpers" or len(parts) < 2 or room == "__init__":
                continue
            other = parts[1]
            if other not in FLOOR_OF or other == room:
                continue
            if FLOOR_OF[other] > FLOOR_OF[room] or (
                FLOOR_OF[other] == FLOOR_OF[room] and (room, other) not in SAME_FLOOR_ALLOWED
            ):
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_every_room_has_a_floor():
    assert {room_of(path) for path in MODULES} - {"__init__"} <= set(FLOOR_OF)


def test_heavy_packages_stay_in_their_rooms():
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in MODULES
        for line, name in imported(path)
        if name.split(".")[0] in ONLY_IN and room_of(path) not in ONLY_IN[name.split(".")[0]]
    ]
    assert not wrong, "\n".join(wrong)


def test_instruments_know_no_widget_clock_file_or_store():
    """A step's own modules but its charts, forms, controls and documents are arithmetic alone."""
    beside = {"charts", "forms", "controls", "documents", "__init__"}
    wrong = []
    for path in MODULES:
        if room_of(path) in STEP_NAMES | {"methods"} and path.stem not in beside and not path.stem.endswith("_charts"):
            source = path.read_text(encoding="utf-8")
            for word in (
                ".today()",
                ".now(",
                "open(",
                "os.environ",
                "default_rng()",
                "np.random.seed",
                "import random",
            ):
                wrong += [f"{path.relative_to(ROOT)}: {word}"] if word in source else []
            wrong += [
                f"{path.relative_to(ROOT)}:{line} imports {name}"
                for line, name in imported(path)
                if name.split(".")[0] in ("ipywidgets", "altair", "anywidget", "IPython")
                or name.startswith("coprod_helpers.workspace")
            ]
    assert not wrong, "\n".join(wrong)


def test_no_room_is_a_lumber_room():
    assert not [path for path in MODULES if path.stem in ("utils", "helpers", "common", "misc", "util")]


def test_nothing_reads_or_writes_pickles_or_runs_text():
    banned = {"pickle", "joblib", "shelve", "marshal", "dill"}
    wrong = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in MODULES
        for line, name in imported(path)
        if name.split(".")[0] in banned
    ]
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("eval", "exec"):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.func.id}")
    assert not wrong, "\n".join(wrong)


def test_every_module_has_its_tests():
    missing = []
    for path in MODULES:
        relative = path.relative_to(PACKAGE)
        if (
            path.stem in ("__init__", "cli")
            or relative.parts[0] == "tables"
            and path.stem in (*STEP_NAMES, "council", "reference")
        ):
            continue
        tests = ROOT / "tests" / relative.parent
        if not list(tests.glob(f"test_{path.stem}*.py")):
            missing.append(str(relative))
    assert not missing, f"no tests beside: {', '.join(missing)}"


def test_public_functions_say_what_they_do():
    missing = []
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if tree.body and not ast.get_docstring(tree):
            missing.append(f"{path.relative_to(ROOT)}")
        for node in tree.body:
            if (
                isinstance(node, (ast.FunctionDef, ast.ClassDef))
                and not node.name.startswith("_")
                and not ast.get_docstring(node)
            ):
                missing.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_label_unit_and_help(name):
    table = TABLES[name]
    assert table.kind in KINDS and table.help.endswith((".", "?")) and table.label
    for column in table.columns:
        assert column.type in TYPES and column.privacy in PRIVACY, column.name
        assert column.label and column.shown_unit, column.name
        assert column.help.endswith((".", "?")), column.name
        if column.refers:
            assert column.refers_column in TABLES[column.refers_table].names, column.name
    assert set(table.key) <= set(table.names)
    assert [column.name for column in table.columns if column.name.endswith("_gbp") and column.type != "money"] == []
    assert [column.name for column in table.columns if column.name.endswith("_share") and column.type != "share"] == []


def test_register_of_steps_names_declared_tables_and_each_result_once():
    written = [name for entry in REGISTER.values() for name in entry.writes]
    assert len(written) == len(set(written)) == len([table for table in TABLES.values() if table.kind == "computed"])
    for entry in REGISTER.values():
        assert set(entry.reads) | set(entry.writes) <= set(TABLES), entry.name
        assert {name for name, _ in entry.needs} <= set(entry.reads), entry.name


def test_no_step_reads_what_a_later_step_computes():
    computed: set[str] = set()
    for entry in REGISTER.values():
        reads = {name for name in entry.reads if TABLES[name].kind == "computed"}
        assert reads <= computed, entry.name
        computed |= set(entry.writes)


def test_personal_tables_are_read_by_no_step():
    assert not [name for entry in REGISTER.values() for name in entry.reads if TABLES[name].kind == "personal"]
    assert all(
        name in LIBRARY or TABLES[name].kind in ("entered", "computed")
        for entry in REGISTER.values()
        for name in entry.reads
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_thin_and_without_outputs(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    tags = [tag for cell in notebook["cells"] for tag in cell["metadata"].get("tags", [])]
    assert tags.count("parameters") == 1 and tags.count("setup") == 1
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        assert not cell["outputs"] and cell["execution_count"] is None, f"cell {number} has outputs"
        assert len([line for line in source.splitlines() if line.strip()]) <= 12, f"cell {number} is long"
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While)), (
                f"cell {number}"
            )


@pytest.mark.parametrize("entry", REGISTER.values(), ids=lambda entry: entry.name)
def test_each_step_has_its_notebook_with_the_leaflets_question(entry):
    text = (ROOT / "notebooks" / f"{entry.star.notebook}.ipynb").read_text(encoding="utf-8")
    cells = json.loads(text)["cells"]
    prose = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert f"# {entry.star.number}. {entry.star.title}" in prose and "## How to read this" in prose
    assert "An independent implementation" in prose and "In the room" in prose and "| reads | writes |" in prose
    assert {"result", "save"} <= {tag for cell in cells for tag in cell["metadata"].get("tags", [])}


TRACKED_TEXT = [
    path
    for path in ROOT.rglob("*")
    if path.suffix in (".py", ".md", ".ipynb", ".js", ".css", ".html", ".yml", ".toml", ".csv", ".json", ".lock")
    and not {".venv", ".git", "runs", "workspaces", "node_modules", ".hypothesis"} & set(path.relative_to(ROOT).parts)
]


def test_no_path_of_a_machine_and_no_package_index_stands_in_the_files():
    pattern = re.compile(r"(?:^|[\s\"'(=])/(?:root|home/[a-z]+|work)/|index[-]url|files\.pythonhosted|registry\.npmjs")
    wrong = [
        f"{path.relative_to(ROOT)}: {match[0].strip()}"
        for path in TRACKED_TEXT
        if path != Path(__file__)
        for match in pattern.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not wrong, "\n".join(wrong[:20])


def test_every_pin_of_the_lock_has_a_hash():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([a-zA-Z0-9._-]+)==", lock, re.MULTILINE)
    blocks = re.split(r"(?m)^(?=[a-zA-Z0-9._-]+==)", lock)[1:]
    assert len(pins) > 100 and all("--hash=sha256:" in block for block in blocks)


def test_every_dependency_is_in_the_lock_within_its_bounds():
    import tomllib

    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = dict(
        re.findall(
            r"^([a-zA-Z0-9._-]+)==([^\s;]+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    for text in project["dependencies"] + project["optional-dependencies"]["test"]:
        requirement = Requirement(text)
        assert requirement.name in locked and requirement.specifier.contains(locked[requirement.name]), text


def test_conda_file_fits_the_package():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert re.search(r"- python=3\.1[1-9]", text) and "- pip" in text and "conda-forge" in text
