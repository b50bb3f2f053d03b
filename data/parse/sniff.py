"""What a file is, by its content and never by its name: a VRT called grid.geojson is no GeoJSON."""

from pathlib import Path

from geo.errors import Unreadable

_HEAD = 65536
#: format → its name among people
NAMES = {
    "gpkg": "GeoPackage", "geojson": "GeoJSON", "zip": "ZIP", "shp": "Shapefile", "parquet": "Parquet",
    "fgb": "FlatGeobuf", "kml": "KML", "csv": "CSV", "xlsx": "Excel (xlsx)", "osm": "OpenStreetMap (osm.pbf)",
}  # fmt: skip
#: magic bytes → format
_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"SQLite format 3\x00", "gpkg"),
    (b"PAR1", "parquet"),
    (b"fgb\x03", "fgb"),
    (b"\x00\x00\x27\x0a", "shp"),
)
#: how the first block of an OpenStreetMap extract begins, after its length
_OSM = b"\n\tOSMHeader"
#: magic bytes → why not
_REFUSED = (
    (b"\xd0\xcf\x11\xe0", "excel_old"),
    (b"\x1f\x8b", "file_compressed"),
    (b"Rar!", "file_compressed"),
    (b"7z\xbc\xaf", "file_compressed"),
    (b"BZh", "file_compressed"),
)
#: a page that says “not found”, saved under the name of a map, is no table
_NO_TEXT = set(NAMES.values()) - {NAMES["csv"], NAMES["xlsx"]}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def sniff(path: Path) -> str:
    """One of ``zip gpkg parquet fgb shp osm kml geojson csv``.

    Raises:
        Unreadable: ``file_empty``, ``excel_old``, ``file_compressed``; ``format_false`` where the name promises
            what the content is not, ``format_unknown`` where it promises nothing.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    format_, promised = _by_content(head), claimed(path)
    if format_ and not (format_ == "csv" and promised in _NO_TEXT):
        return format_
    if promised:
        raise Unreadable("format_false", format=promised)
    raise Unreadable("format_unknown")


def claimed(path: Path) -> str:
    """The format that a file's name promises; empty where it promises none.

    >>> claimed(Path("grids.GPKG")), claimed(Path("notes.txt"))
    ('GeoPackage', '')
    """
    ending = path.suffix.lower().removeprefix(".")
    return NAMES.get("osm" if ending == "pbf" else ending, "")


def _by_content(head: bytes) -> str:
    """The format, empty for none."""
    if not head.strip(b"\x00\xef\xbb\xbf \t\r\n"):
        raise Unreadable("file_empty")
    for magic, why in _REFUSED:
        if head.startswith(magic):
            raise Unreadable(why)
    if head[4:15] == _OSM:
        return "osm"
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return _geopackage(head) if name == "gpkg" else name
    return _text(head)


def _geopackage(head: bytes) -> str:
    return "gpkg" if head[68:70] == b"GP" else ""


def _text(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        return "kml" if b"<kml" in text else ""
    if text.startswith((b"{", b"[")):
        return "geojson" if b'"Feature' in text and b'"Topology"' not in text else ""
    return "" if b"\x00" in head and not head.startswith(_UTF16) else "csv"
