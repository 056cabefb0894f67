"""What the demo force's people say of themselves, what is expected of them, and a team's map: all made up."""

import datetime
from collections.abc import Iterator, Mapping
from functools import partial

from accounts.models import Force, User
from competency.models import Profile, RoleProfile, StatementAnswer, Team
from frameworks.content import Content, Node, content
from frameworks.models import Edition

# Roles with the ranks expected of them, sub-competency by sub-competency, in turn.
ROLES = {"Improvement lead": (4, 3, 4, 5), "Assessor": (3, 3, 2, 3)}
# Whose profile is held against which role, and about where they stand, in turn.
PEOPLE = {
    "assessor@demo.example": ("Assessor", (3, 2, 2, 3, 4)),
    "assessor2@demo.example": ("Assessor", (2, 3, 1, 3)),
    "facilitator@demo.example": ("Assessor", (3, 3, 2)),
    "lead@demo.example": ("Improvement lead", (4, 4, 5, 3)),
    "reader@demo.example": ("Assessor", (1, 2, 2)),
    "admin@demo.example": ("Improvement lead", (3, 4, 3, 2, 3)),
}
SHOWN_TO = "lead@demo.example"


def make_competency(force: Force, people: Mapping[str, User], *, on: datetime.date, at: datetime.datetime) -> None:
    """Make two roles, a finished profile of each colleague, one that is begun and shown, and a team with its map."""
    edition = Edition.objects.select_related("framework").filter(framework__slug="competency").first()
    if edition is None:
        return
    words, before = content(edition), at - datetime.timedelta(days=2)
    scored = [node for node in words.criteria if node.scored]
    roles = {title: _role(force, edition, words, title, ranks) for title, ranks in ROLES.items()}
    team = Team.objects.set_up(force=force, edition=edition, name="Improvement team")
    begin = partial(Profile.objects.begin, force=force, edition=edition)
    for email, (title, standing) in PEOPLE.items():
        profile = begin(person=people[email], label="First look", role_profile=roles[title], on=before.date())
        _answer(profile, scored, standing, at=before)
        profile.finish(at=before)
        team.take_in(people[email], on=on)
        team.agree(people[email], at=before)
    team.draw(at=at)
    first, *_ = PEOPLE
    title, standing = PEOPLE[first]
    profile = begin(person=people[first], label="This autumn", role_profile=roles[title], on=on)
    _answer(profile, scored[:7], standing, at=at)
    profile.share(people[SHOWN_TO], until=on + datetime.timedelta(days=30), at=at)


def _role(force: Force, edition: Edition, words: Content, title: str, ranks: tuple[int, ...]) -> RoleProfile:
    keys = {step.rank: step.pk for step in words.levels}
    scored = [node.pk for node in words.criteria if node.scored]
    levels = {pk: keys[ranks[place % len(ranks)]] for place, pk in enumerate(scored)}
    return RoleProfile.objects.set_up(force=force, edition=edition, title=title, levels=levels)


def _answer(profile: Profile, nodes: list[Node], standing: tuple[int, ...], *, at: datetime.datetime) -> None:
    # In one go, as for the assessments: a first start shouldn't wait for it.
    StatementAnswer.objects.bulk_create(
        StatementAnswer(profile=profile, statement_id=pk, answer=answer, at=at)
        for place, node in enumerate(nodes)
        for pk, answer in _said(node, standing[place % len(standing)], warns=place % 4 == 1)
    )


def _said(node: Node, rank: int, *, warns: bool) -> Iterator[tuple[int, str]]:
    """Yield each statement with what somebody at that rank says of it; the top levels they leave open."""
    for place, words in enumerate(node.on_or_below):
        if words.rank is None:
            yield words.pk, "partly" if warns and words.aspect == "overdone" and words.position == 1 else "no"
        elif words.rank <= rank:
            yield words.pk, "yes"
        elif words.rank == rank + 1:
            yield words.pk, ("yes", "partly", "no")[place % 3]
