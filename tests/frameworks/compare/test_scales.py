"""Which level of an old scale is which of a new one: a rule, tried without the database."""

import pytest

from frameworks.compare.scales import same_levels
from frameworks.content import Content, Node, Step, Words


def scale(*levels: tuple[str, str], said: dict[int, list[str]] | None = None) -> Content:
    """Return an edition of these levels, each a code and a name, with what one criterion says at each rank."""
    steps = tuple(Step(at, code, name, at, "alone", "", "") for at, (code, name) in enumerate(levels, start=1))
    words = tuple(
        Words(at, rank, "descriptor", at, "", text, "") for rank in said or {} for at, text in enumerate(said[rank])
    )
    node = Node(1, None, "1", "1", "One", "", 0, True, False, True, "", "", words, words, frozenset(), {})
    return Content(1, "1", "maturity", "best_fit", "", steps, (node,), (), {1: node}, {})


FOUR = (("inadequate", "Inadequate"), ("ri", "Requires improvement"), ("good", "Good"), ("outstanding", "Outstanding"))
ADEQUATE = ("adequate", "Adequate")
NUMBERED = tuple((str(at), f"Level {at}") for at in range(1, 4))
SAID = {1: ["Nobody plans.", "It is left to chance."], 2: ["Some plan."], 3: ["Everybody plans.", "Plans are kept."]}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(scale(*FOUR), scale(*FOUR), {1: 1, 2: 2, 3: 3, 4: 4}, id="the same"),
        pytest.param(scale(*FOUR), scale(*FOUR[:2], ADEQUATE, *FOUR[2:]), {1: 1, 2: 2, 3: 4, 4: 5}, id="one came"),
        pytest.param(scale(*FOUR[:2], ADEQUATE, *FOUR[2:]), scale(*FOUR), {1: 1, 2: 2, 4: 3, 5: 4}, id="one went"),
        pytest.param(
            scale(("1", "Emerging"), ("2", "Leading")), scale(("1", "Leading"), ("2", "Emerging")), {1: 2, 2: 1},
            id="a name before a code",
        ),
        pytest.param(scale(("a", "Weak")), scale(("a", "Poor")), {1: 1}, id="by its code"),
        pytest.param(scale(*NUMBERED), scale(*NUMBERED), {1: 1, 2: 2, 3: 3}, id="numbers of as many levels"),
        pytest.param(scale(*NUMBERED), scale(*NUMBERED, ("4", "Level 4")), {}, id="numbers alone, of more levels"),
        pytest.param(
            scale(*NUMBERED, said=SAID),
            scale(*NUMBERED, ("4", "Level 4"), said={rank + 1: texts for rank, texts in SAID.items()}),
            {1: 2, 2: 3, 3: 4},
            id="numbered anew, by what stands there",
        ),
    ],
)  # fmt: skip
def test_levels_are_found_by_name_then_words_then_code(old, new, expected):
    assert same_levels(old, new) == expected
