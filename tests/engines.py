"""Which tests run once, on SQLite, and why. Whatever isn't named here runs on SQLite and on PostgreSQL.

On both runs what an engine can answer differently: commits, locks, triggers, constraints, raw SQL, search, order,
unique text, imports, counts of queries, migrations, backups, and the stories of the main job in a browser.
"""

import pytest
from django.db import connection

# A place is a folder, a file or a test in it, with all that is below.
ONCE = {
    "They ask no database.": (
        "tests/accounts/test_passwords.py",
        "tests/assessments/peer_review/test_grade_difference.py",
        "tests/assessments/rules",
        "tests/bench/test_growth.py",
        "tests/competency/test_levels.py",
        "tests/evidence/test_files.py",
        "tests/frameworks/editor/test_pasted_table.py",
        "tests/frameworks/test_checks.py",
        "tests/inspections/calendar/test_rules.py",
        "tests/inspections/finding/test_ageing.py",
        "tests/inspections/finding/test_lifecycle.py",
        "tests/inspections/portal_check/test_differences.py",
        "tests/inspections/register_import/test_check.py",
        "tests/look/test_downloads.py",
        "tests/look/test_forms.py",
        "tests/look/test_pages.py",
        "tests/look/test_vendor.py",
        "tests/reports",
        "tests/server/test_spool.py",
        "tests/test_databases.py",
        "tests/test_engines.py",
    ),
    "They ask about headers, proxies and files of a deployment: the database stands behind all that.": (
        "tests/look/test_headers.py",
        "tests/server/test_deployment.py",
    ),
    "Second factors are rows that are found by their key, and all else is arithmetic.": (
        "tests/accounts/test_second_factor.py",
    ),
    "Files are written from values, which the pages and the counts of queries show on both engines.": (
        "tests/assessments/gap/test_files.py",
        "tests/maturity/test_handouts.py",
    ),
    "What is shown of a vote is chosen by one plain query; what may be read without a seat is asked on both engines.": (),
    "These stories are about a keyboard, a width, paper, or a browser without scripts or network: the same writes are"
    " in the stories of the main job.": (
        "tests/browser/test_after.py",
        "tests/browser/test_away.py",
        "tests/browser/test_closed.py",
        "tests/browser/test_competency_browser.py",
        "tests/browser/test_editor.py",
        "tests/browser/test_keyboard.py",
        "tests/browser/test_narrow.py",
        "tests/browser/test_planning.py",
        "tests/browser/test_print.py",
        "tests/browser/test_signing_in.py",
        "tests/browser/test_without_script.py",
        "tests/browser/test_workshop_taken.py",
        "tests/browser/test_workshop_ways.py",
    ),
}
