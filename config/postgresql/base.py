"""PostgreSQL, where every statement that writes says who acts.

Both go in one message, so it costs no round trip; it holds for that transaction alone, so nothing has to be taken back
from a connection that stays open, is rolled back or is handed on by a pool.
"""

import re

from django.db.backends.postgresql import base
from psycopg2 import extensions

from config.actor import actor

_writes = re.compile(r"\s*(insert|update|delete|with|merge|truncate)\b", re.IGNORECASE).match


class Cursor(extensions.cursor):
    def execute(self, sql, params=None):
        if isinstance(sql, str) and _writes(sql):
            sql = set_actor() + sql
        return super().execute(sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self):
        return {**super().get_connection_params(), "cursor_factory": Cursor}


def set_actor() -> str:
    """Return the statement that says who acts, to be sent before another."""
    user, way = actor()
    # A way is a command's name; anything else in it would be taken for SQL.
    plain = re.sub(r"[^\w. -]", "", way)
    return f"SELECT set_config('assess.by', '{user or ''}', true), set_config('assess.way', '{plain}', true);"
