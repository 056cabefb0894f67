"""Two people on the same statement: the second is shown the first one's answer and chooses. Nothing is lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ASSESSOR, SECOND
from tests.browser.story import (
    CI_SAM,
    JUDGMENT_CRITERIA,
    answer,
    chosen,
    line,
    lines_of,
    note,
    open_note,
    pick,
    status,
    stored,
)

pytestmark = pytest.mark.browser
FRAMEWORKS = [(CI_SAM, "partly", "yes"), (JUDGMENT_CRITERIA, "weaker", "stronger")]
BOTH = pytest.mark.parametrize(("framework", "theirs", "mine"), FRAMEWORKS, ids=["single", "paired"])
KEEPING = pytest.mark.parametrize("keep", [False, True], ids=["use-mine", "keep-theirs"])


@pytest.fixture
def two(person, opened, forgiven):
    """Return a function that shows one criterion to two people, the second with or without scripts."""
    forgiven.append("409")

    def show(framework, **options):
        sheet = opened(framework).sheet
        first, second = person(ASSESSOR), person(SECOND, **options)
        for page in (first, second):
            page.goto(sheet)
        return first, second

    return show


@BOTH
@KEEPING
def test_the_second_person_chooses(two, axe, framework, theirs, mine, keep):
    first, second = two(framework)
    key, other = (each.key for each in lines_of(first)[:2])
    open_note(first, key).fill("Seen in the audit.")
    answer(first, key, theirs)

    open_note(second, key).fill("Not what the survey says.")
    pick(second, key, mine)
    clash = second.locator(f"#clash-{key}")
    expect(clash).to_contain_text("Assessor answered this while you were deciding.")
    expect(clash).to_contain_text("Their note: Seen in the audit.")
    assert chosen(second, key) == mine
    expect(note(second, key)).to_have_value("Not what the survey says.")
    axe(second)
    expect(clash).to_contain_text("Nothing of yours was saved over it.")
    note(second, key).fill("Not what the survey says, either.")
    assert stored(first, [key]) == [(theirs, "Seen in the audit.")]

    clash.get_by_role("button", name="Keep theirs" if keep else "Use mine").click()
    expect(second.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(second.locator(f"#clash-{key}")).to_have_count(0)
    left = (theirs, "Seen in the audit.") if keep else (mine, "Not what the survey says, either.")
    assert stored(second, [key, other]) == [left, ("", "")]
    answer(second, key, "na")


@pytest.mark.parametrize(
    ("framework", "theirs", "mine", "keep"),
    [(*FRAMEWORKS[0], True), (*FRAMEWORKS[1], False)],
    ids=["keep-theirs-single", "use-mine-paired"],
)
def test_the_second_person_chooses_without_scripts(two, axe, framework, theirs, mine, keep):
    first, second = two(framework, java_script_enabled=False)
    key, other = (each.key for each in lines_of(first)[:2])
    answer(first, key, theirs)

    open_note(second, key).fill("Not what the survey says.")
    pick(second, key, mine)
    pick(second, other, "na")
    second.get_by_role("button", name="Save", exact=True).click()
    clash = second.locator(f"#clash-{key}")
    expect(clash).to_contain_text("Assessor answered this while you were deciding.")
    expect(second.get_by_role("alert")).to_contain_text("1 other answer was saved.")
    expect(note(second, key)).to_have_value("Not what the survey says.")
    assert (chosen(second, key), chosen(second, other)) == (mine, "na")

    clash.get_by_role("button", name="Keep theirs" if keep else "Use mine").click()
    left = (theirs, "") if keep else (mine, "Not what the survey says.")
    assert stored(second, [key, other]) == [left, ("na", "")]


def test_a_page_with_a_clash_on_it_asks_before_it_is_left(two):
    first, second = two(CI_SAM)
    key = lines_of(first)[0].key
    answer(first, key, "no")
    pick(second, key, "yes")
    expect(second.locator(f"#clash-{key}")).to_be_visible()
    second.on("dialog", lambda dialog: dialog.dismiss())
    with second.expect_event("dialog") as asked:
        second.get_by_role("button", name="Save the level").click(no_wait_after=True)
    assert asked.value.type == "beforeunload"
    expect(second.locator(f"#clash-{key}")).to_be_visible()


def test_two_people_choosing_the_same_agree(two):
    first, second = two(CI_SAM)
    key = lines_of(first)[0].key
    answer(first, key, "yes")
    answer(second, key, "yes")
    expect(line(second, key).locator(".app-unsaved")).to_have_count(0)


def test_two_people_on_different_statements_do_not_meet(two):
    first, second = two(CI_SAM)
    one, other = (each.key for each in lines_of(first)[:2])
    answer(first, one, "yes")
    answer(second, other, "no")
    assert stored(first, [one, other]) == [("yes", ""), ("no", "")]


def test_a_level_decided_meanwhile_is_not_overwritten(two, forgiven):
    forgiven.append("422")
    first, second = two(CI_SAM)
    for page, level in ((first, "Reactive"), (second, "Proactive")):
        page.locator("#decide").get_by_label(level, exact=True).check()
        page.get_by_label("Why this level").fill(f"Because it is {level}.")
        page.get_by_role("button", name="Save the level").click()
    refused = "Assessor changed this while you were deciding. Nothing of yours was saved over it."
    expect(second.get_by_role("alert").get_by_role("link", name=refused)).to_be_visible()
    expect(second.get_by_label("Why this level")).to_have_value("Because it is Proactive.")
    expect(second.locator("#measure")).to_contain_text("Reactive")
    second.get_by_role("button", name="Save the level").click()
    expect(second.get_by_text("is saved as the level.")).to_be_visible()
    expect(second.locator("#measure")).to_contain_text("Proactive")
    expect(status(second, lines_of(second)[0].key)).to_have_text("")
