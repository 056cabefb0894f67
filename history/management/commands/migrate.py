"""Django's `migrate`, which then installs the history's triggers again, for the tables as they are by then."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from history import triggers


class Command(migrate.Command):
    def handle(self, *args, **options) -> Any:
        connection = connections[options["database"]]
        if options["plan"] or options["check_unapplied"]:
            return super().handle(*args, **options)
        executor = MigrationExecutor(connection)
        if options["app_label"] or executor.migration_plan(executor.loader.graph.leaf_nodes()):
            triggers.remove(connection)
        try:
            return super().handle(*args, **options)
        finally:
            triggers.install(connection)
