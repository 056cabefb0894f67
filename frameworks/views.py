"""The pages to read a framework: nothing here can be changed, so only GET and HEAD are answered."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from frameworks import matrix as matrices
from frameworks import pages as reading
from frameworks.compare.page import comparables
from frameworks.content import content
from frameworks.models import Edition
from frameworks.search import page as searches


@require_safe
def framework_list(request: HttpRequest) -> HttpResponse:
    shelf = reading.shelf(Edition.objects.readable_by(request.user))
    return render(request, "frameworks/list.html", {"shelf": shelf})


@require_safe
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    readable = Edition.objects.readable_by(request.user)
    edition = get_object_or_404(readable.select_related("framework", "supersedes", "publication"), pk=pk)
    words = content(edition)
    others = list(readable.filter(framework=edition.framework_id).exclude(pk=pk).order_by("pk"))
    context = {"edition": edition, "content": words, "outline": reading.outline(words)}
    context["replaced_by"] = [other for other in others if other.supersedes_id == pk]
    context["comparables"] = comparables(edition, others)
    return render(request, "frameworks/edition.html", context)


@require_safe
def criterion(request: HttpRequest, pk: int) -> HttpResponse:
    readable = Edition.objects.readable_by(request.user).select_related("framework")
    edition = get_object_or_404(readable, criteria=pk)
    words = content(edition)
    page = reading.criterion_page(words, words.by_pk[pk])
    return render(request, "frameworks/criterion.html", {"edition": edition, "content": words, "page": page})


@require_safe
def matrix(request: HttpRequest, pk: int) -> HttpResponse:
    readable = Edition.objects.readable_by(request.user).select_related("framework")
    edition = get_object_or_404(readable, pk=pk)
    words = content(edition)
    if not reading.has_matrix(words):
        raise Http404("This edition describes fewer than two levels.")
    context = {"edition": edition, "content": words, "matrix": matrices.matrix(words)}
    return render(request, "frameworks/matrix.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    editions = Edition.objects.readable_by(request.user).select_related("framework")
    form, results = searches.ask(editions, request.GET)
    return render(request, "frameworks/search/page.html", {"form": form, "results": results})
