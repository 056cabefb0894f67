"""The security headers of every response besides Django's own, downloads and errors included.

What a page is made of, its styles and scripts, is no document: what only speaks to documents is left out of it, as
it would weigh more than many a script.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Nothing here asks for any of these, so nothing that got in could. Security keys and copying are for this site alone.
UNUSED = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
)
OWN = ("clipboard-write", "fullscreen", "publickey-credentials-create", "publickey-credentials-get")
# Of Django's own.
OF_DOCUMENTS = ("Cross-Origin-Opener-Policy", "Referrer-Policy")
OF_FILES = {"Cross-Origin-Resource-Policy": "same-origin"}
HEADERS = {
    **OF_FILES,
    "Permissions-Policy": ", ".join([*(f"{name}=()" for name in UNUSED), *(f"{name}=(self)" for name in OWN)]),
    "X-Permitted-Cross-Domain-Policies": "none",
}


def security_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: adds them, and keeps what depends on who asks out of every cache, the browser's own included.

    Going back asks again, so a page is never older than what is so, and shows nothing after signing out.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_part = request.path.startswith(settings.STATIC_URL)
        if is_part:
            for name in OF_DOCUMENTS:
                del response.headers[name]
        for name, value in (OF_FILES if is_part else HEADERS).items():
            response.headers.setdefault(name, value)
        if response.has_header("Vary") and "Cookie" in response["Vary"]:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer
