"""Asking for the register's pages and filling in their forms, as a browser does."""

from django.urls import reverse
from django.utils import timezone


def page(name, *args):
    return reverse(f"inspections:{name}", args=args)


def three(name, on):
    """Return a day as its three boxes send it."""
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def on_day(act, on=None, note=""):
    """Return what the form of an act sends."""
    return {**three(f"{act}-on", on or timezone.localdate()), f"{act}-note": note}


def said(response):
    return [str(message) for message in response.context["messages"]]
