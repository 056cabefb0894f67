"""A file of evidence that the disk has no room for: the person is told, and nothing of it stays."""

import os

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bench.faults.places import small_disk
from config.fault_views import DISK_FULL
from evidence.models import Item

SAID = {"title": "Custody audit", "shows": "That cells are checked.", "strength": "3", "marking": "official"}
ROOM = 64 * 1024


@pytest.fixture
def disk(monkeypatch):
    """Keep evidence on a disk that has room for a small file and no other."""
    with small_disk(1) as small:
        if small is None:
            pytest.skip("Only an administrator of the machine may mount a disk.")
        storage = FileSystemStorage(location=small.folder / "evidence", file_permissions_mode=0o600)
        monkeypatch.setattr(Item._meta.get_field("file"), "storage", storage)
        small.fill()
        os.truncate(small.ballast, small.ballast.stat().st_size - ROOM)
        yield small


@pytest.fixture
def send(client, force, assessor):
    """Return a function that adds a file of so many bytes to the force's shelf and returns the answer."""
    client.force_login(assessor)
    client.raise_request_exception = False

    def add(size):
        file = SimpleUploadedFile("audit.txt", b"Checked. " * (size // 9))
        return client.post(reverse("evidence:add", args=[force.code, "file"]), {**SAID, "upload": file})

    return add


def files(disk):
    return [path for path in (disk.folder / "evidence").rglob("*") if path.is_file()]


def test_a_file_without_room_is_not_half_kept(send, disk):
    page = send(4 * ROOM)
    assert (page.status_code, page["Retry-After"]) == (507, "5")
    body = page.content.decode()
    assert DISK_FULL.words in body
    assert SAID["shows"] in body
    assert (Item.objects.count(), files(disk)) == (0, [])
    assert send(ROOM // 4).status_code == 302
    assert [path.stat().st_size for path in files(disk)] == [Item.objects.get().size]
