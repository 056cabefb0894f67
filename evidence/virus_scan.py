"""Asking the installation's virus scanner about a file, and letting it out of quarantine."""

import logging
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from evidence.models import Item

log = logging.getLogger(__name__)
# What the command's exit status means, as ClamAV's commands have it; any other is a failure of the scanner.
MEANS = {0: Item.Scan.PASSED, 1: Item.Scan.REFUSED}
CHUNK = 1024 * 1024


def scan(item: Item, *, seconds: float | None = None) -> str:
    """Ask the scanner about one waiting file, for so many seconds at most, and return where the file stands then.

    Where the scanner fails or takes too long, the file stays in quarantine.
    """
    if settings.EVIDENCE_SCAN_COMMAND and item.scan == Item.Scan.WAITING:
        status = _ask(item, seconds)
        verdict = MEANS.get(status) if status is not None else None
        if verdict:
            item.settle_scan(verdict)
        if verdict == Item.Scan.REFUSED:
            log.warning("The virus check refused evidence %s; its file is deleted.", item.pk)
    return item.scan


def scan_waiting(*, seconds: float | None = None) -> dict[str, int]:
    """Ask the scanner about every file that waits; return how many stand where afterwards."""
    stands = dict.fromkeys(map(str, Item.Scan), 0)
    for item in Item.objects.filter(scan=Item.Scan.WAITING).order_by("pk").iterator():
        stands[scan(item, seconds=seconds)] += 1
    return stands


def _ask(item: Item, seconds: float | None) -> int | None:
    """Return the command's exit status; None where it didn't come to one."""
    try:
        with _on_disk(item) as path:
            # The command is this installation's own setting; the path holds nothing of the sender's.
            done = subprocess.run(  # noqa: S603
                [*settings.EVIDENCE_SCAN_COMMAND, path], capture_output=True, timeout=seconds, check=False
            )
    except (OSError, subprocess.TimeoutExpired) as failure:
        log.error("The virus check of evidence %s failed: %s", item.pk, failure)
        return None
    if done.returncode not in MEANS:
        log.error("The virus check of evidence %s failed with status %s.", item.pk, done.returncode)
    return done.returncode


@contextmanager
def _on_disk(item: Item) -> Iterator[str]:
    """Give the path of the file; of one kept elsewhere, that of a copy that is gone afterwards."""
    try:
        yield item.file.path
        return
    except NotImplementedError:
        pass
    with tempfile.NamedTemporaryFile() as copy, item.file.open("rb") as file:
        for chunk in file.chunks(CHUNK):
            copy.write(chunk)
        copy.flush()
        yield copy.name
