"""The crosswalk between frameworks: to read for everybody, to decide for framework administrators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frameworks.content import content
from frameworks.crosswalk import link as linking
from frameworks.crosswalk.forms import LinkForm
from frameworks.crosswalk.page import corresponding, crosswalk, strongest, suggestions
from frameworks.models import Criterion, Edition

UNPROCESSABLE = 422


@require_safe
def edition_crosswalk(request: HttpRequest, pk: int) -> HttpResponse:
    readable = Edition.objects.readable_by(request.user)
    edition = get_object_or_404(readable.select_related("framework"), pk=pk)
    shown = request.GET.get("with", "")
    page = crosswalk(content(edition), readable, int(shown) if shown.isdecimal() else None)
    context = {"edition": edition, "page": page, "edits": _edits(request.user), "others": _others(request, edition)}
    return render(request, "frameworks/crosswalk/edition.html", context)


@require_safe
def criterion_crosswalk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one criterion corresponds to; a chosen `target` leads to the page that links the two."""
    readable = Edition.objects.readable_by(request.user)
    criterion = get_object_or_404(Criterion.objects.select_related("edition__framework"), pk=pk, edition__in=readable)
    target = request.GET.get("target", "")
    if target.isdecimal() and _edits(request.user):
        return redirect("frameworks:link", pk, target)
    links = corresponding(readable, criterion.edition_id, [pk]).get(pk, [])
    context = {"criterion": criterion, "edition": criterion.edition, "links": links, "edits": _edits(request.user)}
    context["targets"] = _targets(readable, criterion) if context["edits"] else ()
    return render(request, "frameworks/crosswalk/criterion.html", context)


@require_safe
def suggested(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    editions = Edition.objects.administered_by(request.user).select_related("framework")
    one, second = get_object_or_404(editions, pk=pk), get_object_or_404(editions.exclude(pk=pk), pk=other)
    context = {"edition": one, "other": second, "suggestions": suggestions(one, second)}
    return render(request, "frameworks/crosswalk/suggestions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Link two criteria, or change how they are linked."""
    one, second = _two(request, pk, other)
    form = LinkForm(request.POST if request.method == "POST" else None, one=one, other=second)
    standing = linking.between(one, second).first()
    if standing and not form.is_bound:
        form.initial = {"way": linking.way_of(standing, one), "note": standing.note}
    if form.is_valid() and _linked(request, form, one, second):
        return redirect("frameworks:criterion_crosswalk", pk)
    context = {"one": one, "other": second, "form": form, "standing": standing}
    context["sides"] = [(each, strongest(each)) for each in (one, second)]
    return render(request, "frameworks/crosswalk/link.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def refuse(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Say that two criteria don't correspond."""
    one, second = _two(request, pk, other)
    linking.refuse(one, second, by=request.user, at=timezone.now())
    messages.success(request, "Saved: they don't correspond. They won't be suggested again.")
    return redirect("frameworks:suggested_links", one.edition_id, second.edition_id)


def _linked(request: HttpRequest, form: LinkForm, one: Criterion, other: Criterion) -> bool:
    try:
        linking.link(one, other, way=form.cleaned_data["way"], note=form.cleaned_data["note"], by=request.user)
    except linking.Unlinkable as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, "Linked.")
    return True


def _two(request: HttpRequest, pk: int, other: int) -> tuple[Criterion, Criterion]:
    criteria = Criterion.objects.filter(edition__in=Edition.objects.administered_by(request.user))
    criteria = criteria.select_related("edition__framework")
    return get_object_or_404(criteria, pk=pk), get_object_or_404(criteria.exclude(pk=pk), pk=other)


def _edits(user) -> bool:
    return user.is_framework_administrator


def _others(request: HttpRequest, edition: Edition) -> list[Edition]:
    """Return the editions that an administrator may look for links with."""
    others = Edition.objects.administered_by(request.user).exclude(pk=edition.pk).select_related("framework")
    return list(others.order_by("framework__title", "label", "pk"))


def _targets(readable, criterion: Criterion) -> list[Criterion]:
    others = Criterion.objects.filter(edition__in=readable).exclude(edition=criterion.edition_id)
    return list(
        others.select_related("edition__framework").order_by("edition__framework__title", "edition", "position")
    )
