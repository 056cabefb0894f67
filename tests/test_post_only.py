"""Every address that only takes what is posted leads whoever opens it to the page that has its form."""

import pytest
from django.urls import resolve

from accounts.roles import Role
from maturity.models import Workshop
from tests.test_access import GET, POST, ROLES, address, as_role, assessment, status  # noqa: F401

# The page of each.
PAGES = {
    "frameworks:save_field": "frameworks:edit",
    "frameworks:undo_edit": "frameworks:edit_changes",
    "frameworks:refuse_link": "frameworks:link",
    "assessments:decide": "assessments:score",
    "assessments:aim": "assessments:score",
    "assessments:judge": "assessments:score",
    "assessments:uncite": "assessments:evidence",
    "assessments:reuse": "assessments:elsewhere",
    "assessments:peer_level": "assessments:peer",
    "assessments:peer_judge": "assessments:peer",
    "assessments:take_report_out": "assessments:correct_report",
    "assessments:reply": "assessments:comments",
    "assessments:comment_act": "assessments:comments",
    "assessments:record_progress": "assessments:action",
    "assessments:submit_section": "assessments:section",
    "assessments:review_section": "assessments:section",
    "evidence:take_off": "evidence:item",
    "evidence:withdraw": "evidence:request",
    "records:plan_review": "records:one",
    "records:hold": "records:one",
    "records:lift_hold": "records:one",
    **dict.fromkeys(
        ("records:confirm_deletion", "records:stop_deletion", "records:carry_out_deletion"), "records:deletion"
    ),
    "inspections:assign": "inspections:finding",
    "inspections:record": "inspections:finding",
    "inspections:meet": "inspections:board",
    "inspections:revoke_calendar_link": "inspections:calendar_link",
    "inspections:delete_key_date": "inspections:change_key_date",
    "inspections:use_draft": "inspections:write_section",
    "inspections:issue_paper": "inspections:paper",
    "inspections:next_version": "inspections:paper",
    "inspections:discard_paper": "inspections:paper",
    "inspections:delete_view": "inspections:change_view",
    "inspections:words": "inspections:check",
    "inspections:discard": "inspections:check",
    "inspections:explain_many": "inspections:reconciliation",
    "inspections:accept_portal": "inspections:settle",
    "inspections:explain_one": "inspections:settle",
    "inspections:assign_many": "inspections:register",
    "inspections:count_portal": "inspections:table",
    "competency:finish": "competency:profile",
    "competency:reopen": "competency:profile",
    "competency:end_share": "competency:shares",
    "competency:uncount": "competency:profile",
    "competency:take_in": "competency:team",
    "competency:take_out": "competency:team",
    "competency:agree": "competency:team",
    "competency:withdraw": "competency:team",
    "competency:draw": "competency:team",
    "maturity:open_ballot": "maturity:run",
    "maturity:end_prescoring": "maturity:run",
    "maturity:nudge": "maturity:run",
    "maturity:hand_over": "maturity:run",
    "maturity:close": "maturity:run",
    "maturity:leave_seat": "maturity:seat",
    "maturity:take_sheet_out": "maturity:type_in",
    **dict.fromkeys(
        [f"maturity:{name}" for name in ("take_out", "let_back_in", "lock", "unlock", "renew_code")], "maturity:door"
    ),
    "maturity:reveal": "maturity:run",
    "maturity:reopen": "maturity:run",
    "maturity:agree": "maturity:run",
    "maturity:plan": "maturity:run",
    "maturity:park": "maturity:run",
    "maturity:skip": "maturity:run",
    "accounts:sign_out": "accounts:person",
    "accounts:dismiss": "accounts:people",
    "accounts:revoke_invitation": "accounts:invitations",
    "accounts:end_others": "accounts:sign_ins",
    "accounts:sso_link": "accounts:account",
    "accounts:revoke_token": "accounts:tokens",
    "accounts:revoke_access": "accounts:access",
    **dict.fromkeys(("outbox:send_again", "outbox:throw_away"), "outbox:mails"),
}
PASSWORD = "correct horse battery staple"


def test_none_is_left_out():
    assert set(PAGES) == {name for name in POST if name not in GET}


@pytest.mark.parametrize("role", ROLES)
def test_whoever_opens_one_gets_what_its_page_gives_them(role, as_role, address):  # noqa: F811
    client, found = as_role(role), {}
    for name in PAGES:
        answer, head = client.get(address(name)), client.head(address(name))
        assert (head.status_code, head.headers.get("Location")) == (answer.status_code, answer.headers.get("Location"))
        if answer.status_code == 302 and role != "nobody":
            # It leads to the page for the same object.
            assert answer.url.partition("#")[0] == address(PAGES[name]), name
            answer = client.get(answer.url)
        found[name] = answer.status_code
    assert found == {name: GET[page][ROLES.index(role)] for name, page in PAGES.items()}


def test_it_tells_nobody_whether_there_is_such_an_object(as_role, address):  # noqa: F811
    """What an outsider gets is the same for an object of the force and for one that isn't there."""
    client, told = as_role("outsider"), {}
    for name in PAGES:
        there, absent = (answer_to(client, path) for path in (address(name), without_object(address(name))))
        if there != absent:
            told[name] = (there, absent)
    assert told == {}


def answer_to(client, path):
    """Return the statuses and the names on the way to the last answer."""
    answer = client.get(path, follow=True)
    return [resolve(to.partition("#")[0]).view_name for to, _ in answer.redirect_chain], answer.status_code


def without_object(path):
    """Return the same address with numbers that nothing has."""
    return "/".join("99999999" if part.isdigit() else part for part in path.split("/"))


def test_signing_in_leads_from_one_to_its_page(client, member, address):  # noqa: F811
    """As after a session that ended before a form was sent."""
    lead = member(Role.INSPECTION_LEAD)
    lead.set_password(PASSWORD)
    lead.save()
    Workshop.objects.update(facilitator=lead)
    for name in ("assessments:decide", "assessments:judge", "maturity:agree"):
        client.logout()
        way = client.post(address(name), {}).url
        answer = client.post(way, {"login": lead.email, "password": PASSWORD}, follow=True)
        assert (answer.status_code, answer.request["PATH_INFO"]) == (200, address(PAGES[name]))


@pytest.mark.parametrize("role", ["nobody", "lead"])
def test_what_is_left_is_refused_in_the_frame_of_the_site(role, as_role, address):  # noqa: F811
    """Programs are told by the status alone; a browser shows a page with the way home."""
    client, pages, framed = as_role(role), {}, []
    for name in {*GET, *POST}:
        answer = client.put(address(name))
        pages.setdefault(answer.status_code, []).append(name)
        if answer.status_code == 405 and not name.startswith("api:"):
            framed.append((name, "app-masthead" in answer.content.decode(), answer["Allow"] != ""))
    assert {each[1:] for each in framed} == {(True, True)}


def test_every_page_answers_head_and_is_kept_nowhere(as_role, address):  # noqa: F811
    """But for those of the libraries, and of the provider for single sign-on, whose addresses begin something."""
    client = as_role("lead")
    ours = [name for name in GET if ":" in name and not name.startswith(("api:", "accounts:sso"))]
    answers = {name: client.head(address(name)) for name in ours}
    assert {name: status(answer) for name, answer in answers.items()} == {
        name: GET[name][ROLES.index("lead")] for name in ours
    }
    # The same walk: no page is kept by a browser. A calendar asks for its feed in its own time, without signing in.
    kept = {name for name, answer in answers.items() if "no-store" not in answer.headers.get("Cache-Control", "")}
    assert kept == {"inspections:feed"}
