"""What was suggested before rules became data: level, sentence and path are the same on every shipped edition."""

import random

import pytest

from assessments.rules.answers import Answered
from assessments.rules.shortest_path import path_to
from assessments.rules.suggestion import measure, suggest
from frameworks.content import content
from frameworks.models import Edition
from tests.assessments.rules.oracle import shortest_path as paths_before
from tests.assessments.rules.oracle import suggestion as before

pytestmark = pytest.mark.django_db
SHIPPED = ("ci-sam", "peel-paf", "judgment-criteria", "nisp", "competency")
# How likely each answer is: anything, hardly anything judged, nearly all true, nearly all judged.
MOODS = ((1, 1, 1, 1, 1), (1, 0, 1, 0, 8), (9, 1, 1, 0, 0), (4, 2, 3, 1, 1))
ANSWERS = ("yes", "partly", "no", "na", "")
EACH = 12


@pytest.mark.parametrize("slug", SHIPPED)
def test_level_sentence_and_path_are_those_of_before(slug):
    words = content(Edition.objects.get(framework__slug=slug))
    numbers, seen = random.Random(f"oracle {slug}"), 0
    for mood in MOODS:
        for _ in range(EACH):
            for node in (node for node in words.criteria if node.scored):
                answers = {
                    each.pk: Answered(answer)
                    for each in node.on_or_below
                    if (answer := numbers.choices(ANSWERS, mood)[0])
                }
                concerns = {node.pk: ["CoC-1"]} if numbers.random() < 0.1 else {}
                now = measure(words, node, answers, concerns)
                then = before.measure(words, node, answers, concerns, before.OURS)
                found, expected = suggest(now), before.suggest(then)
                assert (found.rank, found.why, found.needs_answers) == (
                    expected.rank,
                    expected.why,
                    expected.needs_answers,
                )
                target = numbers.choice(words.levels).rank
                if now.statements:
                    path, path_before = path_to(now, target), paths_before.path_to(then, target)
                    assert (path.count, path.why, path.shorter) == (
                        path_before.count,
                        path_before.why,
                        path_before.shorter,
                    )
                    assert [(pick.count, pick.of, pick.words) for pick in path.picks] == [
                        (pick.count, pick.of, pick.words) for pick in path_before.picks
                    ]
                seen += 1
    assert seen == len(MOODS) * EACH * sum(node.scored for node in words.criteria)
