"""A person's own profiles, and those that others show them. `Profile.objects` decides who sees what."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from competency.forms import BeginForm, ChangeForm
from competency.levels import RULE
from competency.lookups import ON_THE_PAGE, editable_profile, own_profile
from competency.models import Profile
from competency.models.access import forces_of
from competency.profile_document import MARKING, profile_document
from competency.profile_report import profile_report
from competency.self_assessment import Sheet, save, sheet
from competency.start_page import mine as my_page
from config.downloads import attachment
from config.form_page import (
    CONFLICT,
    UNPROCESSABLE,
    attempt,
    attempt_at_once,
    get_or_post,
    post_only,
    posted,
    status_of,
)
from reports.writers.docx import docx_bytes
from reports.writers.pdf import pdf_bytes

WRITERS = {"docx": docx_bytes, "pdf": pdf_bytes}


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show somebody's own profiles, those that others show them, and their teams."""
    page = my_page(request.user, on=timezone.localdate())
    return render(request, "competency/start_page.html", {"mine": page, "force": page.only_force})


@get_or_post
def begin(request: HttpRequest, code: str) -> HttpResponse:
    today = timezone.localdate()
    force = get_object_or_404(forces_of(request.user, on=today), code=code)
    form = BeginForm(posted(request), force=force)
    begun = attempt(
        form, lambda: Profile.objects.begin(person=request.user, force=force, on=today, **form.cleaned_data)
    )
    if begun:
        return redirect("competency:profile", begun.result.pk)
    return render(request, "competency/begin.html", {"force": force, "form": form}, status=status_of(form))


@require_safe
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a profile to its owner and to whom they show it."""
    today = timezone.localdate()
    seen = Profile.objects.visible_to(request.user, on=today).select_related(*ON_THE_PAGE)
    shown = get_object_or_404(seen, pk=pk)
    is_own = shown.person_id == request.user.pk
    belongs = forces_of(request.user, on=today).filter(pk=shown.force_id).exists()
    context = {
        "profile": shown,
        "report": profile_report(shown),
        "rule": RULE,
        "marking": MARKING,
        "is_own": is_own,
        "may_change": is_own and belongs,
        "force": shown.force if belongs else None,
    }
    return render(request, "competency/profile.html", context)


@get_or_post
def assess(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Show the statements of one sub-competency; save what was answered."""
    shown = sheet(editable_profile(request, pk), criterion)
    if shown is None:
        raise Http404("That isn't a sub-competency of this framework.")
    if request.method != "POST":
        return _sheet_page(request, shown)
    saved = attempt_at_once(request, lambda: save(shown, request.POST, at=timezone.now()))
    if not saved:
        return redirect("competency:profile", pk)
    return _sheet_page(request, saved.result) if saved.result.stopped else _onward(request, saved.result)


@get_or_post
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a profile is called and the role that it is held against."""
    editable = editable_profile(request, pk)
    form = ChangeForm(posted(request), profile=editable)
    if attempt(form, lambda: editable.change(**form.cleaned_data)):
        messages.success(request, "Saved.")
        return redirect("competency:profile", pk)
    context = {"profile": editable, "force": editable.force, "form": form, "marking": MARKING}
    return render(request, "competency/change.html", context, status=status_of(form))


@post_only("competency:profile", "pk")
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    editable, success = editable_profile(request, pk), "Finished. You can still reopen it."
    attempt_at_once(request, lambda: editable.finish(at=timezone.now()), success=success)
    return redirect("competency:profile", pk)


@post_only("competency:profile", "pk")
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    attempt_at_once(request, editable_profile(request, pk).reopen, success="You can change your answers again.")
    return redirect("competency:profile", pk)


@get_or_post
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a profile for good, once its owner was asked; they may do so after leaving the force, too."""
    own = own_profile(request, pk)
    if request.method != "POST":
        return render(request, "competency/remove.html", {"profile": own, "marking": MARKING})
    own.remove(at=timezone.now())
    messages.success(request, f"“{own.label}” is deleted.")
    return redirect("competency:mine")


@require_safe
def profile_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """Hand somebody their own profile; whom it is shown to reads it here."""
    own = own_profile(request, pk)
    if ending not in WRITERS:
        raise Http404("A profile is a Word or a PDF file.")
    document = profile_document(profile_report(own), on=timezone.localdate())
    return attachment(WRITERS[ending](document), document.filename(ending))


def _sheet_page(request: HttpRequest, shown: Sheet) -> HttpResponse:
    status = UNPROCESSABLE if shown.is_wrong else CONFLICT if shown.stopped else 200
    context = {"sheet": shown, "profile": shown.profile, "force": shown.profile.force, "marking": MARKING}
    return render(request, "competency/assess.html", context, status=status)


def _onward(request: HttpRequest, shown: Sheet) -> HttpResponse:
    """Lead to where the person wanted to go after saving."""
    messages.success(request, f"Saved: {shown.title}.")
    if "next" in request.POST and shown.after:
        return redirect("competency:assess", shown.profile.pk, shown.after.pk)
    return redirect("competency:profile", shown.profile.pk)
