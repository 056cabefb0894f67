"""Threads of one process that write to SQLite take their turns, and nobody keeps a turn for ever."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from config.sqlite import base

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL queues its writers itself")


@pytest.fixture(autouse=True)
def no_rows_added(django_db_setup, django_db_blocker):
    """Let a test begin and end transactions of its own."""
    with django_db_blocker.unblock():
        yield
        connection.close()


def test_the_second_writer_waits_for_the_first():
    wrote = Event()

    def write():
        with transaction.atomic():
            wrote.set()
        connection.close()

    second = Thread(target=write)
    with transaction.atomic():
        second.start()
        assert not wrote.wait(0.2)
    assert wrote.wait(10)
    second.join()
    assert not base._turn.locked()


def test_a_failed_transaction_gives_its_turn_back():
    def fail():
        assert base._turn.locked()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        transaction.atomic(fail)()
    assert not base._turn.locked()


def test_a_connection_closed_half_way_gives_its_turn_back():
    with transaction.atomic():
        connection.close()
    assert not base._turn.locked()


def test_a_turn_is_not_taken_where_the_transaction_did_not_begin(monkeypatch):
    def refuse(self):
        raise ZeroDivisionError

    monkeypatch.setattr(base.base.DatabaseWrapper, "_start_transaction_under_autocommit", refuse)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        pass
    assert not base._turn.locked()
