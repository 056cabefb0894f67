"""Views of the register by name: whose they are, and who may change them."""

from accounts.roles import Role
from inspections.models import SavedView
from tests.factories import NOON, SavedViewFactory
from tests.inspections.pages import page


def shown(client, force):
    return [(row.view.name, row.is_theirs) for row in client.get(page("register", force.code)).context["views"]]


def test_what_is_asked_is_saved_under_a_name_and_found_on_the_register(as_lead, force, lead):
    asked = "?kind=cause&overdue=on&q=custody+suite&state=&page=3&nonsense=1&board=999"
    done = as_lead.post(page("save_view", force.code) + asked, {"name": "Custody, overdue"})
    view = SavedView.objects.get()
    assert (view.query, view.by, view.is_shared) == ("q=custody+suite&kind=cause&overdue=on", lead, False)
    assert done.url == f"{page('register', force.code)}?{view.query}"
    assert shown(as_lead, force) == [("Custody, overdue", True)]
    html = as_lead.get(done.url).content.decode()
    assert (
        f'href="{page("register", force.code)}?q=custody+suite&amp;kind=cause&amp;overdue=on" aria-current="page"'
        in html
    )


def test_a_name_is_needed_and_is_one_s_own_only_once(as_lead, force, lead):
    SavedViewFactory(force=force, by=lead, name="Mine")
    SavedViewFactory(force=force, name="Somebody's", is_shared=True)
    for name, told in (("", "Enter a name."), ("Mine", "You have a view of this name already.")):
        response = as_lead.post(page("save_view", force.code), {"name": name})
        assert (response.status_code, told in response.content.decode()) == (422, True)
    assert as_lead.post(page("save_view", force.code), {"name": "Somebody's"}).status_code == 302


def test_one_sees_one_s_own_and_those_shared_in_the_force(client, force, member, lead):
    reader = member(Role.READER)
    SavedViewFactory(force=force, by=lead, name="Lead's")
    SavedViewFactory(force=force, by=lead, name="Shared", is_shared=True)
    SavedViewFactory(force=force, by=reader, name="Reader's")
    SavedViewFactory(by=reader, name="Elsewhere")
    SavedViewFactory(name="Theirs", is_shared=True)
    client.force_login(reader)
    assert shown(client, force) == [("Reader's", True), ("Shared", False)]


def test_renaming_sharing_and_deleting(as_lead, force, lead):
    view = SavedViewFactory(force=force, by=lead, name="Old")
    as_lead.post(page("change_view", view.pk), {"name": "New", "is_shared": "on"})
    view.refresh_from_db()
    assert (view.name, view.is_shared, view.query) == ("New", True, "kind=cause")
    as_lead.post(page("delete_view", view.pk))
    assert not SavedView.objects.exists()


def test_who_may_change_whose(client, force, member, lead):
    reader = member(Role.READER)
    shared, own = SavedViewFactory(force=force, is_shared=True), SavedViewFactory(force=force)
    mine = SavedViewFactory(force=force, by=reader)
    for who, allowed in ((reader, {mine}), (lead, {shared})):
        client.force_login(who)
        found = {view for view in (shared, own, mine) if client.get(page("change_view", view.pk)).status_code == 200}
        assert found == allowed
    reader.memberships.all().delete()
    assert list(SavedView.objects.editable_by(reader, on=NOON.date())) == []
