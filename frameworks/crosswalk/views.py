"""The crosswalk between frameworks: everybody reads it, and framework administrators link criteria."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.form_page import attempt, get_or_post, post_only, posted, status_of
from frameworks.content import content
from frameworks.crosswalk.forms import LinkForm
from frameworks.crosswalk.page import corresponding, crosswalk, strongest, suggestions
from frameworks.lookups import readable_criterion, readable_edition
from frameworks.models import Criterion, Edition, Link


@require_safe
def edition_crosswalk(request: HttpRequest, pk: int) -> HttpResponse:
    edition = readable_edition(request, pk)
    shown = request.GET.get("with", "")
    readable = Edition.objects.readable_by(request.user)
    page = crosswalk(content(edition), readable, int(shown) if shown.isdecimal() else None)
    # The editions that an administrator may look for links with.
    others = Edition.objects.administered_by(request.user).exclude(pk=pk).select_related("framework")
    context = {"edition": edition, "page": page, "others": others.order_by("framework__title", "label", "pk")}
    return render(request, "frameworks/crosswalk/edition.html", context)


@require_safe
def criterion_crosswalk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one criterion corresponds to; a chosen `target` leads to the page that links the two."""
    criterion, target = readable_criterion(request, pk), request.GET.get("target", "")
    if target.isdecimal() and _edits(request.user):
        return redirect("frameworks:link", pk, target)
    readable = Edition.objects.readable_by(request.user)
    context = {
        "criterion": criterion,
        "edition": criterion.edition,
        "links": corresponding(readable, criterion.edition_id, [pk]).get(pk, []),
        "targets": _targets(readable, criterion) if _edits(request.user) else (),
    }
    return render(request, "frameworks/crosswalk/criterion.html", context)


@require_safe
def suggested(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    editions = Edition.objects.administered_by(request.user).select_related("framework")
    one, second = get_object_or_404(editions, pk=pk), get_object_or_404(editions.exclude(pk=pk), pk=other)
    context = {"edition": one, "other": second, "suggestions": suggestions(one, second)}
    return render(request, "frameworks/crosswalk/suggestions.html", context)


@get_or_post
def link(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Link two criteria, or change how they are linked."""
    one, second = _two(request, pk, other)
    standing = Link.objects.between(one, second).first()
    initial = {"way": standing.way_from(one), "note": standing.note} if standing else None
    form = LinkForm(posted(request), one=one, other=second, initial=initial)

    def act() -> Link:
        typed = form.cleaned_data
        return Link.objects.link(one, second, way=typed["way"], note=typed["note"], by=request.user)

    if attempt(form, act).done:
        messages.success(request, "Linked.")
        return redirect("frameworks:criterion_crosswalk", pk)
    context = {"one": one, "other": second, "form": form, "standing": standing}
    context["sides"] = [(criterion, strongest(criterion)) for criterion in (one, second)]
    return render(request, "frameworks/crosswalk/link.html", context, status=status_of(form))


@post_only("frameworks:link", "pk", "other")
def refuse(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Record that two criteria don't correspond."""
    one, second = _two(request, pk, other)
    Link.objects.refuse(one, second, by=request.user, at=timezone.now())
    messages.success(request, "Saved: they don't correspond. They won't be suggested again.")
    return redirect("frameworks:suggested_links", one.edition_id, second.edition_id)


def _two(request: HttpRequest, pk: int, other: int) -> tuple[Criterion, Criterion]:
    criteria = Criterion.objects.filter(edition__in=Edition.objects.administered_by(request.user))
    criteria = criteria.select_related("edition__framework")
    return get_object_or_404(criteria, pk=pk), get_object_or_404(criteria.exclude(pk=pk), pk=other)


def _edits(user) -> bool:
    return user.is_framework_administrator


def _targets(readable, criterion: Criterion) -> list[Criterion]:
    others = Criterion.objects.filter(edition__in=readable).exclude(edition=criterion.edition_id)
    return list(
        others.select_related("edition__framework").order_by("edition__framework__title", "edition", "position")
    )
