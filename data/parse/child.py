"""The child process: reads one file within limits and hands over a table and an answer.

Run as ``python -m data.parse.child JOB`` with a JSON job ``{path, folder, layer, encoding, memory,
seconds}``. Writes ``folder/table.arrow`` and ``folder/answer.json``; the answer is ``{format, layer,
layers, crs, encoding, rows}`` or ``{error, facts}``. GDAL knows only the drivers of ``ALLOWED``.
"""

import contextlib
import errno
import json
import os
import resource
import sys
import threading
from pathlib import Path

ALLOWED = ("ESRI Shapefile", "GeoJSON", "GPKG", "FlatGeobuf", "KML", "LIBKML", "OSM")
#: every other driver a GDAL build may carry that opens vectors; whatever is left over is refused at start
SKIPPED = (
    "ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,Arrow,BAG,CAD,CSV,CSW,Carto,DGN,DXF,EDIGEO,EEDA,ESRIJSON,"
    "Elasticsearch,GDALG,GML,GMLAS,GPSBabel,GPX,GTFS,GeoRSS,HANA,HTTP,Idrisi,Interlis 1,Interlis 2,JML,JSONFG,"
    "LVBAG,MBTiles,MEM,MSSQLSpatial,MVT,MapInfo File,MapML,MiraMonVector,MongoDBv3,MySQL,NAS,NGW,OAPIF,OCI,ODBC,"
    "ODS,OGCAPI,OGR_GMT,OGR_PDS,OGR_VRT,OpenFileGDB,PCIDSK,PDF,PDS4,PGDUMP,PGeo,PLSCENES,PMTiles,Parquet,"
    "PostgreSQL,S57,SOSI,SQLite,SVG,SXF,Selafin,TIGER,TopoJSON,VDV,VFK,VICAR,VRT,WFS,WAsP,XLS,XLSX,XODR,"
    "GeoJSONSeq,netCDF,HDF5,JP2OpenJPEG,JPEG2000,DXF,SDTS,UK .NTF,Geoconcept,MSSQL"
)
_FILE_BYTES = 8 * 2**30


def main(job_file: str) -> None:
    """Do the job; every outcome is an answer, only a broken limit ends the process otherwise."""
    job = json.loads(Path(job_file).read_text(encoding="utf-8"))
    _limit(job["memory"], job["seconds"])
    threading.Thread(target=_die_with_parent, daemon=True).start()
    os.environ.update(GDAL_SKIP=SKIPPED, CPL_DEBUG="OFF", GDAL_DISABLE_READDIR_ON_OPEN="NO")
    answer = _answer(job)
    Path(job["folder"], "answer.json").write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
    os._exit(0)


def _answer(job: dict) -> dict:
    from data.parse.formats import parse
    from geo.errors import InputError

    try:
        return parse(Path(job["path"]), Path(job["folder"]), job["layer"], job["encoding"])
    except InputError as error:
        return {"error": error.code, "facts": {key: str(value) for key, value in error.facts.items()}}
    except MemoryError:
        return {"error": "file_too_big", "facts": {}}
    except OSError as error:  # a file that cannot be mapped for want of room says so here
        if error.errno == errno.ENOMEM:
            return {"error": "file_too_big", "facts": {}}
        return _broken(error, job["path"])
    except Exception as error:  # a library met something its authors never thought of
        return _broken(error, job["path"])


def _broken(error: Exception, path: str) -> dict:
    from data.parse.sniff import claimed

    detail = f"{type(error).__name__}: {error}"[:200]
    return {"error": "table_broken", "facts": {"detail": detail, "format": claimed(Path(path)) or "–"}}


def _limit(memory: int, seconds: int) -> None:
    """What the process may use. Systems that know no limit on memory (macOS) keep the others."""
    limits = {
        resource.RLIMIT_AS: (memory, memory),
        resource.RLIMIT_CPU: (seconds, seconds + 5),
        resource.RLIMIT_FSIZE: (_FILE_BYTES, _FILE_BYTES),
        resource.RLIMIT_CORE: (0, 0),
    }
    for limit, most in limits.items():
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, most)


def _die_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1])
