"""The texts of a group of rows as one text, made by the database."""

from django.db.models import Aggregate, TextField


class JoinedText(Aggregate):
    """Each text on a line of its own, in the database's order: for keys of what is cached, not for readers."""

    output_field = TextField()

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, template="GROUP_CONCAT(%(expressions)s, char(10))", **extra)

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, template="STRING_AGG(%(expressions)s, chr(10))", **extra)
