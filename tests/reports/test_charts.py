"""Charts as drawings: what they say to eyes and to screen readers, and that nothing in them can do anything."""

from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from reports.charts import DARK, TINTS, Heat, Standing, distribution, heat_map, profile, progress
from reports.drawing import INK, PAPER, wrapped
from reports.writers.typeset import picture

HARM = '<img src=x onerror="alert(1)">'
LEVELS = ("Reactive", "Process-focused", "Integral")
SVG = "{http://www.w3.org/2000/svg}"


def charts(name="Leadership"):
    cells = (Heat(80, "80% true", is_now=True), Heat(None, "Not judged", is_target=True), Heat(None, ""))
    return {
        "profile": profile(name, (name, *LEVELS[1:]), (Standing(name, 1, 3), Standing(name, None, None))),
        "heat map": heat_map(name, (name, *LEVELS[1:]), ((name, cells),)),
        "distribution": distribution(name, ((name, 2, True), ("Not decided yet", 1, False))),
        "progress": progress(name, (name, *LEVELS[1:]), (name, "Autumn 2026"), ((name, (1, None)),)),
    }


def root(chart):
    return ElementTree.fromstring(chart.svg)  # noqa: S314


def texts(chart):
    return [each.text for each in root(chart).iter(f"{SVG}text")]


def test_what_a_profile_says():
    chart = profile(
        "Standing", LEVELS, (Standing("Leadership", 1, 3), Standing("Method", None, 2), Standing("Top", 3, None))
    )
    told = "Leadership: Reactive, target Integral; Method: not decided, target Process-focused; Top: Integral"
    assert chart.alt == f"Standing. {told}."
    assert texts(chart) == [*LEVELS, "Leadership", "Method", "Not decided", "Top", "Now", "Target"]


def test_what_a_heat_map_says():
    cells = (Heat(80, "80% true", is_now=True), Heat(None, "Not judged", is_now=True, is_target=True), Heat(None, ""))
    chart = heat_map("True", LEVELS, (("Leadership", cells), ("Method", (Heat(None, ""),) * 3)))
    told = "Leadership: Reactive 80% true (now), Process-focused Not judged (now and target); Method: nothing to judge"
    assert chart.alt == f"True. {told}."
    assert texts(chart)[3:] == [
        *("Leadership", "80% true", "Now", "Not judged", "Now and target", "Method"),
        "Striped: not judged. Dashed edge: target.",
    ]


def test_what_a_distribution_says():
    chart = distribution("Levels", (("Reactive", 0, True), ("Integral", 4, True), ("Not decided yet", 1, False)))
    assert chart.alt == "Levels. Reactive: 0; Integral: 4; Not decided yet: 1."
    assert texts(chart) == ["Reactive", "0", "Integral", "4", "Not decided yet", "1"]
    long = [float(box.get("width")) for box in root(chart).findall(f"{SVG}rect")][1:]
    assert long[0] == pytest.approx(4 * long[1])


def test_what_progress_says_and_that_a_missing_round_breaks_the_line():
    chart = progress("Rounds", LEVELS, ("A", "B", "C", "D"), (("Leadership", (1, 2, None, 3)),))
    assert chart.alt == "Rounds. Leadership: A Reactive, B Process-focused, C not decided, D Integral."
    joined = [each for each in root(chart).findall(f"{SVG}line") if each.get("stroke-width") == "2"]
    assert len(joined) == 1
    assert float(joined[0].get("y1")) > float(joined[0].get("y2"))


@pytest.mark.parametrize("kind", charts())
def test_a_chart_has_a_title_and_words(kind):
    made = charts()[kind]
    assert [child.tag for child in root(made)][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert made.alt == f"{root(made)[0].text}. {root(made)[1].text}"


@pytest.mark.parametrize("kind", charts())
def test_nothing_that_is_put_in_does_anything(kind):
    made = charts(HARM)[kind]
    drawn = {each.tag.removeprefix(SVG) for each in root(made).iter()}
    named = {name for each in root(made).iter() for name in each.attrib}
    known = {"svg", "title", "desc", "defs", "pattern", "rect", "text", "line", "circle", "polygon"}
    assert drawn <= known
    assert not [name for name in named if name in {"style", "href"} or name.startswith("on")]
    assert root(made)[0].text == HARM
    page = render_to_string("components/_chart.html", {"chart": made, "label": HARM})
    assert page.count("<") == 3
    assert 'src="data:image/svg+xml;base64,' in page


@pytest.mark.parametrize("kind", charts())
def test_it_can_be_drawn_for_word(kind):
    assert picture(charts(HARM)[kind].svg).startswith(b"\x89PNG")


@pytest.mark.parametrize("tint", TINTS)
def test_the_letters_of_a_heat_map_are_read_easily(tint):
    light, dark = sorted((luminance(tint), luminance(PAPER if tint in DARK else INK)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("Leadership", ["Leadership"]),
        ("one two three four five six", ["one two three", "four five six"]),
        ("one two three four five six seven", ["one two three", "four five six…"]),
        ("Process-focused-throughout", ["Process-", "focused- …"]),
        ("incomprehensibilities", ["incomprehensi…"]),
        ("", [""]),
    ],
)
def test_names_are_wrapped(words, lines):
    assert wrapped(words, 14 * 13 * 0.5 + 0.1) == lines


def luminance(colour):
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
