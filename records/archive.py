"""Parts of an archive, written and hashed piece by piece: none is ever held in memory as a whole."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO

PIECE = 1024 * 1024


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """Return the content of an open file, piece by piece."""
    return iter(lambda: file.read(PIECE), b"")


def digest(pieces: Iterable[bytes]) -> tuple[str, int]:
    """Return the SHA-256 of the pieces one after another, in hexadecimal, and how many there were."""
    sha256, number = hashlib.sha256(), 0
    for piece in pieces:
        sha256.update(piece)
        number += 1
    return sha256.hexdigest(), number


def write_part(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> tuple[str, int]:
    """Write a part of an archive and return what `digest` says of it."""

    def written() -> Iterator[bytes]:
        with archive.open(name, "w", force_zip64=True) as part:
            for piece in pieces:
                part.write(piece)
                yield piece

    return digest(written())
