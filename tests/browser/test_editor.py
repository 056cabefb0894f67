"""The editor by keyboard, and two people typing into one field."""

import re

import pytest
from playwright.sync_api import expect

EDITOR = "frameworks@demo.example"
MAKE = """
import secrets
from tests.factories import small_edition
edition = small_edition(criteria=3, source="A document", framework__slug=f"edited-{secrets.token_hex(4)}")
print(edition.pk, *edition.criteria.order_by("position").values_list("pk", flat=True))
"""


@pytest.fixture
def draft(site):
    """Return the address of a draft's editor, and the keys of its three criteria."""
    edition, *criteria = site.shell(MAKE).split()
    return f"/frameworks/{edition}/edit/", criteria


def test_criteria_move_by_keyboard_and_fields_save_themselves(open_page, login, axe, draft, forgiven):
    forgiven.append("409 (Conflict)")
    url, (first, second, third) = draft
    page, theirs = open_page(), open_page()
    for each in (page, theirs):
        login(each, EDITOR)
    page.goto(url)
    page.locator(f"#up-criterion-{second}").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#announcer")).to_have_text("Moved criterion-2 up")
    expect(page.locator(f"#up-criterion-{second}")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#announcer")).to_have_text("Moved criterion-2 down")
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator(f"#criterion-{first} #criterion-{second}")).to_be_visible()
    expect(page.locator(f"#in-criterion-{second}")).to_be_focused()
    axe(page)
    for each in (page, theirs):
        each.goto(f"{url}criteria/{third}/")
    box, other = (each.get_by_label("Level 1, statement 1", exact=True) for each in (page, theirs))
    box.fill("Typed first")
    box.blur()
    expect(page.locator(".app-saved")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
    other.fill("Typed second")
    other.blur()
    expect(theirs.locator("[data-clash]")).to_contain_text("Typed first")
    expect(other).to_have_value("Typed second")
    axe(theirs)
    theirs.get_by_role("button", name="Keep theirs").click()
    expect(theirs.get_by_label("Level 1, statement 1", exact=True)).to_have_value("Typed first")


PASTE = """([html, text]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", text);
  const box = document.querySelector("textarea[data-table]");
  box.focus();
  box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
  return box.value;
}"""
MERGED = """<meta charset="utf-8"><style>td { color: red }</style><table class="MsoNormalTable"><tbody>
<tr><th>Theme</th><th>Level 1</th><th>Level 2</th><th style="color: red">Level 3</th></tr>
<tr><td rowspan="2">Criterion 1</td><td>a &lt;b&gt;</td><td><p>b</p><p>c</p></td><td>d</td></tr>
<tr><td colspan="2" onclick="alert(1)">Training is patchy</td><td>Everybody is trained</td></tr></tbody></table>"""


def test_a_pasted_table_keeps_its_merged_cells(open_page, login, axe, draft, forgiven):
    # The browser says of the document that was copied that it applies no style of it and runs nothing.
    forgiven.extend(["422 (Unprocessable Entity)", "violates the following Content Security Policy"])
    url, _ = draft
    page = open_page()
    login(page, EDITOR)
    page.goto(url.replace("/edit/", "/paste-table/"))
    pasted = page.evaluate(PASTE, [MERGED, "anything"])
    assert pasted.split("\n") == [
        "<table>",
        "<tr><td>Theme</td><td>Level 1</td><td>Level 2</td><td>Level 3</td></tr>",
        '<tr><td rowspan="2">Criterion 1</td><td>a &lt;b&gt;</td><td>b<br>c</td><td>d</td></tr>',
        '<tr><td colspan="2">Training is patchy</td><td>Everybody is trained</td></tr>',
        "</table>",
    ]
    page.get_by_role("button", name="Show what it becomes").click()
    asked = page.get_by_role("group", name="Where does “Training is patchy” belong?")
    expect(asked.get_by_role("radio")).to_have_count(4)
    axe(page)
    page.get_by_role("button", name="Keep these, and what you placed").click()
    expect(page.get_by_role("alert")).to_contain_text("Say where it belongs, or leave it out.")
    axe(page)
    page.get_by_label("Criterion 1: Level 2").check()
    page.get_by_role("button", name="Keep these, and what you placed").click()
    expect(page.get_by_text("Added 6 statements from a table to")).to_be_visible()
