"""Two at once: somebody publishes an edition while somebody else still writes below it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from frameworks.models import Edition, Publication
from tests.factories import NOON, StatementFactory, small_edition


def in_a_thread(act):
    """Return what the act raised on a connection of its own, None where it was done."""

    def tried():
        try:
            act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(tried).result()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_whoever_publishes_waits_for_whoever_is_still_writing(committed):
    edition = small_edition(status=Edition.Status.PUBLISHED)
    criterion, level = edition.criteria.order_by("position").first(), edition.levels.order_by("rank").first()

    def publish():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '300ms'")
            Publication.objects.create(edition=edition, at=NOON, digest="0" * 64)

    with transaction.atomic():
        StatementFactory(criterion=criterion, level=level, position=99)
        error = in_a_thread(publish)
    assert isinstance(error, OperationalError)
    assert "lock timeout" in str(error)
