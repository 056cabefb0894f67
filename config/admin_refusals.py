"""Refusals of the database on the administration site: each becomes a message, and nothing is half done."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect


class RefusalsAsMessages:
    """Mixed into a ModelAdmin, before it."""

    def changeform_view(self, request, *args, **kwargs):
        return _or_say_why_not(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        return _or_say_why_not(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        return _or_say_why_not(request, super().changelist_view, *args, **kwargs)


def _or_say_why_not(request, view, *args, **kwargs):
    """Return the view's response; where the database refused, the same page again with what it said."""
    if request.method != "POST":
        return view(request, *args, **kwargs)
    try:
        with transaction.atomic():
            return view(request, *args, **kwargs)
    except IntegrityError as error:
        reason = str(error).strip().splitlines()[0]
        messages.error(request, f"Nothing was changed. The database refused it: {reason}")
        return HttpResponseRedirect(request.get_full_path())
