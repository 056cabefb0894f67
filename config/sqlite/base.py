"""SQLite, where the threads of one process take their turns to write.

SQLite lets a writer that has to wait sleep and try again, longer each time and in no order: of thirty people who save
at once, the last would wait for half a second while the database lies idle.
"""

from threading import Lock

from django.db.backends.sqlite3 import base

from config.actor import actor

_turn = Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    _has_turn = False

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        # What the triggers of the history ask. A program that doesn't answer them can't write without a trace.
        connection.create_function("assess_by", 0, lambda: actor().user)
        connection.create_function("assess_way", 0, lambda: actor().way)
        return connection

    def _start_transaction_under_autocommit(self):
        # Where a turn takes too long, SQLite decides: it waits as long again and then says that the database is locked.
        self._has_turn = _turn.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 5))
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give_turn()
            raise

    def _commit(self):
        try:
            return super()._commit()
        finally:
            self._give_turn()

    def _rollback(self):
        try:
            return super()._rollback()
        finally:
            self._give_turn()

    def _close(self):
        try:
            return super()._close()
        finally:
            self._give_turn()

    def _give_turn(self):
        if self._has_turn:
            self._has_turn = False
            _turn.release()
