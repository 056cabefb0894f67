"""Wherever a file can't be made, a page of the site says so: at every address that has files made."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from reports.writers import press
from tests.test_access import GET, assessment, signed_in, status  # noqa: F401
from tests.test_isolation import own  # noqa: F401

SENTENCES = {b"": "there is too much in it", b"-Traceback: typst.TypstError": "The fault is ours"}
# What has a file made, and of which kinds.
MADE = {
    "assessments:gap_file": {"docx", "pdf", "xlsx"},
    "assessments:rounds_file": {"docx"},
    "assessments:sheet_file": {""},
    "competency:profile_file": {"docx", "pdf"},
    "frameworks:comparison_file": {""},
    "frameworks:download": {"xlsx"},
    "frameworks:template": {""},
    "history:departures_file": {"xlsx"},
    "history:file": {"xlsx"},
    "history:visits_file": {"xlsx"},
    "inspections:export_register": {""},
    "inspections:pack": {""},
    "inspections:paper_file": {"docx", "pdf"},
    "maturity:sheet": {""},
    "maturity:summary_file": {"docx", "pdf"},
}
KINDS = ("docx", "pdf", "xlsx", "csv", "yaml")


@pytest.fixture
def asked(monkeypatch, answer):
    """Return the list of the files that were asked for, each of which ends with the answer."""
    asked = []
    monkeypatch.setattr(press, "_all_of", lambda line: asked.append(line) or answer)
    return asked


def addresses(arguments):
    """Return each address that is opened as (name, kind of file, address), one for each kind where it names one."""
    for name in GET:
        parts = arguments(name)
        address, kind = reverse(name, args=parts), str(parts[-1]) if parts else ""
        if kind not in KINDS:
            yield name, "", address
            continue
        for other in KINDS:
            yield name, other, address.replace(f"/{kind}/", f"/{other}/")


@pytest.mark.parametrize("answer", SENTENCES)
def test_the_page_says_why_and_the_reason_is_logged(answer, client, own, asked, caplog):  # noqa: F811
    arguments, user = own
    user.is_framework_administrator = True
    user.save()
    signed_in(client, user)
    found = {}
    for name, kind, address in addresses(arguments):
        caplog.clear()
        response = client.get(address)
        code = status(response)
        if asked:
            asked.clear()
            found.setdefault(name, set()).add(kind)
            assert (code, "Content-Disposition" in response) == (422, False), name
            assert "be made</h1>" in response.text
            assert SENTENCES[answer] in response.text
            assert response.text.count('class="app-masthead"') == 1
            assert [record.args[0] for record in caplog.records if record.name == "config.downloads"] == [address]
    assert found == MADE


def test_no_link_saves_the_page_that_says_so_as_if_it_were_the_file():
    """A browser that is told to save what a link leads to would save the page."""
    links = [
        (path.name, link)
        for path in Path("templates").rglob("*.html")
        for link in re.findall(r"<a [^>]*\bdownload\b *(?:=[^>]*)?>", re.sub(r"{%.*?%}", "", path.read_text()))
    ]
    # Evidence is handed out as it was taken in: nothing is made.
    assert [name for name, _ in links] == ["_file.html"]
