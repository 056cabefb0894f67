"""Which passwords are refused: short ones and listed ones, and none for want of a digit."""

import hashlib

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.passwords import COMMON, is_in_file, listed, once
from config import settings as shipped


def sha1(text):
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest().upper()


NEW = User(email="ann.assessor@northshire.example", name="Ann Assessor")
SHORT = "This password is too short. It must contain at least 12 characters."


@pytest.mark.parametrize(
    "password",
    [
        "three random words",
        "correct horse battery staple",
        "ALLCAPITALSANDNOTHINGELSE",
        "124578936521",
        "ünïcødé wörds",
    ],
)
def test_long_ones_are_taken_whatever_they_are_made_of(password):
    validate_password(password, NEW)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("elevensigns", SHORT),
        ("butterfly", SHORT),
        ("passwordpassword", COMMON),
        ("Password2024!", COMMON),
        ("!!!butterfly123", COMMON),
        ("FOOTBALLfootball", COMMON),
        ("123456123456", COMMON),
        ("1qaz2wsx3edc", COMMON),
        ("ann.assessor1", "The password is too similar to the e-mail address."),
    ],
)
def test_what_is_refused_and_why(password, said):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, NEW)
    assert said in refusal.value.messages


def test_the_list_is_the_one_that_is_documented():
    assert (len(listed()), "password" in listed()) == (19_640, True)


@pytest.mark.parametrize(("text", "piece"), [("abab", "ab"), ("aaaa", "a"), ("abc", "abc"), ("aba", "aba")])
def test_what_a_text_repeats(text, piece):
    assert once(text) == piece


@pytest.mark.parametrize(("digits", "count", "end"), [(40, ":7", "\n"), (40, "", "\r\n"), (12, "", "\n")])
def test_every_line_of_a_file_is_found_and_nothing_else(tmp_path, digits, count, end):
    hashes = sorted(sha1(f"word {n}") for n in range(200))
    file = tmp_path / "hashes"
    file.write_bytes("".join(f"{each[:digits]}{count}{end}" for each in hashes).encode())
    assert [is_in_file(f"word {n}", str(file)) for n in range(210)] == [True] * 200 + [False] * 10


@pytest.mark.parametrize("content", ["", "\n", "ABC\n", "not a hash at all\n"])
def test_a_file_without_hashes_refuses_nothing(tmp_path, content):
    file = tmp_path / "hashes"
    file.write_text(content)
    assert not is_in_file("word", str(file))


def test_a_file_is_asked_for_every_new_password(tmp_path, settings):
    file = tmp_path / "hashes"
    file.write_text(sha1("three random words"))
    settings.BREACHED_PASSWORDS_FILE = str(file)
    with pytest.raises(ValidationError, match="lists of passwords from breaches"):
        validate_password("three random words", NEW)


def test_they_are_kept_at_the_cost_that_django_sets():
    [name] = shipped.PASSWORD_HASHERS
    hasher = import_string(name)()
    assert (hasher.algorithm, hasher.time_cost, hasher.memory_cost, hasher.parallelism) == ("argon2", 2, 102_400, 8)
