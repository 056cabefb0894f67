"""Which tests run once, on SQLite, and why. Whatever isn't named here runs on SQLite and on PostgreSQL.

On both runs what an engine can answer differently: commits, locks, triggers, constraints, raw SQL, search, order,
unique text, imports, counts of queries, migrations, backups, and the stories of the main job in a browser. A place is a
folder, a file or a test, with all that is below it.
"""

from collections import Counter

import pytest
from django.db import connection

# Of these places only what asks for no database runs once: a test that will ask for one runs on both by itself.
PURE = "They ask no database."
ONCE = {
    PURE: (
        "tests/accounts/test_passwords.py",
        "tests/assessments/peer_review/test_grade_difference.py",
        "tests/assessments/rules",
        "tests/bench",
        "tests/competency/test_levels.py",
        "tests/evidence/test_files.py",
        "tests/frameworks/compare/test_editions.py",
        "tests/frameworks/pasted_table/test_table.py",
        "tests/frameworks/files/test_any_edition.py",
        "tests/frameworks/rule",
        "tests/frameworks/test_checks.py",
        "tests/inspections/calendar/test_rules.py",
        "tests/inspections/finding",
        "tests/inspections/portal_check/test_differences.py",
        "tests/inspections/register_import/test_check.py",
        "tests/look",
        "tests/maturity/profile",
        "tests/reports",
        "tests/server/test_spool.py",
        "tests/test_architecture.py",
        "tests/test_claims.py",
        "tests/test_databases.py",
        "tests/test_engines.py",
    ),
    "The programs that measure are started on both engines by their scripts: here only that they start.": (
        "tests/bench/test_growth.py",
        "tests/bench/test_isolation.py",
        "tests/bench/test_speed.py",
    ),
    "What stands before the application, and what each answer's headers say, knows nothing of the database.": (
        "tests/look/test_headers.py",
        "tests/server/test_deployment.py",
    ),
    "A file is written from the report that the page shows, whose queries are counted on both engines.": (
        "tests/assessments/gap/test_files.py::test_csv_has_every_cell",
        "tests/assessments/gap/test_files.py::test_every_drawing_has_words_and_a_table_below_it",
        "tests/assessments/gap/test_files.py::test_excel_has_every_cell",
        "tests/assessments/gap/test_files.py::test_pdf_has_every_cell",
        "tests/assessments/gap/test_files.py::test_word_has_every_cell",
    ),
    "Which votes are shown is asked by plain queries. On both engines nobody, the facilitator and somebody seated ask"
    " for every address, and every role for every page in tests/test_access.py.": tuple(
        f"tests/maturity/test_blindness.py::test_rooms_that_voted_differently_look_alike_to_everybody[{role}]"
        for role in (
            "reader",
            "assessor",
            "other facilitator",
            "lead",
            "force administrator",
            "peer reviewer",
            "outsider",
            "framework administrator",
            "superuser",
            "somebody whose own vote stays",
        )
    ),
    "These stories are about keys, widths, paper, or a browser without scripts or network: what they save is saved in"
    " the stories of the main job, too.": (
        "tests/browser/test_paper_votes.py",
        "tests/browser/test_lost_network.py",
        "tests/browser/test_roles.py",
        "tests/browser/test_competency_browser.py",
        "tests/browser/test_editor.py",
        "tests/browser/test_every_form.py",
        "tests/browser/test_keyboard.py",
        "tests/browser/test_phone.py",
        "tests/browser/test_one_browser.py",
        "tests/browser/test_planning.py",
        "tests/browser/test_presence.py",
        "tests/browser/test_print.py",
        "tests/browser/test_signing_in.py",
        "tests/browser/test_typed_text.py",
        "tests/browser/test_without_script.py",
        "tests/browser/test_workshop_takeover.py",
        "tests/browser/test_workshop_ways.py",
    ),
}
DATABASE = {"db", "transactional_db", "django_db_setup", "shipped_database", "spare_database"}
COUNTS = pytest.StashKey[Counter[str]]()


def reason(test: str, asks_database: bool) -> str:
    """Return why a test, by its whole name, runs once; an empty text where it runs on both engines."""
    reasons = (why for why, places in ONCE.items() if any(is_in(test, place) for place in places))
    return next((why for why in reasons if why != PURE or not asks_database), "")


def is_in(test: str, place: str) -> bool:
    return test == place or test.startswith((f"{place}/", f"{place}::", f"{place}["))


def asks_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or not DATABASE.isdisjoint(item.fixturenames)


def pytest_collection_modifyitems(config, items):
    if connection.vendor == "sqlite":
        return
    reasons = {item: reason(item.nodeid, asks_database(item)) for item in items}
    items[:] = [item for item in items if not reasons[item]]
    once = [item for item, why in reasons.items() if why]
    config.hook.pytest_deselected(items=once)
    config.stash[COUNTS] = Counter(reasons[item] for item in once)


def pytest_sessionfinish(session):
    # Of the run's processes, each of which collects the same, only one speaks to people.
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["once"] = dict(session.config.stash.get(COUNTS, {}))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    node.config.stash[COUNTS] = Counter(getattr(node, "workeroutput", {}).get("once"))


def pytest_terminal_summary(terminalreporter, config):
    counts = config.stash.get(COUNTS, Counter())
    if counts:
        terminalreporter.write_line(f"{counts.total()} tests ran on SQLite alone:")
    for why, number in counts.most_common():
        terminalreporter.write_line(f"{number:>5}  {why}")
