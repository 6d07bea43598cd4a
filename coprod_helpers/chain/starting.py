"""How the chain's kernels start: from one parent that has loaded what every notebook of the series needs."""

from __future__ import annotations

from coprod_helpers.chain.fingerprint import project_marks
from coprod_helpers.chain.steps import REGISTER
from coprod_helpers.kernels import KernelParent
from coprod_helpers.workspace.home import folder

# What starts threads when it is loaded, or is large and not needed in a kernel.
NEVER = ("pyarrow", "vl_convert", "dask", "distributed", "papermill")
# Loaded by IPython and ipykernel at the first cell, whatever it holds.
MODULES = ("coprod_helpers.chain", "coprod_helpers.look.section", "coprod_helpers.workspace", "ipywidgets", "altair", "pandas")


def kernel_parent() -> KernelParent:
    """Return a parent of kernels for the notebooks of the series, not started yet; whoever calls it owns it."""
    doors = tuple(f"coprod_helpers.{name}" for name in REGISTER)
    return KernelParent(
        project_marks()["package"], (*MODULES, *doors), NEVER, f"{__name__}:warm", folder("kernels") / "learned.json"
    )


def warm() -> None:
    """Have ready in the parent what every kernel would otherwise read and build for itself; nothing of a council."""
    from importlib import import_module

    from coprod_helpers import library
    from coprod_helpers.workspace import find_council

    library.read_all()
    find_council("example")
    for name in REGISTER:
        door = import_module(f"coprod_helpers.{name}")
        for entry in door.__all__:
            getattr(door, entry)
