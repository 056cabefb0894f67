"""What belongs to another force is at no address that begins with one's own, whichever part of it names it.

The addresses come from the table of who gets what, so a new one is asked for by itself.
"""

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.roles import Role
from maturity.models import Workshop
from tests.addresses import (
    EDITOR_OF_A_CRITERION,
    EDITOR_OF_A_STATEMENT,
    EDITOR_OF_AN_EDITION,
    KEEPS_FRAMEWORKS,
    arguments_of,
    of_another,  # noqa: F401
)
from tests.factories import NOON, MembershipFactory, StatementFactory
from tests.test_access import GET, POST, assessment, signed_in, status  # noqa: F401

# What answers all the same, by the part of the address that is the other's.
ANSWERED = {
    "GET": {
        # Editions are everybody's.
        ("frameworks:comparison", 1): 200,
        ("frameworks:comparison_file", 1): 200,
        # Nobody sits there: they are sent to join.
        ("maturity:vote", 0): 302,
        # What isn't among the differences, or is no more: back to the list of them.
        ("inspections:settle", 1): 302,
    },
    "POST": {
        ("maturity:vote", 0): 302,
        ("inspections:accept_portal", 1): 302,
        ("inspections:explain_one", 1): 302,
    },
}


@pytest.fixture
def own(assessment, member):  # noqa: F811
    """Return what the addresses of one's own force are filled in with, and one's self: its lead and administrator."""
    user = member(Role.INSPECTION_LEAD)
    arguments = arguments_of(assessment, user)
    MembershipFactory(force=assessment.force, user=user, role=Role.FORCE_ADMINISTRATOR)
    Workshop.objects.update(facilitator=user)
    Workshop.objects.get().admit(name="Lead", user=user, at=NOON)
    return arguments, user


@pytest.mark.parametrize("way", ["GET", "POST"])
def test_another_forces_object_is_not_in_ones_own(way, client, own, of_another):  # noqa: F811
    """Each part of an address that names an object is another force's in turn, the rest one's own."""
    arguments, user = own
    signed_in(client, user)
    found = {}
    for name in globals()[way]:
        mine, theirs = arguments(name), of_another(name)
        for place in [at for at in range(len(mine)) if len(mine) > 1 and mine[at] != theirs[at]]:
            mixed = [*mine[:place], theirs[place], *mine[place + 1 :]]
            with transaction.atomic():
                found[name, place] = status(getattr(client, way.lower())(reverse(name, args=mixed)))
                transaction.set_rollback(True)
    assert {at: code for at, code in found.items() if code != 404} == ANSWERED[way]


def test_a_draft_is_nobodys_but_its_administrators(client, own):
    """As for whoever else leads a force: at every address of an edition, one by one and beside another."""
    arguments, user = own
    signed_in(client, user)
    statement = StatementFactory(criterion__edition__status="draft")
    draft, criterion = statement.criterion.edition_id, statement.criterion_id
    [edition] = arguments("frameworks:edition")
    named = {
        **{name: [draft] for name in (*KEEPS_FRAMEWORKS, *in_frameworks(*EDITOR_OF_AN_EDITION, "matrix", "crosswalk"))},
        **{name: [draft, criterion] for name in (*in_frameworks(*EDITOR_OF_A_CRITERION), "assessments:preview")},
        **{name: [draft, statement.pk] for name in in_frameworks(*EDITOR_OF_A_STATEMENT)},
        **{name: [edition, draft] for name in in_frameworks("comparison", "comparison_file", "suggested_links")},
        **{name: [criterion] for name in in_frameworks("criterion", "criterion_crosswalk")},
        "frameworks:link": [arguments("frameworks:criterion")[0], criterion],
        "frameworks:edition": [draft],
        "frameworks:download": [draft, "xlsx"],
        "frameworks:delete_from_draft": [draft, "criterion", criterion],
        "assessments:record_report": [*arguments("assessments:grades"), draft],
    }
    found = {name: client.get(reverse(name, args=args)).status_code for name, args in named.items()}
    assert found == dict.fromkeys(named, 404)


def in_frameworks(*names):
    return [f"frameworks:{name}" for name in names]
