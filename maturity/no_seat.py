"""What whoever has no seat is answered at a seat's address."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from maturity.lookups import was_in

# The status of a seat that was somebody's and isn't any more.
GONE = 410


def not_in(request: HttpRequest, workshop: int) -> HttpResponse:
    """Return a page that says that their seat has ended; for somebody who never had one, the way to join."""
    if was_in(request, workshop):
        return render(request, "maturity/seat_ended.html", status=GONE)
    messages.info(request, "Join with the workshop's code first.")
    return redirect("maturity:join")
