"""The inspections of a register: added, changed, and what is refused."""

import datetime

from inspections.models import Inspection
from tests.factories import ForceFactory, InspectionFactory
from tests.inspections.pages import page, said, three

DAY = datetime.date(2026, 1, 5)


def typed(**changes):
    return {
        "title": "Custody, 2026",
        "kind": "custody",
        "origin": "unannounced_custody",
        **three("published_on", DAY),
        **changes,
    }


def test_an_inspection_is_added_and_changed(as_lead, force):
    answer = as_lead.post(page("inspections", force.code), typed(), follow=True)
    inspection = Inspection.objects.get()
    assert (inspection.force, inspection.title, inspection.published_on) == (force, "Custody, 2026", DAY)
    assert said(answer) == ["Custody, 2026 is on the register."]
    address = page("change_inspection", force.code, inspection.pk)
    assert as_lead.post(address, typed(title="Custody, January 2026")).url == page("inspections", force.code)
    inspection.refresh_from_db()
    assert inspection.title == "Custody, January 2026"


def test_an_inspection_without_a_title_is_refused_and_what_was_typed_stays(as_lead, force):
    answer = as_lead.post(page("inspections", force.code), typed(title=""))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["title"])
    assert answer.context["form"]["published_on"].value() == ["5", "1", "2026"]
    assert Inspection.objects.count() == 0


def test_another_forces_inspection_is_not_found(as_lead, force):
    theirs = InspectionFactory(force=ForceFactory())
    assert as_lead.get(page("change_inspection", force.code, theirs.pk)).status_code == 404
    assert as_lead.post(page("change_inspection", force.code, theirs.pk), typed()).status_code == 404
