"""The main job, once for each framework: open, score, decide, read what is missing, close it, and see it suggested."""

import json
import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.story import (
    CI_SAM,
    JUDGMENT_CRITERIA,
    PAF,
    answer,
    chosen,
    fact,
    gap_of,
    lines_of,
    listed,
    on_the_path,
    open_assessment,
    open_criterion,
    open_note,
    press_until_focused,
    status,
)

pytestmark = pytest.mark.browser
PAIRED = "Good or Requires Improvement: choose what describes the force"
NOTE = "Seen in two of three districts.\nThe third is visited in May."


@dataclass(frozen=True)
class Story:
    """How a force answers the first criterion of a framework, and what the product must make of it.

    `answers` are by heading, one after another, or all of them under "". The answer at `back` is taken back.
    """

    framework: str
    title: str
    onward: str
    answers: dict[str, str]
    back: tuple[str, int]
    suggested: str
    why: str
    other: str
    target: str
    closes: str
    path: str
    count: int
    reached: str

    def plan(self, lines):
        """Return what is answered on each line, by its key, and the key of the answer that is taken back."""
        given = {heading: values.split() for heading, values in self.answers.items()}
        places = {heading: iter(range(len(lines))) for heading in given}
        plan, back = {}, ""
        for each in lines:
            heading = each.heading if "" not in given else ""
            place = next(places[heading])
            plan[each.key] = given[heading][place]
            back = each.key if self.back == (heading, place) else back
        return plan, back


STORIES = [
    Story(
        framework=CI_SAM,
        title="Leadership",
        onward="Engagement",
        answers={
            "Marginal": "partly no no no no no no no",
            "Reactive": "yes no yes no no no no",
            "Process-focused": "yes yes yes partly yes yes yes",
            "Proactive": "yes partly no na no no yes",
            "Integral": "no no no no no no no no no",
        },
        back=("Proactive", 5),
        suggested="Process-focused",
        why="Process-focused describes the force best: 6½ of its 7 judged statements are true (92%).",
        other="Reactive",
        target="Proactive",
        closes="yes",
        path="Proactive is suggested from 2 of the 4 not true yet: all 2 of these, marked “on the path” below.",
        count=2,
        reached="Process-focused and Proactive are both substantially true, so the higher: "
        "4½ of its 5 judged statements are true (90%).",
    ),
    Story(
        framework=PAF,
        title="How good is the force's service for victims of crime?",
        onward="How good is the force at engaging with the people it serves",
        answers={"": "yes partly yes no yes partly yes no yes yes no partly yes no yes no yes partly"},
        back=("", 15),
        suggested="Adequate",
        why="Adequate: some, 11 of 18 characteristics of good are met (61%).",
        other="Requires improvement",
        target="Good",
        closes="yes",
        path="Good is suggested from 5 of the 9 not true yet: all 5 of these, marked “on the path” below.",
        count=5,
        reached="Good: substantially all, 16 of 18 characteristics of good are met (88%).",
    ),
    Story(
        framework=JUDGMENT_CRITERIA,
        title="How well does the force understand and prioritise crime prevention?",
        onward="How well does the force protect the public from crime and anti-social behaviour?",
        answers={
            PAIRED: "stronger partly weaker weaker weaker weaker",
            "Outstanding": "no no no",
            "Inadequate": "no partly no",
        },
        back=(PAIRED, 5),
        suggested="Requires Improvement",
        why="Requires Improvement describes the force best: 3½ of its 5 judged statements are true (70%).",
        other="Inadequate",
        target="Good",
        closes="stronger",
        path="Good is suggested from 2 of the 5 not true yet: any 2 of these 4, marked “on the path” below.",
        count=2,
        reached="Good describes the force best: 3½ of its 5 judged statements are true (70%).",
    ),
]


def expected_lists(story, lines, plan):
    """Return the report's lists as they follow from what was answered, reckoned here and not by the product."""
    at_target = [each for each in lines if each.heading in (story.target, PAIRED) or "" in story.answers]
    said = [(each.words, plan[each.key]) for each in at_target]
    meant = {"Not judged": {""}, "Already true": {"yes", "stronger"}, "Not applicable": {"na"}}
    lists = {heading: [words for words, value in said if value in values] for heading, values in meant.items()}
    lists["Not yet true"] = [words for words, value in said if value in {"no", "partly", "weaker", "neither"}]
    rest = [] if "" in story.answers else [each for each in lines if each.weaker or each not in at_target]
    rest = [each for each in rest if each.heading not in ("Integral", "Outstanding")]
    weaker = [each.weaker or each.words for each in rest if plan[each.key] in {"yes", "partly", "weaker"}]
    lists["Weaker statements that still hold the force back"] = weaker
    return {heading: sorted(words) for heading, words in lists.items()}


def shown_lists(section, headings):
    return {heading: sorted(listed(section, heading)) for heading in headings}


@pytest.mark.parametrize("story", STORIES, ids=["ci-sam", "peel-paf", "judgment-criteria"])
def test_a_force_is_scored_and_what_the_path_says_is_enough(story, lead, assessor, axe, site, round_label, forgiven):
    forgiven.append("422")
    assessment = open_assessment(lead, story.framework, round_label)
    axe(lead)
    page = assessor
    page.goto("/assessments/")
    page.get_by_role("link", name=f"Whole force, {round_label}").filter(has_text=story.framework.split(",")[0]).click()
    axe(page)
    sheet = open_criterion(page, assessment)
    lines, plan = say_how_it_is(page, story, axe)
    choose_another_level(page, story, axe)
    choose_the_target(page, story)
    assert {each.key: chosen(page, each.key) for each in lines} == plan
    go_on_by_keyboard(page, story, axe)
    lists = expected_lists(story, lines, plan)
    path = read_the_gaps(page, assessment, story, lists, axe)
    same_numbers(site, assessment, story, lists, path)
    page.goto(sheet)
    keys = {each.words: each.key for each in lines}
    close_the_gaps(page, story, [keys[words] for words in path[: story.count]])
    page.goto(f"{assessment}gap/")
    words = "Nothing is left to close: the answers suggest it already."
    expect(gap_of(page, story.title).locator(".app-path p")).to_have_text(words)


def say_how_it_is(page, story, axe):
    """Answer every line, take one answer back and note one down; return the lines, and what stands on each."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(story.title)
    expect(fact(page, "Suggested")).to_have_text("Nothing yet")
    first_why = fact(page, "Why").inner_text()
    lines = lines_of(page)
    plan, back = story.plan(lines)
    for each in lines:
        answer(page, each.key, plan[each.key])
    expect(page.locator("#measure .app-progress__words")).to_have_text(re.compile(r"^(\d+) of \1 judged$"))
    expect(fact(page, "Why")).not_to_have_text(first_why)
    answer(page, back, "")
    plan[back] = ""
    expect(fact(page, "Suggested")).to_have_text(story.suggested)
    expect(fact(page, "Why")).to_have_text(story.why)
    noted = next(key for key, value in plan.items() if value == "partly")
    open_note(page, noted).fill(NOTE)
    page.keyboard.press("Tab")
    expect(status(page, noted)).to_have_text("Saved")
    axe(page)
    return lines, plan


def choose_the_target(page, story):
    page.get_by_label("Target", exact=True).select_option(story.target)
    page.get_by_role("button", name="Save the target").click()
    expect(page.get_by_text("The target is saved.")).to_be_visible()
    expect(fact(page, "Target")).to_have_text(story.target)


def go_on_by_keyboard(page, story, axe):
    press_until_focused(page, "#save-next")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(story.onward)
    axe(page)


def read_the_gaps(page, assessment, story, lists, axe):
    """Hold the gap report's page against what was said, and return the words of its shortest path."""
    page.goto(f"{assessment}gap/")
    axe(page)
    section = gap_of(page, story.title)
    expect(fact_of(section, "Now")).to_have_text(f"{story.other} (suggested: {story.suggested})")
    expect(fact_of(section, "Target")).to_have_text(story.target)
    expect(fact_of(section, "Why")).to_have_text(story.why)
    expect(fact_of(section, "Reason")).to_have_text("The board saw it otherwise.")
    expect(section.locator(".app-path p")).to_have_text(story.path)
    assert shown_lists(section, lists) == lists
    path = on_the_path(section)
    page.get_by_role("link", name="Show the note").click()
    expect(section.get_by_text("Note: Seen in two of three districts.").first).to_be_visible()
    axe(page)
    return path


def close_the_gaps(page, story, keys):
    """Make the path's statements true, one after another: only the last one reaches the target."""
    for number, key in enumerate(keys, 1):
        expect(fact(page, "Suggested")).to_have_text(story.suggested)
        answer(page, key, story.closes)
        if number < story.count:
            expect(fact(page, "Why")).not_to_have_text(story.reached)
    expect(fact(page, "Why")).to_have_text(story.reached)
    expect(fact(page, "Suggested")).to_have_text(story.target)


def choose_another_level(page, story, axe):
    """Choose a level that isn't the suggested one: without a reason it is refused, with one it is saved."""
    page.locator("#decide").get_by_label(story.other, exact=True).check()
    page.get_by_role("button", name="Save the level").click()
    needed = f"The answers suggest {story.suggested}. Say why you chose {story.other}."
    summary = page.get_by_role("alert").get_by_role("link", name=needed)
    expect(summary).to_be_visible()
    expect(page).to_have_title(re.compile("^Error: "))
    axe(page)
    expect(page.locator("#decide").get_by_label(story.other, exact=True)).to_be_checked()
    expect(fact(page, "Decided")).to_have_text("Not yet")
    summary.click()
    expect(page.get_by_label("Why this level")).to_be_focused()
    page.keyboard.type("The board saw it otherwise.")
    page.get_by_role("button", name="Save the level").click()
    expect(page.get_by_text("is saved as the level.")).to_be_visible()
    expect(fact(page, "Decided")).to_have_text(story.other)


def fact_of(section, name):
    return section.locator("dl > div").filter(has=section.page.locator(f"dt:text-is('{name}')")).locator("dd")


def same_numbers(site, assessment, story, lists, path):
    """Hold the command line's report against what the page said."""
    report = json.loads(site.manage("gap_report", assessment.rstrip("/").rpartition("/")[2], "--format", "json"))
    row = next(each for each in report["criteria"] if each["title"] == story.title)
    names = {
        "Not judged": "unjudged",
        "Already true": "met",
        "Not applicable": "not_applicable",
        "Not yet true": "missing",
        "Weaker statements that still hold the force back": "holding_back",
    }
    assert {head: sorted(each["text"] for each in row[name]) for head, name in names.items()} == lists
    assert (row["now"]["name"], row["target"]["name"]) == (story.other, story.target)
    assert (row["suggested"]["name"], row["why"]) == (story.suggested, story.why)
    assert row["path"]["count"] == story.count
    listed_here = [each for name in ("missing", "unjudged", "met") for each in row[name]]
    assert sorted(each["text"] for each in listed_here if each["in_path"]) == sorted(path)
