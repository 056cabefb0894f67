"""One criterion of a draft as its scoring page will show it, before anybody has opened an assessment."""

from dataclasses import dataclass, replace

from assessments.gap.report import shown
from assessments.models import Assessment
from assessments.scoring_sheet.page import Group, groups_of
from frameworks.content import Content, Node, content
from frameworks.models import Edition


@dataclass(frozen=True, slots=True)
class Preview:
    """A criterion's lines, and the scored criteria before and after it."""

    words: Content
    node: Node
    groups: tuple[Group, ...]
    before: Node | None
    after: Node | None


def preview_of(draft: Edition, criterion: int) -> Preview | None:
    """Return how a criterion will be scored; None where nothing is scored there."""
    words = content(draft)
    scored = [node for node in shown(words) if node.scored]
    around = zip([None, *scored], scored, [*scored[1:], None], strict=False)
    found = next(((before, node, after) for before, node, after in around if node.pk == criterion), None)
    if found is None:
        return None
    before, node, after = found
    groups = groups_of(Assessment(pk=0, edition=draft), words, node, {})
    # The lines belong to no assessment, so they lead nowhere.
    nowhere = (replace(group, lines=tuple(replace(line, url="") for line in group.lines)) for group in groups)
    return Preview(words, node, tuple(nowhere), before, after)
