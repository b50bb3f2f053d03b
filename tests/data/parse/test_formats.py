"""One road for every format, through the child."""

import zipfile

import pytest
from strangers import town_file
from town import town

from data.intake.reader import opened


@pytest.mark.parametrize("suffix", [".kml", ".xlsx", ".zip"])
def test_further_formats(tmp_path, suffix):
    path = tmp_path / f"town{suffix}"
    if suffix == ".xlsx":
        town().drop(columns="geometry").to_excel(path, index=False)
    elif suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(town_file(tmp_path / "town.gpkg"), "Ordner/town.gpkg")
    else:
        town_file(path)
    with opened(path, tmp_path) as source:
        assert source.table.num_rows == 9
        assert source.has_shapes == (suffix != ".xlsx")
        assert source.format == {".kml": "kml", ".xlsx": "xlsx", ".zip": "gpkg"}[suffix]
