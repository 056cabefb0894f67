"""The process beside a server's own in which files are made."""

import datetime
import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db.models import TextChoices

from config.refusal import NotMade
from reports.document import Document, Paragraph, Table
from reports.writers import press
from reports.writers.docx import docx_bytes
from reports.writers.pdf import pdf_bytes

DAY = datetime.date(2026, 11, 22)


class Choice(TextChoices):
    GOOD = "good", "Good"


def document(*blocks):
    return Document(
        title="Report",
        kind="report",
        force="Northshire Police",
        marking="OFFICIAL",
        disclosable=False,
        author="Ann",
        version="1",
        on=DAY,
        about="PEEL",
        blocks=blocks,
    )


def test_several_files_at_once_each_come_to_whom_asked():
    texts = [f"File number {number}. " * 20 for number in range(6)]
    with ThreadPoolExecutor(6) as people:
        alone = [docx_bytes(document(Paragraph(text))) for text in texts]
        together = list(people.map(lambda text: docx_bytes(document(Paragraph(text))), texts))
    assert [len(each) for each in together] == [len(each) for each in alone]
    assert len(set(together)) == 6


def test_a_choice_of_a_models_goes_as_its_text():
    table = Table("Levels", ("Level",), ((Choice.GOOD,),))
    assert docx_bytes(document(table))[:2] == b"PK"


def test_the_press_is_started_again_where_it_ended():
    assert pdf_bytes(document(Paragraph("One")))[:4] == b"%PDF"
    gone = press._press().process
    os.kill(gone.pid, signal.SIGKILL)
    gone.wait()
    assert pdf_bytes(document(Paragraph("Two")))[:4] == b"%PDF"
    assert press._press().process.pid != gone.pid


def test_what_a_writer_refuses_is_said_and_the_next_file_is_made():
    with pytest.raises(NotMade, match="The fault is ours") as unknown:
        press.made("no-such-writer", document())
    assert "KeyError: 'no-such-writer'" in unknown.value.reason
    with pytest.raises(NotMade, match="The fault is ours") as foreign:
        press.made("docx", os.system)
    assert re.search(r"A file isn't made of (os|posix)\.system", foreign.value.reason)
    assert pdf_bytes(document(Paragraph("Still here")))[:4] == b"%PDF"


def test_a_file_whose_process_ends_is_too_much():
    """As the alarm ends it after a minute, or the system where memory is short."""
    assert pdf_bytes(document())[:4] == b"%PDF"
    beside, long = press._press().process.pid, document(Table("Long", ("A",), (("word " * 20,),) * 20_000))
    # The process that made the file above may still be on its way out.
    must_end(children_of=beside)
    with ThreadPoolExecutor(1) as people:
        file = people.submit(pdf_bytes, long)
        while not (making := children(beside)):
            time.sleep(0.01)
        os.kill(int(making), signal.SIGKILL)
        with pytest.raises(NotMade, match="there is too much in it"):
            file.result()


def test_no_process_is_left_over():
    pdf_bytes(document(Paragraph("One")))
    must_end(children_of=press._press().process.pid)


def must_end(*, children_of):
    until = time.monotonic() + 5
    while children(children_of) and time.monotonic() < until:
        time.sleep(0.02)
    assert children(children_of) == ""


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as told:
        return told.read()
