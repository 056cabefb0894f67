"""The pages to read a framework: nothing here can be changed, so only GET and HEAD are answered."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from frameworks import pages
from frameworks.compare.page import comparables
from frameworks.content import content
from frameworks.lookups import readable_criterion, readable_edition
from frameworks.matrix import matrix
from frameworks.models import Edition
from frameworks.search.forms import LONGEST


@require_safe
def framework_list(request: HttpRequest) -> HttpResponse:
    shelf = pages.shelf(Edition.objects.readable_by(request.user))
    return render(request, "frameworks/list.html", {"shelf": shelf, "longest_search": LONGEST})


@require_safe
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    edition = readable_edition(request, pk)
    words = content(edition)
    others = list(
        Edition.objects.readable_by(request.user).filter(framework=edition.framework_id).exclude(pk=pk).order_by("pk")
    )
    context = {"edition": edition, "content": words, "outline": pages.outline(words)}
    context["replaced_by"] = [other for other in others if other.supersedes_id == pk]
    context |= {"comparables": comparables(edition, others), "longest_search": LONGEST}
    return render(request, "frameworks/edition.html", context)


@require_safe
def criterion(request: HttpRequest, pk: int) -> HttpResponse:
    edition = readable_criterion(request, pk).edition
    words = content(edition)
    page = pages.criterion_page(words, words.by_pk[pk])
    return render(request, "frameworks/criterion.html", {"edition": edition, "content": words, "page": page})


@require_safe
def edition_matrix(request: HttpRequest, pk: int) -> HttpResponse:
    edition = readable_edition(request, pk)
    words = content(edition)
    if not pages.has_matrix(words):
        raise Http404("This edition describes fewer than two levels.")
    context = {"edition": edition, "content": words, "matrix": matrix(words)}
    return render(request, "frameworks/matrix.html", context)
