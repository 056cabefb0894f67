"""Who changed what in an assessment, for whoever sees it: the whole, or one criterion of it."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.lookups import has_role
from assessments.lookups import node_of, seen_assessment
from frameworks.content import content
from history.lines import listed
from history.models import READS_HISTORY, Entry

# What a room did is told by its own summary, to whoever may read that.
ROOM = "maturity_"


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = seen_assessment(request, pk)
    entries = Entry.objects.about(assessment.pk).exclude(kind__startswith=ROOM)
    page = {"assessment": assessment, "list": listed(entries, request.GET.get("page"))}
    page["reads_all"] = has_role(request, assessment.force, READS_HISTORY)
    return render(request, "assessments/history/page.html", page)


@require_safe
def criterion_history(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    assessment = seen_assessment(request, pk)
    node, counts = node_of(assessment, criterion), content(assessment.edition).counts_for
    below = [statement for statement, counted in counts.items() if counted == node.pk]
    entries = Entry.objects.about(assessment.pk).exclude(kind__startswith=ROOM)
    entries = entries.filter(Q(criterion=node.pk) | Q(statement__in=below))
    page = {"assessment": assessment, "node": node, "list": listed(entries, request.GET.get("page"))}
    return render(request, "assessments/history/page.html", page)
