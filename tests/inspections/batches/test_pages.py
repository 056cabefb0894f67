"""Batches: what one needs, and what is not lost where two people send or answer at once."""

from django.utils import timezone

from inspections.finding.lifecycle import Act
from inspections.models import Finding, Submission
from tests.factories import NOON, FindingFactory
from tests.inspections.pages import page, three


def stands(finding):
    return Finding.objects.as_at(timezone.localdate()).get(pk=finding.pk).state


def test_a_batch_needs_something_to_send_and_its_evidence(as_lead, finding, lead):
    finding.complete(on=NOON.date(), by=lead, at=timezone.now(), note="Seen by the board.")
    address = page("submit", finding.force.code)
    assert "Seen by the board." in as_lead.get(address).content.decode()
    day = {"name": "A batch", **three("on", timezone.localdate())}
    nothing = as_lead.post(address, day)
    assert nothing.context["form"].non_field_errors() == ["Tick the findings that go into the batch."]
    blank = as_lead.post(address, {**day, f"send_{finding.pk}": "on", f"statement_{finding.pk}": " "})
    assert blank.context["form"].errors == {f"statement_{finding.pk}": ["Write the evidence statement for AFI-1."]}
    assert not Submission.objects.exists()


def test_what_somebody_else_did_in_the_meantime_is_not_lost_in_silence(as_lead, finding, lead):
    today, now = timezone.localdate(), timezone.now()
    other = FindingFactory(force=finding.force, reference="AFI-2")
    for each in (finding, other):
        each.complete(on=today, by=lead, at=now)
    sent = {"force": finding.force, "on": today, "by": lead, "at": now}
    batch = Submission.objects.submit({finding: "Proof."}, name="First", **sent)
    ticked = {"name": "Second", **three("on", today), f"send_{finding.pk}": "on", f"send_{other.pk}": "on"}
    late = as_lead.post(page("submit", finding.force.code), {**ticked, f"statement_{other.pk}": "Proof."})
    assert late.context["form"].non_field_errors() == [
        "Something that you ticked isn't completed locally any more. Tick again what goes."
    ]
    finding.close(on=today, by=lead, at=now)
    answers = {**three("on", today), f"answer_{finding.pk}": Act.RETURNED, f"note_{finding.pk}": "Not yet."}
    late = as_lead.post(page("batch", batch.pk), answers)
    assert late.status_code == 422
    assert late.context["form"].non_field_errors() == [
        "Somebody else recorded an answer in the meantime. Record what still waits."
    ]
    assert [stands(finding), stands(other)] == ["closed", "completed"]
