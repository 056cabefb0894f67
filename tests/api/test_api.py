"""What programs read: the rows of the pages, by token, and nobody else's."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Token
from accounts.roles import Role
from assessments.gap.report import gap_report
from assessments.gap.table import gap_values
from assessments.models import Assessment
from tests.conftest import shipped
from tests.factories import (
    NOON,
    ActionFactory,
    AssessmentFactory,
    FindingFactory,
    ForceFactory,
    PublishedReportFactory,
    ScoreFactory,
)

TODAY = timezone.localdate


@pytest.fixture
def assessment(force, ci_sam):
    return AssessmentFactory(force=force, edition=ci_sam, round_label="Autumn")


@pytest.fixture
def reader(member):
    return member(Role.READER)


@pytest.fixture
def ask(client, reader):
    """Return a function that reads an address of the API with the reader's token."""
    _, secret = Token.objects.issue(user=reader, name="Tests", ends_on=TODAY(), at=timezone.now())

    def read(name, *args, **query):
        return client.get(reverse(f"api:{name}", args=args), query, headers={"authorization": f"Bearer {secret}"})

    return read


NAMES = ("assessments", "scores", "published_grades", "actions", "findings")


class TestWhoAsks:
    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic abc", "Bearer ayf_"])
    def test_nobody_reads_without_a_token(self, client, assessment, header):
        answer = client.get(reverse("api:assessments"), headers={"authorization": header})
        assert (answer.status_code, answer.json()) == (401, {"detail": "Unauthorized"})

    def test_a_session_is_no_token(self, client, reader, assessment):
        client.force_login(reader)
        assert client.get(reverse("api:assessments")).status_code == 401

    def test_a_token_ends_after_its_last_day(self, client, reader):
        yesterday = TODAY() - datetime.timedelta(days=1)
        _, secret = Token.objects.issue(user=reader, name="Old", ends_on=yesterday, at=NOON)
        answer = client.get(reverse("api:assessments"), headers={"authorization": f"Bearer {secret}"})
        assert answer.status_code == 401

    def test_a_token_of_somebody_who_left_reads_nothing(self, ask, reader):
        reader.is_active = False
        reader.save()
        assert ask("assessments").status_code == 401

    def test_a_token_reads_no_more_than_its_person_may_now(self, ask, reader, assessment):
        assert ask("assessments").json()["count"] == 1
        Membership.objects.filter(user=reader).delete()
        assert ask("assessments").status_code == 401

    def test_the_page_of_tokens_names_every_address(self, client, reader):
        client.force_login(reader)
        text = client.get(reverse("accounts:tokens")).text
        assert [name for name in NAMES if reverse(f"api:{name}") not in text] == []

    @pytest.mark.parametrize("name", NAMES)
    def test_another_force_is_never_read(self, ask, ci_sam, name, member):
        foreign = AssessmentFactory(force=ForceFactory(), edition=ci_sam)
        criterion = ci_sam.criteria.filter(scored=True).first()
        ScoreFactory(assessment=foreign, criterion=criterion)
        foreign.actions.create(criterion=criterion, title="Theirs", by=member(Role.READER), at=NOON)
        FindingFactory(force=foreign.force)
        PublishedReportFactory(force=foreign.force, edition=shipped("peel-paf"))
        assert ask(name).json() == {"count": 0, "items": []}

    @pytest.mark.parametrize("name", ["gaps", "report"])
    def test_another_forces_report_is_not_there(self, ask, ci_sam, name):
        foreign = AssessmentFactory(force=ForceFactory(), edition=ci_sam)
        assert ask(name, foreign.pk).status_code == 404

    def test_its_last_use_is_kept_by_the_day(self, ask, reader, django_assert_num_queries):
        ask("assessments")
        assert Token.objects.get().used_on == TODAY()
        # The token with its person, the count and the rows, what left and of which forces: nothing else is
        # written the second time.
        with django_assert_num_queries(6):
            ask("assessments")

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_nothing_is_changed_by_it(self, client, reader, method):
        _, secret = Token.objects.issue(user=reader, name="Tests", ends_on=TODAY(), at=NOON)
        address = reverse("api:assessments")
        assert getattr(client, method)(address, headers={"authorization": f"Bearer {secret}"}).status_code == 405


class TestRows:
    def test_an_assessment(self, ask, assessment):
        assert ask("assessments").json()["items"] == [
            {
                "id": assessment.pk,
                "force": assessment.force.code,
                "framework": "ci-sam",
                "edition": "undated",
                "unit": "",
                "round": "Autumn",
                "starts_on": assessment.starts_on.isoformat(),
                "due_on": "2026-12-31",
                "state": "open",
                "marking": "OFFICIAL",
                "disclosable": False,
                "follows": None,
                "revision": 1,
            }
        ]

    def test_a_score(self, ask, assessment, ci_sam):
        criterion = ci_sam.criteria.get(code="leadership")
        levels = list(ci_sam.levels.order_by("rank"))
        given = {"level": levels[1], "target": levels[2], "rationale": "Seen.", "at": NOON}
        score = ScoreFactory(assessment=assessment, criterion=criterion, **given)
        found = ask("scores", assessment=assessment.pk).json()
        assert found == {
            "count": 1,
            "items": [
                {
                    "id": score.pk,
                    "assessment": assessment.pk,
                    "criterion": "leadership",
                    "title": "Leadership",
                    "source": "self",
                    "level": {"code": levels[1].code, "name": levels[1].name, "rank": 2},
                    "target": {"code": levels[2].code, "name": levels[2].name, "rank": 3},
                    "rationale": "Seen.",
                    "at": NOON.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z"),
                }
            ],
        }
        assert ask("scores", assessment=assessment.pk + 1).json()["count"] == 0

    def test_a_published_grade_as_at_a_day(self, ask, force, peel_paf):
        question = peel_paf.criteria.filter(graded=True).order_by("position").first()
        levels = {level.code: level for level in peel_paf.levels.all()}
        about = {"force": force, "edition": peel_paf}
        day = datetime.date(2024, 5, 1)
        first = PublishedReportFactory(**about, title="PEEL", published_on=day, grades={question.pk: levels["good"]})
        PublishedReportFactory(**about, grades={question.pk: levels["adequate"]})
        found = ask("published_grades", force=force.code).json()
        assert [row["level"]["code"] for row in found["items"]] == ["adequate", "good"]
        assert ask("published_grades", as_at=day.isoformat()).json() == {
            "count": 1,
            "items": [
                {
                    "id": first.grades.get().pk,
                    "force": force.code,
                    "framework": "peel-paf",
                    "edition": peel_paf.label,
                    "criterion": question.code,
                    "title": question.title,
                    "level": {"code": "good", "name": "Good", "rank": levels["good"].rank},
                    "report": "PEEL",
                    "published_on": "2024-05-01",
                    "link": "",
                }
            ],
        }
        assert ask("published_grades", force="another").json()["count"] == 0

    def test_the_report_is_that_of_the_page(self, ask, assessment):
        whole = Assessment.objects.with_edition().get(pk=assessment.pk)
        assert ask("report", assessment.pk).json() == _as_json(gap_values(gap_report(whole, on=TODAY())))

    def test_the_gaps_are_its_lines(self, ask, assessment):
        found = ask("gaps", assessment.pk).json()
        report = ask("report", assessment.pk).json()
        lists = ("missing", "unjudged", "holding_back", "met", "not_applicable", "noted")
        texts = [line["text"] for row in report["criteria"] for name in lists for line in row[name]]
        assert [line["text"] for line in found["items"]] == texts
        assert found["count"] == len(texts) > 0

    def test_actions_tell_their_effort_state_and_what_they_build(self, ask, assessment, nisp):
        capability, level = nisp.criteria.get(code="C1"), nisp.levels.get(code="53.1")
        long_ago = NOON.date() - datetime.timedelta(days=400)
        given = {"assessment": assessment, "due_on": long_ago}
        ActionFactory(**given, effort="L", capability=capability, organisational_level=level)
        ActionFactory(**given, done_on=long_ago)
        ActionFactory(**given, dropped_on=long_ago, reason="Merged.")
        names = ("state", "effort", "capability", "organisational_level", "dropped_on", "is_overdue")
        assert [tuple(row[name] for name in names) for row in ask("actions").json()["items"]] == [
            ("open", "L", "C1", "53.1", None, True),
            ("done", "", "", "", None, False),
            ("dropped", "", "", "", long_ago.isoformat(), False),
        ]

    def test_a_finding_as_at_a_day(self, ask, force, assessor):
        finding = FindingFactory(force=force, reference="AFI-1")
        finding.complete(on=NOON.date(), by=assessor, at=NOON)
        (row,) = ask("findings", as_at=NOON.date().isoformat()).json()["items"]
        assert (row["reference"], row["state"], row["since"]) == ("AFI-1", "Completed locally", NOON.date().isoformat())
        assert (row["is_live"], row["is_overdue"]) == (True, False)
        assert ask("findings", as_at="2001-01-01").json() == {"count": 0, "items": []}

    @pytest.mark.parametrize("address", ["findings", "published_grades"])
    @pytest.mark.parametrize("day", ["1989-12-31", "2101-01-01", "0001-01-01", "9999-12-31", "2026-02-30"])
    def test_a_day_that_no_field_takes_is_refused(self, ask, force, address, day):
        assert ask(address, as_at=day).status_code == 422


class TestPages:
    def test_rows_come_by_pages(self, ask, force, ci_sam):
        made = [AssessmentFactory(force=force, edition=ci_sam, round_label=f"R{n}") for n in range(5)]
        pages = [ask("assessments", limit=2, offset=offset).json() for offset in (0, 2, 4, 6)]
        assert [page["count"] for page in pages] == [5, 5, 5, 5]
        rows = [row["id"] for page in pages for row in page["items"]]
        assert sorted(rows) == sorted(each.pk for each in made)

    @pytest.mark.parametrize(
        "query", [{"limit": 0}, {"limit": 1001}, {"offset": -1}, {"offset": 10**30}, {"limit": "many"}]
    )
    def test_what_is_no_page_is_refused(self, ask, query):
        answer = ask("assessments", **query)
        assert answer.status_code == 422
        assert answer.json()["detail"][0]["loc"] == ["query", *query]

    @pytest.mark.parametrize("number", [10**30, 0])
    def test_what_is_no_assessment_is_not_found(self, ask, number):
        assert ask("gaps", number).status_code == 404

    @pytest.mark.parametrize("name", ["scores", "actions"])
    @pytest.mark.parametrize("assessment", [2**63, 0, -1, "x"])
    def test_rows_of_what_is_no_assessment_are_refused(self, ask, name, assessment):
        assert ask(name, assessment=assessment).status_code == 422


def test_the_document_names_every_address(client):
    document = client.get(reverse("api:openapi-json")).json()
    assert document["openapi"].startswith("3.1")
    assert sorted(document["paths"]) == [
        "/api/v1/actions",
        "/api/v1/assessments",
        "/api/v1/assessments/{pk}/gaps",
        "/api/v1/assessments/{pk}/report",
        "/api/v1/findings",
        "/api/v1/published-grades",
        "/api/v1/scores",
    ]
    assert {method for path in document["paths"].values() for method in path} == {"get"}
    assert document["components"]["securitySchemes"] == {"Bearer": {"type": "http", "scheme": "bearer"}}


def _as_json(values):
    """Return values as they are after they were sent: tuples are lists."""
    if isinstance(values, dict):
        return {key: _as_json(value) for key, value in values.items()}
    return [_as_json(value) for value in values] if isinstance(values, list | tuple) else values
