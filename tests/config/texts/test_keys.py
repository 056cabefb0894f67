"""When two texts are the same, and by what one is found: over all of Unicode, and as people write."""

# ruff: noqa: RUF001  What looks alike is what is tested.

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.texts.keys import address, found, in_order, is_invisible, same
from config.texts.look_alikes import misleading

ANY = st.text(max_size=12)
# Without the letter whose capital is another letter's too, and the mark that its capital makes a letter of.
WITH_CASE = st.text(st.characters(codec="utf-8", exclude_characters="ıſ\u0345"), max_size=12).filter(
    lambda text: "\u0345" not in unicodedata.normalize("NFD", text)
)
DASHES = "-‐‑‒–—―−﹣-"
SPACES = " \t\n\u00a0\u2003\u202f"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u2060\ufeff\ufe0f\u034f"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("X‑17", "x-17 "),
        ("X‑17", "X – 17"),
        ("Siân", "SIÂN"),
        ("Siân", "Sia\u0302n"),
        ("Tom Jones", "tom\u00a0 JONES"),
        ("Tom", "T\u200bom"),
        ("Weiß", "WEISS"),
        ("Autumn 2026", " autumn\t2026\n"),
        ("Tom", "Ｔｏｍ"),
    ],
)
def test_texts_that_are_the_same(one, other):
    assert same(one) == same(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sian", "Siân"),
        ("X-17", "X-71"),
        ("X-17", "X 17"),
        ("X-17", "X17"),
        ("Tom", "Тom"),
        ("O", "0"),
        ("O'Neil", "O’Neil"),
    ],
)
def test_texts_that_are_two(one, other):
    assert same(one) != same(other)


@pytest.mark.parametrize(
    ("looked_for", "text"),
    [("LLŶR", "Llŷr"), ("llyr", "LLŶR"), ("lodz", "Łódź"), ("o'neil", "O’Neil"), ("oe", "Œ"), ("x-17", "X‑17")],
)
def test_a_text_is_found(looked_for, text):
    assert found(looked_for) in found(text)


def test_order_is_as_people_look_names_up():
    assert in_order(["Zoe", "Ŵyn", "Xavier", "wynn", "Wyn", "Élan", "eva"]) == [
        "Élan",
        "eva",
        "Wyn",
        "Ŵyn",
        "wynn",
        "Xavier",
        "Zoe",
    ]


@given(ANY)
@example("\u0345\u0300ß")
def test_a_key_of_a_key_is_itself(text):
    for key in (same, found, address):
        assert key(key(text)) == key(text)


@given(WITH_CASE)
def test_neither_case_nor_form_makes_a_difference(text):
    written = {text, text.upper(), text.lower(), text.casefold()}
    written |= {unicodedata.normalize(form, each) for each in written for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert {same(each) for each in written} == {same(text)}
    assert {found(each) for each in written} == {found(text)}


@given(ANY, ANY, st.sampled_from(DASHES), st.text(SPACES, max_size=3), st.text(SPACES, max_size=3))
def test_any_dash_with_any_spaces_round_it_is_the_same(one, other, dash, before, after):
    assert same(f"{one}{before}{dash}{after}{other}") == same(f"{one}-{other}")


@given(st.lists(ANY, min_size=1, max_size=4), st.lists(st.text(SPACES, min_size=1, max_size=3), min_size=4, max_size=4))
def test_any_run_of_spaces_is_one(words, spaces):
    written = "".join(word + space for word, space in zip(words, spaces, strict=False))
    assert same(written) == same(" ".join(words))


@given(ANY, st.text(INVISIBLE, max_size=4), ANY)
def test_what_nobody_sees_makes_no_difference(one, unseen, other):
    assert all(map(is_invisible, unseen))
    assert same(f"{one}{unseen}{other}") == same(f"{one}{other}")


@given(ANY)
def test_what_is_the_same_is_found_alike(text):
    assert found(same(text)) == found(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ann@force.uk", "Ann@FORCE.uk "), ("é@force.uk", "E\u0301@force.uk")],
)
def test_an_address_in_another_case_or_form_is_the_same(one, other):
    assert address(one) == address(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sian@a.uk", "siân@a.uk"),
        ("a-b@a.uk", "a–b@a.uk"),
        ("strasse@a.uk", "straße@a.uk"),
        ("ann@a.uk", "a\u200bnn@a.uk"),
    ],
)
def test_an_address_with_another_sign_is_another(one, other):
    assert address(one) != address(other)


@pytest.mark.parametrize("name", ["Тom", "T\u200bom", "Tom\u202e", "Сора", "Μary", "Ꭲom", "Ann Аnn"])
def test_a_name_that_passes_for_another_is_refused(name):
    assert misleading(name).endswith(("Type it by hand.", "Type the name by hand."))


@pytest.mark.parametrize(
    "name",
    ["Tom", "Siân Llŷr", "O’Brien-Łuk", "Мария", "Ελένη", "李小龍", "محمد", "Đặng Þór", "Paper 12", "Ann (DCI)"],
)
def test_a_name_of_any_script_is_taken_as_it_is(name):
    assert misleading(name) == ""


@given(st.text(st.characters(max_codepoint=0x24F, categories=["L", "Zs", "Nd", "Pd"]), max_size=12))
def test_our_own_letters_mislead_nobody(name):
    assert misleading(name) == ""
