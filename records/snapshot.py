"""A snapshot of the database: what is read in it sees nothing that others write meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def one_moment(connection) -> Iterator[None]:
    """Let every query until the block ends see the database as it was at the first. Nobody waits for it."""
    if connection.in_atomic_block:
        raise RuntimeError("A moment begins outside any transaction.")
    if connection.vendor == "postgresql":
        with transaction.atomic(using=connection.alias):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    # Django's own transactions take SQLite's turn to write when they begin; this one only reads.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
