"""Who gets what at every address: one table, and a hole in it fails."""

import re
from functools import cache

import pytest
from django.db import transaction
from django.urls import get_resolver, resolve, reverse

from accounts.adapter import FRESH
from accounts.roles import Role
from accounts.sessions import BEGAN
from maturity.models import Workshop
from tests.addresses import (
    EDITOR_OF_A_CRITERION,
    EDITOR_OF_A_STATEMENT,
    EDITOR_OF_AN_EDITION,
    KEEPS_FRAMEWORKS,
    MARKED,
    arguments_of,
    of_another,  # noqa: F401
)
from tests.factories import AssessmentFactory

ROLES = ("nobody", "reader", "assessor", "lead", "force_administrator", "peer_reviewer", "outsider")

# What the roles above get, in that order. 302 for nobody is the way to sign in; another force's object is a 404.
PUBLIC = (200,) * 7
SIGNED_IN = (302, *(200,) * 6)
OWN_FORCE = (302, 200, 200, 200, 200, 200, 404)
ASSESSES = (302, 404, 404, 302, 302, 404, 404)
ANSWERS = (302, 404, 200, 200, 200, 404, 404)
# The lead runs the workshop; the others, the force's administrator included, do not.
FACILITATES = (302, 404, 404, 200, 404, 404, 404)
ACTS = (302, 404, 404, 302, 404, 404, 404)
ASKS = (302, 404, 404, 422, 404, 404, 404)
# Nobody of these has taken a seat: they are sent to join, signed in or not.
NO_SEAT = (302,) * 7
KEEPS_REGISTER = (302, 404, 404, 200, 200, 404, 404)
KEEPER_ASKED = (302, 404, 404, 422, 422, 404, 404)
KEEPER_ACTS = (302, 404, 404, 302, 302, 404, 404)
READS_HISTORY = KEEPS_REGISTER
RUNS_FORCE = (302, 404, 404, 404, 200, 404, 404)
NEEDS_A_TOKEN = (401,) * 7
OWN_FORCE_ACTS = (*(302,) * 6, 404)
# None of these administers frameworks: tests/frameworks/files/test_pages.py has who does.
LOADS_FRAMEWORKS = (302, *(403,) * 6)
NOBODY_ELSES = (302, *(404,) * 6)
OWN_PROFILE = ("profile", "assess", "change", "remove", "profile_file", "shares")
# None of these administers frameworks: tests/frameworks/editor/test_pages.py has who does.
NO_EDITOR = (302, *(404,) * 6)
EDITOR_WRITTEN = (
    *("edit", "edit_about", "edit_levels", "add_level", "add_criterion", "save_field", "undo_edit"),
    *("delete_from_draft", *EDITOR_OF_A_CRITERION, *EDITOR_OF_A_STATEMENT),
)
EDITOR_READ = ("delete_from_draft", *EDITOR_OF_AN_EDITION, *EDITOR_OF_A_CRITERION, *EDITOR_OF_A_STATEMENT)
GET = {
    **{f"frameworks:{name}": NO_EDITOR for name in EDITOR_READ},
    "assessments:preview": NO_EDITOR,
    "home:dashboard": SIGNED_IN,
    **dict.fromkeys(("home:coverage", "home:coverage_file", "home:coverage_cell"), OWN_FORCE),
    "frameworks:list": SIGNED_IN,
    "frameworks:search": SIGNED_IN,
    "frameworks:edition": SIGNED_IN,
    "frameworks:matrix": SIGNED_IN,
    "frameworks:criterion": SIGNED_IN,
    "frameworks:comparison": SIGNED_IN,
    "frameworks:comparison_file": SIGNED_IN,
    "frameworks:crosswalk": SIGNED_IN,
    "frameworks:criterion_crosswalk": SIGNED_IN,
    # Only a framework administrator corrects a comparison or the crosswalk, and none of these is one.
    **dict.fromkeys(("frameworks:correct", "frameworks:suggested_links", "frameworks:link"), (302, *(404,) * 6)),
    "frameworks:import": LOADS_FRAMEWORKS,
    "frameworks:template": LOADS_FRAMEWORKS,
    **dict.fromkeys(KEEPS_FRAMEWORKS, (302, *(404,) * 6)),
    "frameworks:download": (302, *(404,) * 6),
    "assessments:list": SIGNED_IN,
    "assessments:open": (302, 403, 403, 200, 200, 403, 200),
    "assessments:overview": OWN_FORCE,
    "assessments:set_up": (302, 404, 404, 200, 200, 404, 404),
    "assessments:gap": OWN_FORCE,
    "assessments:submit": (302, 404, 404, 200, 200, 404, 404),
    "assessments:reopen": (302, 404, 404, 200, 200, 404, 404),
    "assessments:sign_off": (302, 404, 404, 200, 200, 404, 404),
    "assessments:signed": OWN_FORCE,
    "assessments:signed_file": OWN_FORCE,
    "assessments:gap_file": OWN_FORCE,
    "assessments:sheet_file": ANSWERS,
    "assessments:sheet_import": ANSWERS,
    "assessments:score": OWN_FORCE,
    "assessments:plan": (302, 404, 200, 200, 200, 404, 404),
    "assessments:what_if": OWN_FORCE,
    "assessments:my_actions": SIGNED_IN,
    "assessments:actions": OWN_FORCE,
    "assessments:action": OWN_FORCE,
    "assessments:change_action": (302, 404, 200, 200, 200, 404, 404),
    "assessments:sections": OWN_FORCE,
    "assessments:history": OWN_FORCE,
    "assessments:criterion_history": OWN_FORCE,
    # The outsider leads another force, and is led to its history.
    "history:forces": (302, 404, 404, 302, 302, 404, 302),
    **{f"history:{name}": READS_HISTORY for name in ("force", "visits", "file", "visits_file")},
    **{f"history:{name}": READS_HISTORY for name in ("departures", "departures_file")},
    "history:installation": (302, *(404,) * 6),
    # For superusers alone: tests/outbox has who sees it.
    "outbox:mails": (302, *(404,) * 6),
    "assessments:my_sections": SIGNED_IN,
    **{f"records:{name}": RUNS_FORCE for name in ("list", "one", "file")},
    # Its deletion is asked for already: there its administrator is led, and whoever signed it decides, too.
    "records:dispose": (302, 404, 404, 404, 302, 404, 404),
    "records:deletion": (302, 404, 404, 404, 200, 404, 404),
    "assessments:section": OWN_FORCE,
    "assessments:next_round": (302, 404, 404, 200, 200, 404, 404),
    "assessments:move": (302, 404, 404, 200, 200, 404, 404),
    "assessments:rounds": OWN_FORCE,
    "assessments:rounds_file": OWN_FORCE,
    "assessments:units": OWN_FORCE,
    "assessments:came_over": OWN_FORCE,
    "assessments:side_by_side": OWN_FORCE,
    "assessments:peer": OWN_FORCE,
    "assessments:grades": OWN_FORCE,
    "assessments:record_report": KEEPS_REGISTER,
    "assessments:correct_report": KEEPS_REGISTER,
    "assessments:all_comments": OWN_FORCE,
    "assessments:comments": OWN_FORCE,
    "maturity:list": OWN_FORCE,
    "maturity:profile": OWN_FORCE,
    "maturity:convene": (302, 404, 404, 200, 200, 404, 404),
    "maturity:join": PUBLIC,
    "maturity:take_seat": PUBLIC,
    "maturity:seat": NO_SEAT,
    "maturity:seat_board": (404,) * 7,
    "maturity:vote": NO_SEAT,
    # Whoever runs it already is led to its console.
    "maturity:take_over": (302, 404, 404, 302, 200, 404, 404),
    "maturity:run": FACILITATES,
    "maturity:run_board": FACILITATES,
    "maturity:summary": OWN_FORCE,
    "maturity:summary_file": OWN_FORCE,
    "maturity:sheet": OWN_FORCE,
    "maturity:type_in": FACILITATES,
    "maturity:type_in_for": FACILITATES,
    "maturity:door": FACILITATES,
    "maturity:pulse": NO_SEAT,
    "maturity:projector": FACILITATES,
    "maturity:projector_board": FACILITATES,
    "evidence:forces": (302,) * 7,
    "evidence:shelf": OWN_FORCE,
    "evidence:item": OWN_FORCE,
    "evidence:download": OWN_FORCE,
    "evidence:add": (302, 404, 200, 200, 200, 404, 404),
    "evidence:amend": (302, 404, 200, 200, 200, 404, 404),
    "evidence:requests": OWN_FORCE,
    "evidence:request": OWN_FORCE,
    "evidence:ask": (302, 404, 200, 200, 200, 404, 404),
    "evidence:bring": (302, 404, 200, 200, 200, 404, 404),
    "assessments:evidence": OWN_FORCE,
    "assessments:elsewhere": OWN_FORCE,
    "assessments:why": OWN_FORCE,
    "assessments:add_evidence": (302, 404, 200, 200, 200, 404, 404),
    "inspections:forces": (302, 302, 302, 302, 302, 302, 302),
    "inspections:register": OWN_FORCE,
    "inspections:table": OWN_FORCE,
    "inspections:finding": OWN_FORCE,
    "inspections:batches": OWN_FORCE,
    "inspections:batch": OWN_FORCE,
    "inspections:boards": OWN_FORCE,
    "inspections:board": OWN_FORCE,
    "inspections:inspections": OWN_FORCE,
    "inspections:raise": KEEPS_REGISTER,
    "inspections:amend": KEEPS_REGISTER,
    "inspections:submit": KEEPS_REGISTER,
    "inspections:set_up_board": KEEPS_REGISTER,
    "inspections:change_board": KEEPS_REGISTER,
    "inspections:change_inspection": KEEPS_REGISTER,
    "inspections:inspection_grades": KEEPER_ACTS,
    "inspections:import_register": KEEPS_REGISTER,
    "inspections:check": KEEPER_ACTS,
    "inspections:columns": KEEPS_REGISTER,
    "inspections:portal_exports": OWN_FORCE,
    "inspections:reconciliation": OWN_FORCE,
    "inspections:settle": KEEPS_REGISTER,
    "inspections:export_register": OWN_FORCE,
    "inspections:save_view": OWN_FORCE,
    "inspections:change_view": KEEPS_REGISTER,
    "inspections:calendar": OWN_FORCE,
    "inspections:add_key_date": KEEPS_REGISTER,
    "inspections:change_key_date": KEEPS_REGISTER,
    "inspections:calendar_link": OWN_FORCE,
    "inspections:feed": PUBLIC,
    "inspections:responses": OWN_FORCE,
    "inspections:first_day": OWN_FORCE,
    "inspections:response": OWN_FORCE,
    "inspections:readiness": OWN_FORCE,
    "inspections:papers": OWN_FORCE,
    "inspections:paper": OWN_FORCE,
    "inspections:paper_file": OWN_FORCE,
    "inspections:draft_paper": KEEPS_REGISTER,
    "inspections:change_paper": KEEPS_REGISTER,
    "inspections:write_section": KEEPS_REGISTER,
    "inspections:pack": OWN_FORCE,
    "competency:mine": SIGNED_IN,
    # Guests have no profile here.
    "competency:begin": (302, 200, 200, 200, 200, 404, 404),
    # Somebody else's own, whatever the role.
    **{f"competency:{name}": NOBODY_ELSES for name in OWN_PROFILE},
    "competency:roles": OWN_FORCE,
    "competency:role": OWN_FORCE,
    "competency:add_role": KEEPS_REGISTER,
    "competency:change_role": KEEPS_REGISTER,
    "competency:teams": OWN_FORCE,
    # Those who are in a team see it, and those who keep teams.
    "competency:team": KEEPS_REGISTER,
    "competency:team_map": KEEPS_REGISTER,
    "accounts:people": (302, 404, 404, 404, 200, 404, 404),
    "accounts:access": (302, 404, 404, 404, 200, 404, 404),
    "accounts:force_settings": (302, 404, 404, 404, 200, 404, 404),
    "accounts:person": (302, 404, 404, 404, 200, 404, 404),
    "accounts:invitations": (302, 404, 404, 404, 200, 404, 404),
    "accounts:inviting": (302, 404, 404, 404, 200, 404, 404),
    # Whoever is signed in as somebody else is told so.
    "accounts:arrive": PUBLIC,
    "accounts:account": SIGNED_IN,
    "accounts:here": (302, *(204,) * 6),
    "accounts:sign_ins": SIGNED_IN,
    "accounts:tokens": SIGNED_IN,
    # There is no single sign-on here.
    "accounts:sso": (404, *(302,) * 6),
    "openid_connect_callback": (404,) * 7,
    "socialaccount_login_cancelled": PUBLIC,
    "socialaccount_connections": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    # Sent to confirm that it's them, or to sign in.
    **{
        f"mfa_{name}": (302,) * 7
        for name in (
            "authenticate",
            "reauthenticate",
            "reauthenticate_webauthn",
            "activate_totp",
            "add_webauthn",
            "edit_webauthn",
            "remove_webauthn",
            "generate_recovery_codes",
        )
    },
    "mfa_list_webauthn": SIGNED_IN,
    # None of these has any.
    "mfa_deactivate_totp": (302, *(404,) * 6),
    "mfa_view_recovery_codes": (302, *(404,) * 6),
    "mfa_download_recovery_codes": (302, *(404,) * 6),
    **{f"api:{name}": NEEDS_A_TOKEN for name in ("assessments", "gaps", "report", "scores", "actions", "findings")},
    "api:published_grades": NEEDS_A_TOKEN,
    "api:openapi-json": PUBLIC,
    "api:api-root": (404,) * 7,
    "account_login": (200, *(302,) * 6),
    "account_signup": (200, *(302,) * 6),
    "account_inactive": PUBLIC,
    "account_logout": (302, *(200,) * 6),
    "account_reauthenticate": (302, *(200,) * 6),
    "account_email": SIGNED_IN,
    "account_email_verification_sent": PUBLIC,
    "account_confirm_email": PUBLIC,
    "account_change_password": SIGNED_IN,
    "account_set_password": (302,) * 7,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_confirm_login_code": (302,) * 7,
}
# An empty form: 302 where it acts, 409 and 422 where it says what is wrong. Nobody is always sent to sign in.
POST = {
    **dict.fromkeys(("outbox:send_again", "outbox:throw_away"), (302, *(404,) * 6)),
    "records:plan_review": (302, 404, 404, 404, 422, 404, 404),
    "records:hold": (302, 404, 404, 404, 422, 404, 404),
    "records:lift_hold": (302, 404, 404, 404, 302, 404, 404),
    **{f"records:{name}": (302, 404, 404, 404, 302, 404, 404) for name in ("dispose", "confirm_deletion")},
    **{f"records:{name}": (302, 404, 404, 404, 302, 404, 404) for name in ("stop_deletion", "carry_out_deletion")},
    **{f"frameworks:{name}": NO_EDITOR for name in EDITOR_WRITTEN},
    "frameworks:import": LOADS_FRAMEWORKS,
    **dict.fromkeys(("frameworks:correct", "frameworks:link", "frameworks:refuse_link"), (302, *(404,) * 6)),
    **dict.fromkeys(KEEPS_FRAMEWORKS, (302, *(404,) * 6)),
    "evidence:add": (302, 404, 422, 422, 422, 404, 404),
    "evidence:amend": (302, 404, 422, 422, 422, 404, 404),
    "evidence:take_off": (302, 404, 302, 302, 302, 404, 404),
    "evidence:ask": (302, 404, 422, 422, 422, 404, 404),
    "evidence:request": (302, 404, 422, 422, 422, 404, 404),
    "evidence:bring": (302, 404, 422, 422, 422, 404, 404),
    "evidence:withdraw": (302, 404, 302, 302, 302, 404, 404),
    "assessments:evidence": (302, 404, 422, 422, 422, 404, 404),
    "assessments:reuse": (302, 404, 422, 422, 422, 404, 404),
    "assessments:add_evidence": (302, 404, 422, 422, 422, 404, 404),
    "assessments:uncite": (302, 404, 302, 302, 302, 404, 404),
    "assessments:next_round": (302, 404, 404, 422, 422, 404, 404),
    "assessments:move": (302, 404, 404, 422, 422, 404, 404),
    "assessments:submit": (302, 404, 404, 302, 302, 404, 404),
    "assessments:reopen": (302, 404, 404, 422, 422, 404, 404),
    "assessments:sign_off": (302, 404, 404, 422, 422, 404, 404),
    "assessments:score": (302, 404, 302, 302, 302, 404, 404),
    "assessments:set_up": (302, 404, 404, 422, 422, 404, 404),
    "assessments:open": (302, 403, 403, 422, 422, 403, 422),
    "assessments:decide": (302, 404, 422, 422, 422, 404, 404),
    "assessments:aim": (302, 404, 422, 422, 422, 404, 404),
    "assessments:plan": (302, 404, 422, 422, 422, 404, 404),
    "assessments:actions": (302, 404, 422, 422, 422, 404, 404),
    "assessments:change_action": (302, 404, 422, 422, 422, 404, 404),
    "assessments:record_progress": (302, 404, 422, 422, 422, 404, 404),
    "assessments:sections": (302, 404, 404, 422, 422, 404, 404),
    # Only its owner submits a section, and none of these owns it.
    "assessments:submit_section": (302, *(404,) * 6),
    "assessments:review_section": (302, 404, 404, 422, 422, 404, 404),
    "assessments:judge": (302, 404, 409, 409, 409, 404, 404),
    # Peers alone judge from outside, and they are nothing but that.
    "assessments:peer": (302, 404, 404, 404, 404, 302, 404),
    "assessments:peer_level": (302, 404, 404, 404, 404, 422, 404),
    "assessments:peer_judge": (302, 404, 404, 404, 404, 409, 404),
    "assessments:record_report": KEEPER_ASKED,
    "assessments:correct_report": KEEPER_ASKED,
    "assessments:take_report_out": KEEPER_ACTS,
    # Whoever has any role in the force comments.
    "assessments:comments": (302, 422, 422, 422, 422, 422, 404),
    "assessments:reply": (302, 422, 422, 422, 422, 422, 404),
    "assessments:comment_act": OWN_FORCE_ACTS,
    "assessments:sheet_import": (302, 404, 422, 422, 422, 404, 404),
    "maturity:convene": (302, 404, 404, 422, 422, 404, 404),
    "maturity:join": (422,) * 7,
    "maturity:take_seat": (422,) * 7,
    "maturity:vote": NO_SEAT,
    "maturity:leave_seat": NO_SEAT,
    "maturity:pulse": NO_SEAT,
    "maturity:open_ballot": ACTS,
    "maturity:end_prescoring": ACTS,
    "maturity:nudge": ACTS,
    "maturity:type_in": ASKS,
    "maturity:type_in_for": ASKS,
    "maturity:take_sheet_out": ACTS,
    "maturity:take_out": ACTS,
    "maturity:let_back_in": ACTS,
    "maturity:lock": ACTS,
    "maturity:unlock": ACTS,
    "maturity:renew_code": ACTS,
    "maturity:hand_over": ASKS,
    "maturity:take_over": (302, 404, 404, 302, 422, 404, 404),
    "maturity:close": ACTS,
    "maturity:reveal": ACTS,
    "maturity:reopen": ACTS,
    "maturity:agree": ASKS,
    "maturity:plan": ASKS,
    "maturity:park": ACTS,
    "maturity:skip": ACTS,
    "inspections:assign_many": (302, 404, 404, 302, 302, 404, 404),
    "inspections:count_portal": KEEPER_ASKED,
    "inspections:inspections": KEEPER_ASKED,
    "inspections:change_inspection": KEEPER_ASKED,
    "inspections:raise": KEEPER_ASKED,
    "inspections:amend": KEEPER_ASKED,
    "inspections:assign": KEEPER_ASKED,
    "inspections:record": KEEPER_ASKED,
    "inspections:submit": KEEPER_ASKED,
    "inspections:batch": KEEPER_ASKED,
    "inspections:set_up_board": KEEPER_ASKED,
    "inspections:change_board": KEEPER_ASKED,
    "inspections:meet": KEEPER_ASKED,
    "inspections:first_day": KEEPER_ASKED,
    "inspections:import_register": KEEPER_ASKED,
    "inspections:check": KEEPER_ACTS,
    "inspections:columns": KEEPER_ASKED,
    "inspections:words": KEEPER_ACTS,
    "inspections:discard": KEEPER_ACTS,
    "inspections:portal_exports": KEEPER_ASKED,
    "inspections:explain_many": KEEPER_ASKED,
    "inspections:accept_portal": KEEPER_ASKED,
    "inspections:explain_one": KEEPER_ASKED,
    "inspections:save_view": (302, 422, 422, 422, 422, 422, 404),
    "inspections:change_view": KEEPER_ASKED,
    "inspections:delete_view": KEEPER_ACTS,
    "inspections:add_key_date": KEEPER_ASKED,
    "inspections:change_key_date": KEEPER_ASKED,
    "inspections:delete_key_date": KEEPER_ACTS,
    "inspections:draft_paper": KEEPER_ASKED,
    "inspections:change_paper": KEEPER_ASKED,
    "inspections:write_section": KEEPER_ASKED,
    "inspections:use_draft": KEEPER_ACTS,
    "inspections:issue_paper": KEEPER_ACTS,
    "inspections:next_version": KEEPER_ACTS,
    "inspections:discard_paper": KEEPER_ACTS,
    "inspections:calendar_link": (302,) * 7,
    "inspections:revoke_calendar_link": OWN_FORCE_ACTS,
    "inspections:response": KEEPER_ACTS,
    "competency:begin": (302, 422, 422, 422, 422, 404, 404),
    **{
        f"competency:{name}": NOBODY_ELSES
        for name in ("assess", "change", "remove", "shares", "finish", "reopen", "end_share", "uncount")
    },
    "competency:add_role": KEEPER_ASKED,
    "competency:change_role": KEEPER_ASKED,
    "competency:teams": KEEPER_ASKED,
    "competency:take_in": KEEPER_ASKED,
    "competency:take_out": KEEPER_ACTS,
    "competency:draw": KEEPER_ACTS,
    # None of these is in the team.
    "competency:agree": NOBODY_ELSES,
    "competency:withdraw": NOBODY_ELSES,
    "accounts:person": (302, 404, 404, 404, 422, 404, 404),
    "accounts:sign_out": (302, 404, 404, 404, 302, 404, 404),
    "accounts:invitations": (302, 404, 404, 404, 422, 404, 404),
    "accounts:force_settings": (302, 404, 404, 404, 422, 404, 404),
    "accounts:revoke_invitation": (302, 404, 404, 404, 302, 404, 404),
    "accounts:revoke_access": (302, 404, 404, 404, 302, 404, 404),
    "accounts:arrive": (422, *(302,) * 6),
    "accounts:end_others": (302,) * 7,
    "accounts:sso_link": (302, *(404,) * 6),
    # Whoever signed in a while ago confirms that it's them first, whatever they asked for.
    "accounts:tokens": (302,) * 7,
    # Nobody revokes another's.
    "accounts:revoke_token": (302, *(404,) * 6),
    "accounts:dismiss": (302, 404, 404, 404, 302, 404, 404),
}
ADMINISTRATION = "admin:"


@pytest.fixture
def assessment(force, judgment_criteria):
    return AssessmentFactory(force=force, edition=judgment_criteria)


def signed_in(client, user):
    """Sign somebody in, long enough ago that they are asked to confirm that it's them before they change how."""
    client.force_login(user)
    session = client.session
    session[BEGAN] -= 2 * FRESH
    session.save()


@pytest.fixture
def as_role(client, member, outsider):
    """Return a function that signs the client in as one of ROLES."""

    def sign_in(role):
        client.logout()
        roles = {
            "reader": Role.READER,
            "assessor": Role.ASSESSOR,
            "lead": Role.INSPECTION_LEAD,
            "force_administrator": Role.FORCE_ADMINISTRATOR,
            "peer_reviewer": Role.PEER_REVIEWER,
        }
        if role == "outsider":
            # Every office of the force is somebody else's.
            for each in Role:
                member(each)
            signed_in(client, outsider)
        elif role != "nobody":
            user = member(roles[role])
            signed_in(client, user)
            if role == "lead":
                Workshop.objects.update(facilitator=user)
        return client

    return sign_in


@pytest.fixture
def address(assessment, assessor):
    """Return a function that fills in an address with an object of the force."""
    arguments = arguments_of(assessment, assessor)
    return lambda name: reverse(name, args=arguments(name))


@pytest.mark.parametrize("role", ROLES)
def test_reading(role, as_role, address, of_another):  # noqa: F811
    """Whoever reads: no page and no file says a word of another force, and none leads to what is refused."""
    client, found, told, refused = as_role(role), {}, [], set()
    for name in GET:
        answer = client.get(address(name))
        content = content_of(answer)
        found[name] = answer.status_code
        if MARKED in content:
            told.append(name)
        # What the outsider is led to is their own force's, which isn't what the table has.
        if b"<html" in content and role != "outsider":
            refused |= refusals(content.decode(), address(name), role)
    assert (found, told, refused) == ({name: said[ROLES.index(role)] for name, said in GET.items()}, [], set())


@pytest.mark.parametrize("role", ROLES)
def test_acting(role, as_role, address):
    client, found = as_role(role), {}
    for name in POST:
        # Taken back, so that each act finds what the first one found.
        with transaction.atomic():
            found[name] = status(client.post(address(name)))
            transaction.set_rollback(True)
    assert found == {name: said[ROLES.index(role)] for name, said in POST.items()}


def status(answer):
    content_of(answer)
    return answer.status_code


def refusals(page, path, role):
    """Return where a page leads, or would send a form with a button, that is refused to whoever reads it."""
    links = [("GET", GET, to) for to in re.findall(r'<a [^>]*href="(/[^"#?]*)', page)]
    forms = [form for form in re.findall(r'<form[^>]*method="post".*?</form>', page, re.S) if "<button" in form]
    acts = [("POST", POST, "".join(re.findall(r'^[^>]* action="([^"#?]*)', form)) or path) for form in forms]
    led = {(way, table.get(name, PUBLIC), name) for way, table, to in links + acts for name in [named(to)]}
    return {(named(path), way, name) for way, said, name in led if said[ROLES.index(role)] in {403, 404}}


def named(path):
    """Return the name of the address; all that differ in numbers alone have one."""
    return name_of(re.sub(r"(?<=/)\d+(?=/)", "1", path))


@cache
def name_of(path):
    return resolve(path).view_name


def content_of(answer):
    """Return what an answer says; a file that is handed out is closed once it is read."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_what_is_read_takes_nothing(as_role, address):
    """But for the libraries' own pages, which refuse or ignore it."""
    ours = [name for name in GET if ":" in name and not name.startswith("api:")]
    client, reads = as_role("lead"), [name for name in ours if name not in POST]
    assert {name: client.post(address(name)).status_code for name in reads} == dict.fromkeys(reads, 405)


def test_nobody_is_sent_to_sign_in(as_role, address):
    private = [name for name, said in GET.items() if said[0] == 302 and said != NO_SEAT and "account_" not in name]
    ways = {as_role("nobody").get(address(name)).url.partition("?")[0] for name in private}
    assert ways == {reverse("account_login")}


def test_every_address_is_in_the_table():
    names = {name for name in names_of(get_resolver()) if not name.startswith(ADMINISTRATION)}
    assert names == {*GET, *POST}


@pytest.mark.parametrize("role", ROLES)
def test_the_administration_site_is_for_staff(role, as_role):
    assert as_role(role).get(reverse("admin:index")).status_code in {302, 403}


def test_the_administration_site_has_no_door_of_its_own(client):
    assert client.get(reverse("admin:login")).url.startswith(reverse("account_login"))


def names_of(resolver, namespace=""):
    """Yield the name of every address below a resolver, with its namespace."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names_of(pattern, inner)
        elif pattern.name:
            yield namespace + pattern.name
