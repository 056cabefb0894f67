"""A criterion in the light of other frameworks: what corresponds, and its evidence used again here."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import ASSESSES
from assessments.cited_evidence.counts import cited_at
from assessments.lookups import assessment_and_roles, editable_assessment, node_of
from assessments.models import Assessment
from assessments.other_frameworks.page import elsewhere
from config.form_page import UNPROCESSABLE, attempt_at_once, post_only
from evidence.models import Item
from frameworks.content import content


class ReuseForm(forms.Form):
    """Which evidence of the force's shelf to cite, for which statement of the criterion."""

    item = forms.ModelChoiceField(queryset=Item.objects.none(), error_messages={"required": "Choose the evidence."})
    statement = forms.TypedChoiceField(
        coerce=int,
        error_messages={"required": "Choose a statement.", "invalid_choice": "Choose a statement of this criterion."},
    )

    def __init__(self, *args, items, statements, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items
        self.fields["statement"].choices = [(pk, pk) for pk in statements]


@require_safe
def corresponds(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    return _page(request, pk, criterion)


@post_only("assessments:elsewhere", "pk", "criterion")
def reuse(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Cite for a statement here what another framework's statement cites already."""
    assessment = editable_assessment(request, pk)
    node = node_of(assessment, criterion)
    items = Item.objects.usable().filter(force=assessment.force_id)
    form = ReuseForm(request.POST, items=items, statements=[words.pk for words in node.on_or_below])
    if not form.is_valid():
        return _page(request, pk, criterion, form=form, status=UNPROCESSABLE)
    item, statement = form.cleaned_data["item"], cited_at(form.cleaned_data["statement"], content(assessment.edition))
    attempt_at_once(
        request,
        lambda: assessment.cite(statement, [item], by=request.user, at=timezone.now()),
        success=f"“{item}” is cited here now.",
    )
    return redirect("assessments:elsewhere", pk, criterion)


def _page(request: HttpRequest, pk: int, criterion: int, *, status: int = 200, **extra) -> HttpResponse:
    assessment, roles = assessment_and_roles(request, pk, Assessment.objects.for_scoring())
    page = elsewhere(assessment, node_of(assessment, criterion), request.user, on=timezone.localdate())
    may_cite = bool(roles & ASSESSES) and assessment.is_open and bool(page.node.on_or_below)
    context = {"assessment": assessment, "page": page, "may_cite": may_cite, **extra}
    return render(request, "assessments/other_frameworks/page.html", context, status=status)
