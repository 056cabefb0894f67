"""The page of the search in the words of the frameworks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from frameworks.models import Edition
from frameworks.search.forms import SearchForm
from frameworks.search.page import search_results


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    readable = Edition.objects.readable_by(request.user).select_related("framework")
    editions = list(readable.order_by("framework__title", "framework", "label"))
    form = SearchForm(request.GET, editions=editions)
    results = search_results(editions, form, request.GET.get("page"))
    return render(request, "frameworks/search/page.html", {"form": form, "results": results})
