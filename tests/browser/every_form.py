"""What the stories over every form need of the site: one person who may do everything, and each page's address."""

import json

PAGES = """
import json
from django.urls import reverse
from django.utils import timezone
from accounts.roles import Role
from tests import addresses, factories
from tests.test_access import GET
# What the demo has is numbered from 1, too.
for each in vars(factories).values():
    if isinstance(each, type(factories.ForceFactory)):
        each.reset_sequence(first, force=True)
# A force of its own: other stories count what the demo's has.
force = factories.ForceFactory()
edition = Edition.objects.get(framework__slug="judgment-criteria", label="2018/19")
may = {"is_superuser": True, "is_staff": True, "is_framework_administrator": True}
who = factories.UserFactory(email=email, name="Every Form", **may)
factories.MembershipFactory(force=force, user=who, role=Role.INSPECTION_LEAD)
assessment = factories.AssessmentFactory(force=force, edition=edition, lead=who)
arguments = addresses.arguments_of(assessment, who, mark=f" of {who.pk}")
factories.MembershipFactory(force=force, user=who, role=Role.FORCE_ADMINISTRATOR)
workshop = Workshop.objects.get(assessment=assessment)
Workshop.objects.filter(pk=workshop.pk).update(facilitator=who)
workshop.refresh_from_db()
workshop.admit(name="Every", user=who, at=timezone.now())
written = factories.small_edition()
draft, criterion = written.pk, written.criteria.filter(scored=True).order_by("pk").first()
other = Edition.objects.get(framework__slug="nisp").criteria.first()
statement, criterion = criterion.statements.order_by("pk").first(), criterion.pk
named = {
    **{name: [draft] for name in (*addresses.KEEPS_FRAMEWORKS,
        *(f"frameworks:{one}" for one in addresses.EDITOR_OF_AN_EDITION))},
    **{f"frameworks:{one}": [draft, criterion] for one in addresses.EDITOR_OF_A_CRITERION},
    **{f"frameworks:{one}": [draft, statement.pk] for one in addresses.EDITOR_OF_A_STATEMENT},
    "frameworks:delete_from_draft": [draft, "criterion", criterion],
    "frameworks:new_edition": [edition.pk],
    "frameworks:link": [edition.criteria.get(code="1.1").pk, other.pk],
}
found = {name: reverse(name, args=named.get(name) or arguments(name)) for name in GET}
# A round that was revealed, for what its facilitator writes down.
agenda = [assessment.edition.criteria.get(code="1.1")]
revealed = factories.WorkshopFactory(assessment=assessment, criteria=agenda, facilitator=who)
ballot = revealed.open_ballot(agenda[0], at=timezone.now())
factories.ParticipantFactory(workshop=revealed)
ballot.reveal(at=timezone.now())
over = factories.WorkshopFactory(assessment=assessment, facilitator=who)
over.admit(name="Every", user=who, at=timezone.now())
over.close(at=timezone.now())
apart = factories.AssessmentFactory(force=force, edition=edition, lead=who)
Retention.objects.create(assessment=apart, review_on=timezone.localdate() - timezone.timedelta(days=1))
section = factories.AssignmentFactory(assessment=apart, owner=who)
# In the demo's force, which has findings that wait for a batch and evidence that a linked criterion cites.
demo = Force.objects.get(code="demo")
factories.MembershipFactory(force=demo, user=who, role=Role.INSPECTION_LEAD)
helped = factories.AssessmentFactory(force=demo, edition=edition, lead=who)
more = {
    "inspections:submit, of the demo": reverse("inspections:submit", args=["demo"]),
    "assessments:elsewhere, of the demo": reverse("assessments:elsewhere", args=[helped.pk, agenda[0].pk]),
    "maturity:run, revealed": reverse("maturity:run", args=[revealed.pk]),
    "maturity:pulse, of a workshop that is over": reverse("maturity:pulse", args=[over.pk]),
    "maturity:take_seat, not yet in": reverse("maturity:take_seat", args=[revealed.code]),
    "assessments:section, not submitted": reverse("assessments:section", args=[section.pk]),
    "records:dispose, not asked for": reverse("records:dispose", args=[force.code, apart.pk]),
}
print(json.dumps(found | more))
"""


def pages_of(site, email, first):
    """Make somebody who may do everything; return each page's address by its name. Things are numbered from `first`."""
    return json.loads(site.shell(f"email, first = {email!r}, {first}\n{PAGES}"))


# Each form that acts, with its boxes that take what is typed.
BOXES = """[...document.forms].filter((form) => form.method === "post").map((form) => ({ form,
  boxes: [...form.elements].filter((one) => one.name && !one.matches(":disabled") && !one.readOnly
    && /^(text|search|email|url|tel|number|textarea)$/.test(one.type)
    && !/one-time-code|password/.test(one.autocomplete)) }))"""

# Types into each box, as somebody does: what stands there is replaced. Returns where the forms are sent.
TYPE = f"""() => {{
  let count = 0;
  return {BOXES}.map(({{ form, boxes }}) => {{
    for (const box of boxes) {{
      count += 1;
      box.value = box.type === "number" ? String(count % 9 + 1)
        : box.type === "email" ? `typed${{count}}@force.example`
        : `Typed ${{count}} by hand`.slice(0, box.maxLength > 0 ? box.maxLength : 60);
      box.dispatchEvent(new Event("input", {{ bubbles: true }}));
    }}
    boxes.at(-1)?.focus();
    return new URL(form.getAttribute("action") || location.href, location.href).pathname;
  }});
}}"""

# What stands in the boxes, form by form.
STANDS = (
    f"() => {BOXES}.map(({{ boxes }}) => boxes.map((box) => [box.name, box.value])).filter((typed) => typed.length)"
)
