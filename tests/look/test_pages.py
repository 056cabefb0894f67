"""What every page shows, whoever looks: its marking, its title, and nothing that the security policy would refuse."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def marks(html):
    return re.findall(r"Protective marking: </span>([^<]+)</p>", html)


def test_a_page_is_marked_at_top_and_bottom():
    assert marks(render_to_string("404.html")) == ["OFFICIAL", "OFFICIAL"]


def test_a_page_of_an_assessment_bears_its_marking():
    assessment = SimpleNamespace(get_marking_display=lambda: "OFFICIAL-SENSITIVE")
    html = render_to_string("404.html", {"assessment": assessment})
    assert marks(html) == ["OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"]
    assert "app-marked-official-sensitive" in html


def test_the_view_has_the_last_word_on_the_marking():
    assessment = SimpleNamespace(get_marking_display=lambda: "OFFICIAL")
    html = render_to_string("404.html", {"assessment": assessment, "marking": "OFFICIAL-SENSITIVE"})
    assert marks(html) == ["OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"]


class Question(forms.Form):
    answer = forms.CharField()


@pytest.mark.parametrize(
    ("given", "title"), [({"answer": "Yes"}, "Sign in"), ({}, "Error: Sign in"), (None, "Sign in")]
)
def test_the_title_says_when_something_is_wrong(given, title):
    html = render_to_string("account/login.html", {"form": Question(given), "user": AnonymousUser()})
    assert re.search("<title>(.*?)</title>", html)[1] == f"{title} \N{EN DASH} Assess your force"


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_a_page_that_says_what_went_wrong_needs_no_context(name):
    html = render_to_string(name)
    assert len(re.findall("OFFICIAL", html)) == 2
    assert html.count("<h1") == 1


def test_the_navigation_is_for_those_who_are_signed_in():
    signed_in = SimpleNamespace(is_authenticated=True)
    assert "Sign out" in render_to_string("404.html", {"user": signed_in})
    assert "Sign out" not in render_to_string("404.html", {"user": AnonymousUser()})


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_holds_what_the_security_policy_refuses(path):
    text = path.read_text()
    assert re.findall(r"\son[a-z]+\s*=|\sstyle\s*=|<style|javascript:|hx-on", text) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", text) == []
    assert re.findall(r"\|\s*safe\b|autoescape off|block marking", text) == []


def test_another_host_name_is_refused_before_anybody_is_known(client):
    assert client.get("/accounts/login/", headers={"host": "elsewhere.example"}).status_code == 400
