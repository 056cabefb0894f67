"""A file that somebody takes away: its name, its type by its ending, and no cache that keeps it."""

import pytest

from config.downloads import attachment

OFFICE = "application/vnd.openxmlformats-officedocument"


@pytest.mark.parametrize(
    ("ending", "content_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("docx", f"{OFFICE}.wordprocessingml.document"),
        ("json", "application/json; charset=utf-8"),
        ("pdf", "application/pdf"),
        ("xlsx", f"{OFFICE}.spreadsheetml.sheet"),
    ],
)
def test_a_file_is_saved_under_its_name_and_kept_by_no_cache(ending, content_type):
    answer = attachment(b"What is in it.", f"OFFICIAL_board-paper_2026-11-22.{ending}")
    assert answer.content == b"What is in it."
    assert answer.headers == {
        "Content-Type": content_type,
        "Content-Disposition": f'attachment; filename="OFFICIAL_board-paper_2026-11-22.{ending}"',
        "Cache-Control": "private, no-store",
    }


def test_a_type_that_nobody_named_is_not_guessed():
    with pytest.raises(KeyError):
        attachment(b"", "OFFICIAL_something.html")
