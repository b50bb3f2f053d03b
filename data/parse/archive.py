"""Opening a zip safely: sizes, counts, ratio, links and paths are checked before a byte is written.

Members are written under names of our own, so no path of the archive ever reaches the disk.
"""

import shutil
import stat
import zipfile
from pathlib import Path

from data.parse.sniff import NAMES, claimed
from geo.errors import Unreadable

MOST_MEMBERS = 200
MOST_BYTES = 4 * 2**30
#: deflate reaches about 1,030:1 on constant bytes; shapefiles and sheets stay under 100:1
MOST_RATIO = 200
#: below this nothing is worth calling a bomb
SMALL = 2**20
#: what stands beside a .shp
SHAPE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def checked(path: Path) -> list[zipfile.ZipInfo]:
    """The members of an archive, all harmless.

    Raises:
        Unreadable: ``archive_broken``, ``archive_bomb``, ``archive_path`` or ``archive_link``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Unreadable("archive_broken", format=claimed(path) or NAMES["zip"]) from None
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
        raise Unreadable("archive_bomb")
    for member in members:
        _check(member)
    return [member for member in members if not member.is_dir()]


def _check(member: zipfile.ZipInfo) -> None:
    if member.file_size > SMALL and member.file_size > MOST_RATIO * max(member.compress_size, 1):
        raise Unreadable("archive_bomb")
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        raise Unreadable("archive_path", member=member.filename)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Unreadable("archive_link", member=member.filename)
    if member.flag_bits & 1:
        raise Unreadable("archive_locked")


def shown_name(member: zipfile.ZipInfo) -> str:
    """A member's name as its author wrote it: zip without the UTF-8 flag says cp437 but means GBK here."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


def unpack(path: Path, members: list[zipfile.ZipInfo], folder: Path, stem: str) -> list[Path]:
    """Write members as ``stem`` plus their own suffix in lower case.

    Raises:
        Unreadable: ``archive_broken``, also when a member holds more than it declares.
    """
    written = []
    with zipfile.ZipFile(path) as archive:
        for member in members:
            target = folder / f"{stem}{Path(member.filename).suffix.lower()}"
            try:
                with archive.open(member) as source, target.open("wb") as sink:
                    shutil.copyfileobj(source, sink)  # ends at the size the member declares
            except (zipfile.BadZipFile, EOFError, OSError):
                raise Unreadable("archive_broken", format=NAMES["zip"]) from None
            written.append(target)
    return written


def shapefiles(members: list[zipfile.ZipInfo]) -> dict[str, list[zipfile.ZipInfo]]:
    """Layer name → the members of that shapefile, for every .shp in the archive."""
    layers = {}
    for member in members:
        name = shown_name(member)
        if name.lower().endswith(".shp") and not Path(name).name.startswith("."):
            stem = member.filename[:-4]
            layers[Path(name).stem] = [
                other for other in members
                if other.filename[: len(stem)] == stem and other.filename[len(stem) :].lower() in SHAPE_PARTS
            ]  # fmt: skip
    return layers
