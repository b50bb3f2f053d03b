"""Writes down every attempt of a Python process to reach another machine; Python runs it at the start.

``GUARD_LOG`` names the file. A connection or a name look-up beyond this machine is written as a line.
"""

import ipaddress
import os
import sys


def _is_here(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _watch(event: str, arguments: tuple) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a path is a socket of this machine
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if not _is_here(host):
        with open(os.environ["GUARD_LOG"], "a") as log:
            log.write(f"{event} {host!r}\n")


if os.environ.get("GUARD_LOG"):
    sys.addaudithook(_watch)
