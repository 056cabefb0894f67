"""Tags of the form templates: they render Django's widgets with GOV.UK Frontend's attributes."""

from copy import copy

from django import forms, template
from django.forms.boundfield import BoundField

register = template.Library()

# A placeholder vanishes when typing begins, and columns are the stylesheet's business.
UNWANTED = frozenset({"placeholder", "cols"})


@register.simple_tag
def govuk_widget(field: BoundField, css: str, **extra: str) -> str:
    """Return the control alone, tied to its hint and its error. `data_x` is written as the attribute `data-x`."""
    widget = copy(field.field.widget)
    own = {name: value for name, value in widget.attrs.items() if name not in UNWANTED}
    widget.attrs = own
    error = f" {css.split()[0]}--error" if field.errors else ""
    attrs = {
        **{name.replace("_", "-"): value for name, value in extra.items()},
        "id": own.get("id") or field.auto_id,
        "class": f"{css}{error} {own.get('class', '')}".strip(),
        "aria-describedby": described_by(field, own.get("aria-describedby", "")),
        "aria-invalid": "true" if field.errors else None,
        "disabled": field.field.disabled or own.get("disabled"),
    }
    widget.is_localized = field.field.localize
    attrs = {name: value for name, value in attrs.items() if value}
    return widget.render(field.html_name, field.value(), attrs, renderer=field.form.renderer)


@register.filter
def described_by(field: BoundField, also: str = "") -> str:
    """Return the ids of the field's hint and error, those there are."""
    ids = [also] if also else []
    ids += [f"{field.auto_id}_helptext"] if field.help_text else []
    ids += [f"{field.auto_id}_error"] if field.errors else []
    return " ".join(ids)


@register.filter
def first_control(field: BoundField) -> str:
    """Return the id that the error summary links to: the first box of a group, or the only control."""
    grouped = field.widget_type in {"radioselect", "checkboxselectmultiple", "dayparts"}
    return f"{field.auto_id}_0" if grouped else field.id_for_label or field.auto_id


@register.filter
def alone(error: str, field: BoundField) -> str:
    """Return the error as it reads far from its field: the one that would say nothing there is given the label."""
    return f"{field.label}: {error}" if error == forms.Field.default_error_messages["required"] else error


@register.filter
def kind(field: BoundField) -> str:
    """Return the name of the template that renders the field."""
    widget = field.widget_type
    if widget in {"radioselect", "checkboxselectmultiple", "dayparts", "select", "textarea", "checkbox", "password"}:
        return widget
    if widget == "selectmultiple":
        return "select"
    return "file" if widget in {"file", "clearablefile"} else "input"
