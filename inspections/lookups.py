"""The force, finding or other row that an address names, for whoever may read or change it; 404 for anybody else."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.lookups import force_with_role, has_role, seen_force
from accounts.models import Force
from accounts.roles import RUNS_REGISTER
from inspections.models import Finding


def run_force(request: HttpRequest, code: str) -> Force:
    """Return the force if the person who asks keeps its register."""
    return force_with_role(request, code, RUNS_REGISTER)


def force_for(request: HttpRequest, code: str) -> Force:
    """Return the force if the person who asks may read it; of a POST, if they keep its register."""
    return run_force(request, code) if request.method == "POST" else seen_force(request, code)


def runs_register(request: HttpRequest, force: Force) -> bool:
    """Return whether the person who asks keeps the force's register."""
    return has_role(request, force, RUNS_REGISTER)


def seen_row(request: HttpRequest, rows, pk: int):
    """Return the row with this key if the person who asks may read it."""
    return get_object_or_404(rows.visible_to(request.user, on=timezone.localdate()), pk=pk)


def editable_row(request: HttpRequest, rows, pk: int):
    """Return the row with this key if the person who asks may change it."""
    return get_object_or_404(rows.editable_by(request.user, on=timezone.localdate()), pk=pk)


def row_for(request: HttpRequest, rows, pk: int):
    """Return the row with this key if the person who asks may read it; of a POST, if they may change it."""
    return editable_row(request, rows, pk) if request.method == "POST" else seen_row(request, rows, pk)


def seen_finding(request: HttpRequest, pk: int) -> Finding:
    """Return the finding, as it stands today, if the person who asks may read it."""
    return seen_row(request, Finding.objects.as_at(timezone.localdate()).with_all(), pk)


def editable_finding(request: HttpRequest, pk: int) -> Finding:
    """Return the finding, as it stands today, if the person who asks may change it."""
    return editable_row(request, Finding.objects.as_at(timezone.localdate()).with_all(), pk)
