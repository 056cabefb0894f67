"""Somebody's own profiles. Each view finds, asks or acts, and answers; who sees what is `Profile.objects`' matter."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from competency.forms import BeginForm, ChangeForm
from competency.models import Profile
from competency.models.access import Refused, forces_of
from competency.profile_document import MARKING, profile_document
from competency.profile_report import profile_report
from competency.self_assessment import Sheet, save, sheet
from competency.start_page import mine as my_page
from config.downloads import attachment
from reports.writers.docx import docx_bytes
from reports.writers.pdf import pdf_bytes

UNPROCESSABLE, CONFLICT = 422, 409
READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])
WRITERS = {"docx": docx_bytes, "pdf": pdf_bytes}
ABOUT = ("person", "force", "edition__framework", "role_profile", "counted__team_map__team")


def status_of(form) -> int:
    """Return the status of a page that shows a form: whether what was typed was refused."""
    return UNPROCESSABLE if form.errors else 200


def own_profile(request: HttpRequest, pk: int) -> Profile:
    """Return the person's own profile, in a force that they belong to; 404 for any other."""
    found = Profile.objects.open_to(request.user, on=timezone.localdate()).select_related(*ABOUT)
    return get_object_or_404(found, pk=pk)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show somebody's own profiles, those that others show them, and their teams."""
    page = my_page(request.user, on=timezone.localdate())
    return render(request, "competency/start_page.html", {"mine": page, "force": page.only_force})


@READ_AND_WRITE
def begin(request: HttpRequest, code: str) -> HttpResponse:
    today = timezone.localdate()
    force = get_object_or_404(forces_of(request.user, on=today), code=code)
    form = BeginForm(request.POST if request.method == "POST" else None, force=force)
    if request.method == "POST" and form.is_valid():
        try:
            made = Profile.objects.begin(person=request.user, force=force, on=today, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("competency:profile", made.pk)
    return render(request, "competency/begin.html", {"force": force, "form": form}, status=status_of(form))


@require_safe
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a profile comes to, to its owner and to whom they show it."""
    today = timezone.localdate()
    seen = Profile.objects.visible_to(request.user, on=today).select_related(*ABOUT)
    found = get_object_or_404(seen, pk=pk)
    is_own = found.person_id == request.user.pk
    context = {"profile": found, "report": profile_report(found), "marking": MARKING, "is_own": is_own}
    belongs = forces_of(request.user, on=today).filter(pk=found.force_id).exists()
    context |= {"may_change": is_own and belongs, "force": found.force if belongs else None}
    return render(request, "competency/profile.html", context)


@READ_AND_WRITE
def assess(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Show the statements of one sub-competency; save what was answered."""
    found = own_profile(request, pk)
    shown = sheet(found, criterion)
    if shown is None:
        raise Http404("That isn't a sub-competency of this framework.")
    if request.method != "POST":
        return _sheet_page(request, shown)
    try:
        shown = save(shown, request.POST, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("competency:profile", pk)
    return _sheet_page(request, shown) if shown.stopped else _onward(request, shown)


@READ_AND_WRITE
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a profile is called and the role that it is held against."""
    found = own_profile(request, pk)
    form = ChangeForm(request.POST if request.method == "POST" else None, profile=found)
    if request.method == "POST" and form.is_valid():
        try:
            found.change(**form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("competency:profile", pk)
    context = {"profile": found, "force": found.force, "form": form, "marking": MARKING}
    return render(request, "competency/change.html", context, status=status_of(form))


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, lambda found: found.finish(at=timezone.now()), "Finished. You can still reopen it.")


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, lambda found: found.reopen(), "You can change your answers again.")


@READ_AND_WRITE
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a profile for good, once its owner was asked; they may do so after leaving the force, too."""
    found = get_object_or_404(Profile.objects.of(request.user).select_related(*ABOUT), pk=pk)
    if request.method != "POST":
        return render(request, "competency/remove.html", {"profile": found, "marking": MARKING})
    found.remove(at=timezone.now())
    messages.success(request, f"“{found.label}” is deleted.")
    return redirect("competency:mine")


@require_safe
def profile_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """Hand somebody their own profile; whom it is shown to reads it here."""
    found = get_object_or_404(Profile.objects.of(request.user).select_related(*ABOUT), pk=pk)
    if ending not in WRITERS:
        raise Http404("A profile is a Word or a PDF file.")
    document = profile_document(profile_report(found), on=timezone.localdate())
    return attachment(WRITERS[ending](document), document.filename(ending))


def _act(request: HttpRequest, pk: int, act, said: str) -> HttpResponse:
    """Do something with the person's own profile, and say what came of it."""
    try:
        act(own_profile(request, pk))
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("competency:profile", pk)


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
