"""The assessment that an address names, for whoever may see it or change it; 404 for any other."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from assessments.models import Assessment, AssessmentQuerySet
from frameworks.content import Node, content


def seen_assessment(request: HttpRequest, pk: int) -> Assessment:
    """Return an assessment that the person who asks sees, with all that a heading prints."""
    return get_object_or_404(Assessment.objects.visible_to(request.user, on=timezone.localdate()).with_edition(), pk=pk)


def editable_assessment(request: HttpRequest, pk: int) -> Assessment:
    """Return an assessment whose statements the person who asks may answer."""
    return get_object_or_404(Assessment.objects.editable_by(request.user, on=timezone.localdate()).for_scoring(), pk=pk)


def run_assessment(request: HttpRequest, pk: int) -> Assessment:
    """Return an assessment that the person who asks may set up, submit and reopen."""
    return get_object_or_404(Assessment.objects.run_by(request.user, on=timezone.localdate()).with_edition(), pk=pk)


def assessment_and_roles(request: HttpRequest, pk: int, rows: AssessmentQuerySet) -> tuple[Assessment, frozenset[str]]:
    """Return one of `rows` and the roles in its force of whoever asks; 404 where they have none. One query."""
    with_roles = list(rows.with_roles_of(request.user, on=timezone.localdate()).filter(pk=pk))
    if not with_roles:
        raise Http404("You have no such assessment.")
    return with_roles[0], frozenset(row.role for row in with_roles)


def node_of(assessment: Assessment, criterion: int) -> Node:
    """Return a criterion that the assessment scores or grades; 404 for any other, another edition's included."""
    node = content(assessment.edition).by_pk.get(criterion)
    if node is None or not (node.scored or node.takes_level):
        raise Http404("This assessment has no such criterion.")
    return node
