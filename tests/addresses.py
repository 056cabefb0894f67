"""What every address is filled in with: an object of a force for each of its parts."""

import pytest
from django.utils import timezone

from accounts.models import Invitation, Token
from accounts.roles import Role
from assessments.models import Comment
from frameworks.models import Edition
from inspections.models import CalendarLink, Submission
from records.models import Deletion
from tests import factories
from tests.competency.addresses import addresses_of
from tests.factories import (
    NEXT_YEAR,
    NOON,
    ActionFactory,
    AssessmentFactory,
    AssignmentFactory,
    BoardFactory,
    BoardPaperFactory,
    EditionFactory,
    EvidenceRequestFactory,
    FileItemFactory,
    FindingFactory,
    ForceFactory,
    ItemFactory,
    KeyDateFactory,
    MembershipFactory,
    PortalLineFactory,
    PublishedReportFactory,
    SavedViewFactory,
    SignOffFactory,
    UploadFactory,
    WorkshopFactory,
)

KEEPS_FRAMEWORKS = tuple(f"frameworks:{name}" for name in ("publish", "withdraw", "new_edition", "paste_table"))
EDITOR_OF_A_CRITERION = ("edit_criterion", "paste_statements")
EDITOR_OF_A_STATEMENT = ("edit_statement", "split_statement")
EDITOR_OF_AN_EDITION = ("edit", "edit_about", "edit_levels", "add_level", "add_criterion", "edit_changes", "try_rule")
ON_CRITERION = ("why", "criterion_history", "score", "decide", "aim", "plan", "peer", "peer_level", "comments")
# What everything of another force is called by, and nothing else.
MARK = 98_765_000
MARKED = b"98765"


@pytest.fixture
def of_another(judgment_criteria):
    """Return what the addresses of another force are filled in with; everything that is called anything bears the mark.

    To be asked for after what belongs to one's own.
    """
    made = [each for each in vars(factories).values() if isinstance(each, type(ForceFactory))]
    # Frameworks are everybody's.
    counts = {each: each._meta.next_sequence() for each in made if each is not EditionFactory}
    for each in counts:
        each.reset_sequence(MARK, force=True)
    force = ForceFactory()
    owner = MembershipFactory(force=force, role=Role.ASSESSOR).user
    arguments = arguments_of(AssessmentFactory(force=force, edition=judgment_criteria), owner, mark=str(MARK))
    for each, count in counts.items():
        each.reset_sequence(count + 1, force=True)
    return arguments


def arguments_of(assessment, assessor, *, mark=""):
    """Return a function that says what goes into an address of this name: objects of the assessment's force.

    What they are called ends in the mark, where their factory doesn't name them.
    """
    criterion = assessment.edition.criteria.get(code="1.1")
    workshop = WorkshopFactory(assessment=assessment, criteria=[criterion])
    ballot = workshop.open_ballot(criterion, at=NOON)
    on_paper = workshop.seat_on_paper(at=NOON)
    sign_off = SignOffFactory(assessment=assessment, by=assessor)
    at_ballot = {"vote", "reveal", "reopen", "agree", "plan", "park", "skip"}
    finding = FindingFactory(force=assessment.force)
    finding.complete(on=NOON.date(), by=assessor, at=NOON)
    sent = {"force": finding.force, "name": f"A batch{mark}", "on": NOON.date(), "by": assessor, "at": NOON}
    batch = Submission.objects.submit({finding: "Seen."}, **sent)
    board = BoardFactory(force=finding.force)
    key_date = KeyDateFactory(force=finding.force)
    paper = BoardPaperFactory(force=finding.force, board=board)
    link = CalendarLink.objects.create(user=assessor, force=finding.force, made_at=NOON)
    upload = UploadFactory(force=finding.force)
    line = PortalLineFactory(portal_import__force=finding.force)
    view = SavedViewFactory(force=finding.force, is_shared=True)
    statement = criterion.statements.order_by("pk").first().pk
    item, kept = ItemFactory(force=assessment.force), FileItemFactory(force=assessment.force)
    assessment.cite(statement, [item], by=assessor, at=NOON)
    asked = EvidenceRequestFactory(force=assessment.force, asked=assessor, by=assessor)
    action = ActionFactory(assessment=assessment)
    later = EditionFactory(framework=assessment.edition.framework, status="published")
    section = AssignmentFactory(assessment=assessment, owner=assessor)
    section.submit(by=assessor, at=NOON)
    invited = {"force": assessment.force, "email": f"new{mark}@force.example", "role": Role.READER, "ends_on": None}
    runs = MembershipFactory(force=assessment.force, role=Role.FORCE_ADMINISTRATOR).user
    invitation, secret = Invitation.objects.invite(**invited, by=runs, at=timezone.now())
    said = Comment.objects.begin(assessment, criterion.pk, text=f"Seen?{mark}", by=assessor, at=NOON)
    before = AssessmentFactory(force=assessment.force, edition=assessment.edition)
    Deletion.objects.create(assessment=assessment, reason=f"Due.{mark}", asked_by=assessor, asked_at=NOON)
    report = PublishedReportFactory(force=assessment.force, edition=assessment.edition)
    named = {
        "assessments:rounds_file": [assessment.pk, before.pk, "csv"],
        **addresses_of(assessment.force, assessor),
        "assessments:my_actions": [],
        "assessments:reply": [said.pk],
        "assessments:comment_act": [said.pk, "resolve"],
        "assessments:peer_judge": [assessment.pk, statement],
        "assessments:my_sections": [],
        "assessments:grades": [assessment.force.code],
        "assessments:record_report": [assessment.force.code, assessment.edition_id],
        **{f"assessments:{name}": [report.pk] for name in ("correct_report", "take_report_out")},
        "assessments:actions": [assessment.force.code],
        **{f"assessments:{name}": [action.pk] for name in ("action", "change_action")},
        "assessments:record_progress": [action.pk, "note"],
        **{f"assessments:{name}": [section.pk] for name in ("section", "submit_section", "review_section")},
        "evidence:forces": [],
        **{f"evidence:{name}": [item.pk] for name in ("item", "amend", "take_off")},
        **{f"evidence:{name}": [asked.pk] for name in ("request", "withdraw")},
        "evidence:download": [kept.pk],
        "evidence:add": [assessment.force.code, "note"],
        "evidence:bring": [asked.pk, "note"],
        "assessments:evidence": [assessment.pk, statement],
        "assessments:add_evidence": [assessment.pk, statement, "note"],
        "assessments:uncite": [assessment.pk, statement, item.pk],
        "inspections:forces": [],
        **{f"inspections:{name}": [upload.pk] for name in ("check", "columns", "words", "discard")},
        **{f"inspections:{name}": [line.portal_import_id] for name in ("reconciliation", "explain_many")},
        **{
            f"inspections:{name}": [line.portal_import_id, f"only_theirs-0-{line.pk}"]
            for name in ("settle", "accept_portal", "explain_one")
        },
        **{f"inspections:{name}": [view.pk] for name in ("change_view", "delete_view")},
        **{f"inspections:{name}": [finding.pk] for name in ("finding", "amend", "assign")},
        "inspections:record": [finding.pk, "closed"],
        "inspections:batch": [batch.pk],
        **{f"inspections:{name}": [board.pk] for name in ("board", "change_board", "meet")},
        **{f"inspections:{name}": [key_date.pk] for name in ("change_key_date", "delete_key_date")},
        "inspections:feed": [link.token],
        **{
            f"inspections:{name}": [paper.pk]
            for name in ("paper", "change_paper", "issue_paper", "next_version", "discard_paper")
        },
        **{f"inspections:{name}": [paper.pk, "purpose"] for name in ("write_section", "use_draft")},
        "inspections:paper_file": [paper.pk, "docx"],
        "inspections:response": [finding.inspection_id],
        "inspections:pack": [assessment.pk, criterion.pk],
        **{
            f"inspections:{name}": [finding.force.code, finding.inspection_id]
            for name in ("change_inspection", "inspection_grades")
        },
        "maturity:list": [assessment.pk],
        "maturity:profile": [assessment.force.code],
        "maturity:convene": [assessment.pk],
        **{f"assessments:{name}": [assessment.pk, sign_off.pk] for name in ("signed", "signed_file")},
        "history:forces": [],
        "history:installation": [],
        "records:list": [assessment.force.code],
        **{f"history:{name}": [assessment.force.code] for name in ("force", "visits", "departures")},
        **{f"history:{name}": [assessment.force.code, "csv"] for name in ("file", "visits_file", "departures_file")},
        "maturity:join": [],
        "maturity:take_seat": [workshop.code],
        "maturity:summary_file": [workshop.pk, "csv"],
        "maturity:sheet": [workshop.pk, "matrix"],
        **{
            f"maturity:{name}": [workshop.pk, on_paper.pk]
            for name in ("type_in_for", "take_sheet_out", "take_out", "let_back_in")
        },
        "maturity:open_ballot": [workshop.pk, criterion.pk],
        **{f"maturity:{name}": [workshop.pk, ballot.pk] for name in at_ballot},
        "frameworks:edition": [assessment.edition_id],
        **{f"frameworks:{name}": [assessment.edition_id] for name in (*EDITOR_OF_AN_EDITION, "save_field")},
        **{f"frameworks:{name}": [assessment.edition_id, criterion.pk] for name in EDITOR_OF_A_CRITERION},
        **{f"frameworks:{name}": [assessment.edition_id, statement] for name in EDITOR_OF_A_STATEMENT},
        "frameworks:delete_from_draft": [assessment.edition_id, "criterion", criterion.pk],
        "frameworks:undo_edit": [assessment.edition_id, 1],
        "assessments:preview": [assessment.edition_id, criterion.pk],
        "frameworks:matrix": [assessment.edition_id],
        "frameworks:criterion": [criterion.pk],
        **{f"frameworks:{name}": [assessment.edition_id, later.pk] for name in ("comparison", "comparison_file")},
        "frameworks:correct": [assessment.edition_id, later.pk, statement],
        "frameworks:crosswalk": [assessment.edition_id],
        "frameworks:suggested_links": [assessment.edition_id, later.pk],
        "frameworks:criterion_crosswalk": [criterion.pk],
        **{f"home:{name}": [assessment.force.code] for name in ("coverage", "coverage_file")},
        "home:coverage_cell": [assessment.force.code, *cell_of_the_grid()],
        **{f"assessments:{name}": [assessment.pk, criterion.pk] for name in ("elsewhere", "reuse")},
        **{f"frameworks:{name}": [criterion.pk, criterion.pk] for name in ("link", "refuse_link")},
        **{name: [assessment.edition_id] for name in KEEPS_FRAMEWORKS},
        "frameworks:download": [assessment.edition_id, "xlsx"],
        "assessments:gap_file": [assessment.pk, "csv"],
        "assessments:judge": [assessment.pk, criterion.statements.order_by("pk").first().pk],
        **{
            f"accounts:{name}": [assessment.force.code]
            for name in ("people", "invitations", "force_settings", "access")
        },
        **{f"accounts:{name}": [assessment.force.code, assessor.pk] for name in ("person", "sign_out")},
        "accounts:revoke_invitation": [assessment.force.code, invitation.pk],
        "accounts:arrive": [secret],
        "openid_connect_callback": ["sso"],
        **{f"mfa_{name}_webauthn": [1] for name in ("edit", "remove")},
        "accounts:revoke_token": [
            Token.objects.issue(user=assessor, name=f"One{mark}", ends_on=NOON.date(), at=NOON)[0].pk
        ],
        "accounts:revoke_access": [
            assessment.force.code,
            "token",
            Token.objects.issue(user=assessor, name=f"Two{mark}", ends_on=NEXT_YEAR, at=timezone.now())[0].pk,
        ],
        **{f"api:{name}": [assessment.pk] for name in ("gaps", "report")},
        "accounts:dismiss": [assessment.force.code, assessor.memberships.get().pk],
        **{f"outbox:{name}": [factories.MailFactory().pk] for name in ("send_again", "throw_away")},
        "account_confirm_email": ["no-such-key"],
        "account_reset_password_from_key": ["abc", "no-such-key"],
    }

    def fill(name):
        if name in {f"assessments:{act}" for act in ON_CRITERION}:
            return [assessment.pk, criterion.pk]
        if name.startswith("maturity:"):
            return named.get(name, [workshop.pk])
        if name.startswith("records:"):
            return named.get(name, [assessment.force.code, assessment.pk])
        if name.startswith(("inspections:", "evidence:")):
            return named.get(name, [assessment.force.code])
        one = name.startswith("assessments:") and name not in {"assessments:list", "assessments:open"}
        return named.get(name, [assessment.pk] if one else [])

    return fill


def cell_of_the_grid():
    """Return the keys of a capability and an organisational level of the national strategy."""
    strategy = Edition.objects.get(framework__slug="nisp")
    return strategy.criteria.get(code="C1").pk, strategy.levels.get(rank=1).pk
