"""What every page with a form does alike: what was posted, an act that is tried, and the status that follows."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from config.refusal import Refusal

# The statuses of a page that shows what was typed again: something is wrong about it, or somebody else was first.
UNPROCESSABLE = 422
CONFLICT = 409

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
View = Callable[..., HttpResponse]
# The hidden field with a form's own token.
ONCE = "once"
# What a view is marked with by `repeatable`.
REPEATABLE = "two_presses_are_one"


def post_only(page: str | Callable[..., str], *shared: str) -> Callable[[View], View]:
    """Let a view take what is posted; whoever opens its address is led to the page that has its form.

    `page` is that page's name, which takes those parts of the address that are named in `shared`. Where it takes
    something else, `page` is a function that finds the page's address, for the person who asks, or answers 404. By
    name, nothing is looked up: the page itself says whether there is anything for whoever asks.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **parts: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **parts)
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
            if callable(page):
                return redirect(page(request, **parts))
            return redirect(page, **{part: parts[part] for part in shared})

        return answer

    return decorated


def repeatable(view: View) -> View:
    """Mark a view for which two presses are one already, or are meant as two: its forms' tokens are left alone."""
    setattr(view, REPEATABLE, True)
    return view


def is_repeatable(view: View) -> bool:
    return getattr(view, REPEATABLE, False)


class Attempt(NamedTuple):
    """Whether an act was done, and what it returned; whether it was refused, and then the refusal as the result."""

    done: bool
    result: Any = None
    refused: bool = False

    def __bool__(self) -> bool:
        return self.done


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent with a form; None where its page is only opened."""
    return request.POST if request.method == "POST" else None


def attempt(form: BaseForm, act: Callable[[], object]) -> Attempt:
    """Do the act if what was typed is valid; where it isn't, or the act is refused, the form says why."""
    if not form.is_valid():
        return Attempt(False)
    try:
        return Attempt(True, act())
    except (Refusal, ValidationError) as refusal:
        refuse(form, refusal)
        return Attempt(False, refusal, refused=True)


def refuse(form: BaseForm, refusal: Refusal | ValidationError) -> None:
    """Show on the form why nothing was saved; after a conflict, saving again takes the place of what stands now."""
    if isinstance(refusal, ValidationError):
        form.add_error(None, refusal.messages)
        return
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    if refusal.version is not None:
        data = cast(QueryDict, form.data).copy()
        data[form.add_prefix("version")] = str(refusal.version)
        form.data = data


def attempt_at_once(request: HttpRequest, act: Callable[[], object], *, success: str = "") -> Attempt:
    """Do the act of a button; a message says that it was done, or why it was refused."""
    try:
        result = act()
    except (Refusal, ValidationError) as refusal:
        messages.error(request, " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal))
        return Attempt(False, refused=True)
    if success:
        messages.success(request, success)
    return Attempt(True, result)


def status_of(*forms: BaseForm | None) -> int:
    """Return the status of a page that shows forms, or the places of forms that aren't there."""
    return UNPROCESSABLE if any(form is not None and form.errors for form in forms) else 200


def problems_of(*forms: BaseForm) -> list[str]:
    """Return what is wrong with the forms, as sentences, each once."""
    return list(dict.fromkeys(str(error) for form in forms for errors in form.errors.values() for error in errors))
