"""Teams and their maps."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import force_with_role, has_role, seen_force
from competency.forms import ColleagueForm, TeamForm
from competency.map_report import map_report
from competency.models import Team, TeamMap
from competency.models.access import KEEPS
from competency.team_page import team_page
from config.form_page import attempt, attempt_at_once, get_or_post, post_only, posted, status_of


@get_or_post
def teams(request: HttpRequest, code: str) -> HttpResponse:
    """List the teams that the person sees; whoever keeps teams makes one."""
    force = force_with_role(request, code, KEEPS) if request.method == "POST" else seen_force(request, code)
    form = TeamForm(posted(request))
    made = attempt(form, lambda: form.set_up(force=force))
    if made:
        return redirect("competency:team", made.result.pk)
    seen = (
        Team.objects.visible_to(request.user, on=timezone.localdate()).filter(force=force).order_by("name_found", "pk")
    )
    context = {"force": force, "teams": seen, "form": form, "keeps": has_role(request, force, KEEPS)}
    return render(request, "competency/teams.html", context, status=status_of(form))


@require_safe
def team(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Team.objects.visible_to(request.user, on=timezone.localdate())
    return _page(request, get_object_or_404(seen.select_related("force", "edition__framework"), pk=pk))


@post_only("competency:team", "pk")
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a colleague into a team."""
    editable, today = _editable(request, pk), timezone.localdate()
    form = ColleagueForm(request.POST, force=editable.force, on=today, without=editable.members())
    if not attempt(form, lambda: editable.take_in(form.cleaned_data["person"], on=today)):
        return _page(request, editable, form=form)
    messages.success(request, f"{form.cleaned_data['person']} is in the team, and may agree to be counted.")
    return redirect("competency:team", pk)


@post_only("competency:team", "pk")
def take_out(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Take somebody out of a team; maps that count them stay, since they agreed to those."""
    get_object_or_404(_editable(request, pk).places, person=person).delete()
    return redirect("competency:team", pk)


@post_only("competency:team", "pk")
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to be counted."""
    own = _own(request, pk)
    own.agree(request.user, at=timezone.now())
    messages.success(request, f"Your finished profiles count in maps of {own} from tomorrow.")
    return redirect("competency:team", pk)


@post_only("competency:team", "pk")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop being counted."""
    own = _own(request, pk)
    own.withdraw(request.user, at=timezone.now())
    messages.success(request, f"No map of {own} counts you.")
    return redirect("competency:team", pk)


@post_only("competency:team", "pk")
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a map as at the end of yesterday."""
    editable = _editable(request, pk)
    drawn = attempt_at_once(request, lambda: editable.draw(at=timezone.now()))
    return redirect("competency:team_map", drawn.result.pk) if drawn else redirect("competency:team", pk)


@require_safe
def team_map(request: HttpRequest, pk: int) -> HttpResponse:
    seen = TeamMap.objects.visible_to(request.user, on=timezone.localdate())
    drawn = get_object_or_404(seen.select_related("team__force", "team__edition__framework"), pk=pk)
    context = {"team": drawn.team, "force": drawn.team.force, "report": map_report(drawn)}
    return render(request, "competency/team_map.html", context)


def _editable(request: HttpRequest, pk: int) -> Team:
    """Return a team of a force where the person who asks keeps teams; 404 for any other."""
    editable = Team.objects.editable_by(request.user, on=timezone.localdate())
    return get_object_or_404(editable.select_related("force", "edition__framework"), pk=pk)


def _own(request: HttpRequest, pk: int) -> Team:
    """Return a team that the person who asks is in; 404 for any other."""
    return get_object_or_404(Team.objects.with_place_for(request.user, on=timezone.localdate()), pk=pk)


def _page(request: HttpRequest, team: Team, form: ColleagueForm | None = None) -> HttpResponse:
    """Show a team; whoever keeps it is offered the colleagues who aren't in it."""
    today, keeps = timezone.localdate(), has_role(request, team.force, KEEPS)
    if keeps and form is None:
        form = ColleagueForm(force=team.force, on=today, without=team.members())
    page = team_page(team, request.user, keeps=keeps, on=today)
    context = {"team": team, "force": team.force, "page": page, "form": form, "keeps": keeps}
    return render(request, "competency/team.html", context, status=status_of(form))
