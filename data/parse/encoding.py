"""What encoding a text is in: by its mark, by what decodes, and Big5 by how its bytes lie."""

import codecs
import mmap
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa

from geo.errors import Unreadable

CHUNK = 2**22
#: so much of a text tells its mark, and Big5
_HEAD = 2**16
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
#: fewer characters tell nothing
_LEAST_PAIRS = 8


def find_encoding(path: Path, asked: str = "") -> str:
    """The encoding of a text file: UTF-8 by its mark, else asked, else UTF-16 by its mark, else UTF-8, Big5, GB18030.

    The mark goes before what was asked: so a file of ours is read with the options of the file it came from.

    Raises:
        Unreadable: ``encoding_unknown``.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(codecs.BOM_UTF8):
        trials = ("utf-8-sig",)
    elif asked:
        trials = (asked,)
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        trials = ("utf-16",)
    else:
        trials = ("utf-8-sig", *(("big5",) if looks_like_big5(head) else ()), "gb18030")
    for encoding in trials:
        if _decodes(path, encoding):
            return encoding
    raise Unreadable("encoding_unknown", tried=", ".join(trials))


def looks_like_big5(text: bytes) -> bool:
    """Whether Chinese characters of two bytes lie as in Big5 and not as in GB18030, which decodes most of it too.

    Big5 keeps what is in daily use at lead bytes A4 to C6, with a trail byte of ASCII in a third; GB18030 spreads it
    up to F7, simplified characters without such trails and traditional ones with lead bytes below A1. Guessers by
    the frequency of words take short texts for Korean.

    >>> words = "臺南市東區裕農里登革熱孳生源清除"
    >>> looks_like_big5(words.encode("big5")), looks_like_big5(words.encode("gb18030"))
    (True, False)
    """
    pairs = np.frombuffer(b"".join(_PAIR.findall(text[:_HEAD])), np.uint8).reshape(-1, 2)
    if len(pairs) < _LEAST_PAIRS:
        return False
    lead, trail = pairs.T
    return bool((lead >= 0xA1).mean() > 0.98 and (lead > 0xC6).mean() < 0.05 and (trail < 0x80).mean() > 0.1)


def _decodes(path: Path, encoding: str) -> bool:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        return False
    if encoding == "utf-8-sig":
        return _is_utf8(path)
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _is_utf8(path: Path) -> bool:
    """Arrow tells it several times faster than Python does."""
    with mapped(path) as whole:
        ends = pa.py_buffer(np.array([0, len(whole)]))
        text = pa.Array.from_buffers(pa.large_binary(), 1, [None, ends, pa.py_buffer(whole)])
        try:
            text.cast(pa.large_string())
        except pa.ArrowInvalid:
            return False
        finally:
            del text  # it holds the map open
    return True


@contextmanager
def mapped(path: Path) -> Iterator[mmap.mmap | bytes]:
    """A file as bytes that are read where they are looked at."""
    if not path.stat().st_size:  # nothing cannot be mapped
        yield b""
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        yield whole
