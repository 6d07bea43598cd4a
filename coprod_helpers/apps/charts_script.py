"""The one script that draws charts in pages, made once by a process of its own and kept."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from coprod_helpers.workspace.home import folder, write_whole

# A process of its own: the library that holds the script starts threads and takes about 90 MB.
MAKE = "import sys, vl_convert; sys.stdout.buffer.write(vl_convert.javascript_bundle().encode())"
SECONDS = 120


def charts_script() -> Path:
    """Return the file of the script, made if this version's is not there yet."""
    file = folder("cache") / f"charts-{version('vl-convert-python')}.js"
    if not file.exists():
        made = subprocess.run([sys.executable, "-c", MAKE], capture_output=True, timeout=SECONDS, check=True)
        write_whole(file, made.stdout.decode("utf-8"))
    return file
