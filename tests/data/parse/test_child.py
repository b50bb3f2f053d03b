"""The child knows only the drivers it may."""

import json
import os
import subprocess
import sys
from pathlib import Path

from data.parse import child

ROOT = Path(__file__).resolve().parents[3]


def test_gdal_has_no_other_driver():
    program = "import json, pyogrio; print(json.dumps(sorted(pyogrio.list_drivers())))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT,
        env=os.environ | {"GDAL_SKIP": child.SKIPPED},
    )  # fmt: skip
    assert set(json.loads(done.stdout.splitlines()[-1])) <= set(child.ALLOWED)


def test_a_driver_too_many_is_refused(tmp_path):
    """Without the list, as in this process, the reader says no."""
    job = {"path": str(tmp_path / "a.geojson"), "folder": str(tmp_path), "layer": "", "encoding": ""}
    Path(job["path"]).write_text('{"type": "FeatureCollection", "features": []}')
    assert child._answer(job)["error"] == "reader_unsafe"
