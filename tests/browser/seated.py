"""One profile of a browser at which people sit down, one after another; their sessions end as sessions do."""

ENTER = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from accounts.sessions import SessionStore
user = User.objects.get(email={email!r})
store = SessionStore()
store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
store[HASH_SESSION_KEY] = user.get_session_auth_hash()
store.save()
print(store.session_key)
"""

END = "from accounts.models import Session; assert Session.objects.filter(session_key={key!r}).delete()[0] == 1"


class Profile:
    """A profile, its page, and who is signed in there."""

    def __init__(self, page, site):
        self.page, self.site, self.key = page, site, ""

    def enter(self, email):
        """Sign in. The form takes no more than a few in a minute, so the session is made beside it."""
        self.key = self.site.shell(ENTER.format(email=email))
        # As at any signing in, the form token is another from now on.
        self.page.context.clear_cookies(name="csrf")
        cookie = {"name": "session", "value": self.key, "url": self.site.url, "httpOnly": True}
        self.page.context.add_cookies([cookie])

    def end(self):
        """End the session on the server, as its limits or an administrator do."""
        self.site.shell(END.format(key=self.key))

    def sign_out(self):
        if not self.page.get_by_role("button", name="Sign out", exact=True).count():
            self.page.goto("/account/")
        self.page.get_by_role("button", name="Sign out", exact=True).click()
        self.page.wait_for_url("**/accounts/login/")
