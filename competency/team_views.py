"""Teams and their maps. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from competency.forms import ColleagueForm, TeamForm
from competency.map_report import map_report
from competency.models import Team, TeamMap
from competency.models.access import Refused
from competency.profile_views import READ_AND_WRITE, status_of
from competency.role_views import keeps, kept_force, seen_force
from competency.team_page import team_page


@READ_AND_WRITE
def teams(request: HttpRequest, code: str) -> HttpResponse:
    """List the teams that the person sees; whoever keeps teams makes one."""
    force = kept_force(request, code) if request.method == "POST" else seen_force(request, code)
    form = TeamForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("competency:team", form.set_up(force=force).pk)
        except Refused as refusal:
            form.refuse(refusal)
    seen = Team.objects.visible_to(request.user, on=timezone.localdate()).filter(force=force)
    context = {"force": force, "teams": seen.order_by("name", "pk"), "form": form, "keeps": keeps(request, force)}
    return render(request, "competency/teams.html", context, status=status_of(form))


@require_safe
def team(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _seen(request, pk))


@require_POST
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a colleague into a team."""
    found, today = _kept(request, pk), timezone.localdate()
    form = ColleagueForm(request.POST, force=found.force, on=today, without=found.members())
    if not form.is_valid():
        return _page(request, found, form=form)
    found.take_in(form.cleaned_data["person"], on=today)
    messages.success(request, f"{form.cleaned_data['person']} is in the team, and may agree to be counted.")
    return redirect("competency:team", pk)


@require_POST
def take_out(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Take somebody out of a team; maps that count them stay, since they agreed to those."""
    found = _kept(request, pk)
    get_object_or_404(found.places, person=person).delete()
    return redirect("competency:team", pk)


@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to be counted."""
    found = _own(request, pk)
    found.agree(request.user, at=timezone.now())
    messages.success(request, f"Your finished profiles count in maps of {found} from tomorrow.")
    return redirect("competency:team", pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Be counted no more."""
    found = _own(request, pk)
    found.withdraw(request.user, at=timezone.now())
    messages.success(request, f"No map of {found} counts you.")
    return redirect("competency:team", pk)


@require_POST
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a map as at the end of yesterday."""
    try:
        return redirect("competency:team_map", _kept(request, pk).draw(at=timezone.now()).pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("competency:team", pk)


@require_safe
def team_map(request: HttpRequest, pk: int) -> HttpResponse:
    seen = TeamMap.objects.visible_to(request.user, on=timezone.localdate())
    drawn = get_object_or_404(seen.select_related("team__force", "team__edition__framework"), pk=pk)
    context = {"team": drawn.team, "force": drawn.team.force, "report": map_report(drawn)}
    return render(request, "competency/team_map.html", context)


def _seen(request: HttpRequest, pk: int) -> Team:
    seen = Team.objects.visible_to(request.user, on=timezone.localdate())
    return get_object_or_404(seen.select_related("force", "edition__framework"), pk=pk)


def _kept(request: HttpRequest, pk: int) -> Team:
    kept = Team.objects.editable_by(request.user, on=timezone.localdate())
    return get_object_or_404(kept.select_related("force", "edition__framework"), pk=pk)


def _own(request: HttpRequest, pk: int) -> Team:
    return get_object_or_404(Team.objects.with_place_for(request.user, on=timezone.localdate()), pk=pk)


def _page(request: HttpRequest, found: Team, form: ColleagueForm | None = None) -> HttpResponse:
    """Show a team; whoever keeps it is offered the colleagues who aren't in it."""
    today, kept = timezone.localdate(), keeps(request, found.force)
    if kept and form is None:
        form = ColleagueForm(force=found.force, on=today, without=found.members())
    page = team_page(found, request.user, keeps=kept, on=today)
    context = {"team": found, "force": found.force, "page": page, "form": form, "keeps": kept}
    return render(request, "competency/team.html", context, status=status_of(form) if form else 200)
