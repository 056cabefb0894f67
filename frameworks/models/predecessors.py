"""What a draft remembers of its statements: which of the edition that it was made from each of them was."""

from collections import defaultdict

from django.db import models


class PredecessorQuerySet(models.QuerySet["Predecessor"]):
    def between(self, old, new) -> list[tuple[int, int]]:
        """Return which statements of an old edition became which of a new one, by key, over the editions between them.

        One query for each edition on the way.
        """
        became: dict[int, set[int]] = {}
        on_the_way = {new.pk}
        while on_the_way and old.pk not in on_the_way:
            rows = self.filter(statement__criterion__edition__in=on_the_way)
            before: dict[int, set[int]] = defaultdict(set)
            editions = set()
            for former, statement, edition in rows.values_list("former", "statement", "former__criterion__edition"):
                before[former] |= became.get(statement, set() if became else {statement})
                editions.add(edition)
            became, on_the_way = before, editions
        return sorted((former, statement) for former, statements in became.items() for statement in statements)


class Predecessor(models.Model):
    """A statement, and one that it was made from when its edition was a draft made from another.

    Of a statement that was split both parts have it; one that was joined of several has several. It is our own account
    and no part of the publication: the lock and the digest leave it out, and the comparison reads it for good.
    """

    statement = models.ForeignKey("frameworks.Statement", on_delete=models.CASCADE, related_name="predecessors")
    former = models.ForeignKey("frameworks.Statement", on_delete=models.CASCADE, related_name="+")

    objects = PredecessorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "former"], name="one_predecessor_per_pair"),
            models.CheckConstraint(condition=~models.Q(statement=models.F("former")), name="predecessor_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.former_id} before {self.statement_id}"
