"""The tokens of a form, by the tag that every form has: Django's own against forgery, and one that is used once."""

import secrets

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from config.form_page import ONCE

register = template.Library()


class FormTokens(CsrfTokenNode):
    """Prints the hidden fields of one form."""

    def render(self, context: Context) -> str:
        """Return Django's token, and one of this form's own where somebody is signed in.

        Where the view gives Django's token itself, as plain text, the form is drawn once for many people: a token of
        its own would be shared by all of them.
        """
        against_forgery = super().render(context)
        user = getattr(context.get("request"), "user", None)
        if (
            not against_forgery
            or type(context.get("csrf_token")) is str
            or not getattr(user, "is_authenticated", False)
        ):
            return against_forgery
        once = format_html('<input type="hidden" name="{}" value="{}">', ONCE, secrets.token_urlsafe(16))
        return against_forgery + once


@register.tag("csrf_token")
def form_tokens(parser: Parser, token: Token) -> FormTokens:
    """Take the place of Django's tag of the same name, in every template, the libraries' included."""
    return FormTokens()
