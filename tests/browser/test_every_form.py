"""Every form of the site, from the table of addresses: what is typed outlives a reload and the end of the session.

Forms for those who aren't signed in have no session that could end; what they type isn't kept. A search and a filter
stand in their own address.
"""

import contextlib
import re
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Error

from tests.browser.every_form import STANDS, TYPE, pages_of
from tests.browser.seated import Profile
from tests.test_access import POST

pytestmark = pytest.mark.browser
WHO = "every.form@demo.example"
BOX = re.compile(r'<textarea|<input[^>]* type="(text|email|url|tel|number)"')
FORM = re.compile(r'<form[^>]*method="post"[^>]*>')
ACTION = re.compile(r' action="([^"#]*)')
# Files are no pages, and take long to make.
FILE = re.compile(r"/(csv|xlsx|docx|pdf|zip|yaml|download|template|file|export|record)/$")
BUTTON = "A button or a choice with nothing to type, for a state that nothing here is in."
SAME = "A script sends the boxes of another address here, one at a time."
# Why nothing is typed there.
LEFT_OUT = {
    "accounts:arrive": "Whoever takes an invitation up isn't signed in.",
    "maturity:vote": "A vote is kept for its seat: tests/browser/test_one_browser.py.",
    **dict.fromkeys(("assessments:judge", "assessments:peer_judge", "frameworks:save_field"), SAME),
    **{f"competency:{name}": BUTTON for name in ("draw", "end_share", "reopen", "uncount", "withdraw")},
    **{f"frameworks:{name}": BUTTON for name in ("publish", "undo_edit", "withdraw")},
    **{f"inspections:{name}": BUTTON for name in ("delete_view", "discard", "next_version", "use_draft", "words")},
    **{f"maturity:{name}": BUTTON for name in ("end_prescoring", "leave_seat", "let_back_in", "open_ballot")},
    **{f"maturity:{name}": BUTTON for name in ("take_over", "unlock")},
    **{f"records:{name}": BUTTON for name in ("carry_out_deletion", "confirm_deletion", "lift_hold")},
    "evidence:take_off": BUTTON,
}
# Written in turn, each after it was locked: nothing came any more between two looks.
IS_KEPT = """() => {
  const now = JSON.stringify(localStorage), same = now === window.before;
  window.before = now;
  return same && now !== "{}";
}"""


@pytest.fixture
def profile(open_page, site, forgiven):
    # A kept answer may be sent after its session ended.
    forgiven.append("Failed to load resource")
    seat = Profile(open_page(), site)
    # Leaving asks, and here they leave.
    seat.page.on("dialog", lambda dialog: dialog.accept())
    return seat


def forms_of(page, path):
    """Return where a page's forms are sent, and whether there is something to type: asked without drawing it."""
    answer = page.request.get(path)
    if not answer.ok or "text/html" not in answer.headers["content-type"]:
        return set(), False
    text = answer.text()
    actions = [ACTION.search(form) for form in FORM.findall(text)]
    return {named(action[1] if action else path) for action in actions}, bool(BOX.search(text))


def named(path):
    return resolve(urlsplit(path).path).view_name


def lost(page, words):
    """Return what was typed and doesn't stand in the forms, once what was kept is put back."""
    with contextlib.suppress(Error):
        same = f"(words) => JSON.stringify(({STANDS})()) === JSON.stringify(words)"
        page.wait_for_function(same, arg=words, timeout=5_000)
        return []
    return [form for form in words if form not in page.evaluate(STANDS)]


def test_what_is_typed_into_any_form_is_there_after_a_reload_and_in_the_next_session(profile, site):
    page, pages = profile.page, pages_of(site, WHO, 70_000)
    profile.enter(WHO)
    seen, typed, missing = set(), {}, {}
    for name, path in pages.items():
        sent, has_box = set(), False
        if not FILE.search(path):
            sent, has_box = forms_of(page, path)
        seen |= sent
        if not has_box:
            continue
        page.goto(path, wait_until="domcontentloaded")
        seen |= {named(to) for to in page.evaluate(TYPE)}
        words = page.evaluate(STANDS)
        if words:
            typed[name] = words
            page.wait_for_function(IS_KEPT, polling=60)
            page.reload(wait_until="domcontentloaded")
            missing["reload", name] = lost(page, words)
    profile.end()
    profile.enter(WHO)
    for name, words in typed.items():
        page.goto(pages[name], wait_until="domcontentloaded")
        missing["session", name] = lost(page, words)
    assert {at: words for at, words in missing.items() if words} == {}
    assert set(POST) - seen == set(LEFT_OUT)
