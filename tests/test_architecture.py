"""The house rules that a machine can hold: who imports whom, where a rule lives, what a name may be."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

ROOT = Path(settings.FIXTURE_DIRS[0]).parent
APPS = {
    "home",
    "api",
    "records",
    "maturity",
    "inspections",
    "competency",
    "assessments",
    "evidence",
    "frameworks",
    "history",
    "accounts",
    "outbox",
    "reports",
}
MAY_IMPORT = {
    "home": APPS - {"api"},
    "api": APPS - {"home"},
    # Whole assessments and whole installations go in and out here, so it sees every side, as `home` does.
    "records": APPS - {"api", "home"},
    "maturity": {"assessments", "evidence", "frameworks", "accounts", "reports"},
    "inspections": {"assessments", "evidence", "frameworks", "accounts", "reports"},
    # A person's profile is no assessment of a force: it knows nothing of what a force measures.
    "competency": {"frameworks", "accounts", "reports"},
    "assessments": {"evidence", "frameworks", "history", "accounts", "reports"},
    "evidence": {"accounts"},
    "frameworks": {"reports"},
    # Written by the database itself: whoever changes something needs nothing of it.
    "history": {"accounts", "reports"},
    "accounts": set(),
    "outbox": set(),
    "reports": set(),
    # Settings stand under everything, so they know nothing of it; addresses are what joins the apps.
    "config": set(),
}
FORBIDDEN = {
    "Manager",
    "Service",
    "Selector",
    "Util",
    "Utils",
    "Helper",
    "Handler",
    "Processor",
    "Data",
    "Info",
    "Base",
}
# Django looks for its own kind of name, and so does Python's reader of HTML.
DJANGOS = {("accounts/models/people.py", "UserManager"), ("frameworks/pasted_table/grid.py", "handle_data")}
DJANGOS_MODULES = {"config/sqlite/base.py", "config/postgresql/base.py"}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def modules() -> list[Path]:
    """Return every Python file of ours that runs in production."""
    folders = [folder for name in MAY_IMPORT if (folder := ROOT / name).is_dir()]
    files = (file for folder in folders for file in folder.rglob("*.py"))
    return sorted(file for file in files if "migrations" not in file.parts)


def where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def trees() -> list[tuple[str, ast.Module]]:
    return [(where(path), ast.parse(path.read_text())) for path in modules()]


def imported(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." if node.level else node.module)
    return names


def assigned(tree: ast.Module) -> set[str]:
    """Return the names that a module gives a value to."""
    targets = (target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets)
    return {target.id for target in targets if isinstance(target, ast.Name)}


def words(name: str) -> set[str]:
    """Return the words that a name is made of, each with a capital: in CamelCase or in snake_case."""
    return {word.capitalize() for part in name.split("_") for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", part)}


def test_there_is_something_to_look_at():
    assert len(modules()) > 40
    assert len(TEMPLATES) > 10


def test_every_app_has_its_place():
    ours = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert ours <= set(MAY_IMPORT)


def test_imports_run_downwards():
    wrong = []
    for name, tree in trees():
        app = name.split("/")[0]
        ours = {module.split(".")[0] for module in imported(tree)} & APPS
        wrong += [f"{name} imports {other}" for other in sorted(ours - MAY_IMPORT[app] - {app})]
    assert wrong == []


def test_imports_name_the_whole_path():
    assert [name for name, tree in trees() if "." in imported(tree)] == []


def test_there_are_no_signals():
    wrong = [name for name, tree in trees() if any("signals" in module for module in imported(tree))]
    assert wrong == []
    assert [name for name, _ in trees() if name.endswith(("signals.py", "receivers.py"))] == []


def test_no_class_overrides_save():
    """What changes is the work of a method named for the act; `save` is Django's."""
    wrong = [
        f"{name}: {node.name}.{method.name}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef) and method.name in {"save", "delete", "save_model"}
    ]
    assert wrong == []


def test_a_rule_has_one_of_five_homes():
    homeless = {"services", "selectors", "utils", "util", "helpers", "managers", "common", "core", "base", "mixins"}
    found = {where(path) for path in modules() if {*path.parent.parts, path.stem} & homeless - set(ROOT.parts)}
    assert found == DJANGOS_MODULES


def test_names_say_something():
    wrong = [
        f"{name}: {node.name}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
        and words(node.name) & FORBIDDEN
        and (name, node.name) not in DJANGOS
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "made_of"),
    [
        ("UserManager", {"User", "Manager"}),
        ("read_data", {"Read", "Data"}),
        ("HTTPHandler", {"Handler", "HTTP".capitalize()}),
        ("database", {"Database"}),
    ],
)
def test_words_of_a_name(name, made_of):
    assert words(name) == made_of


def test_template_tags_ask_the_database_nothing():
    """What registers tags is found wherever it stands, and stands in a package of its own."""
    libraries = {name: tree for name, tree in trees() if "register" in assigned(tree)}
    assert libraries.keys() == {
        "assessments/templatetags/scoring_lines.py",
        "config/templatetags/form_token.py",
        "config/templatetags/govuk.py",
    }
    wrong = [
        f"{name} imports {module}"
        for name, tree in libraries.items()
        for module in imported(tree)
        if "models" in module or "django.db" in module
    ]
    assert wrong == []


def test_templates_call_no_queryset():
    """A template prints what it was given: no `.all`, `.exists`, `.thing_set` or row by key."""
    question = re.compile(r"\.(all|exists|objects|get|filter|[a-z]+_set)\b(?=[\s|.%}])")
    inside = re.compile(r"\{[{%].*?[%}]\}", re.S)
    wrong = [
        f"{where(path)}: {tag}"
        for path in TEMPLATES
        for tag in inside.findall(path.read_text())
        if question.search(tag)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"<script(?![^>]*\bsrc=)[^>]*>", id="inline script"),
        pytest.param(r"<style\b", id="style element"),
        pytest.param(r"<[a-z][^>]*\sstyle=", id="style attribute"),
        pytest.param(r"<[a-z][^>]*\son[a-z]+=", id="event attribute"),
        pytest.param(r"(?:href|src|action)=[\"']javascript:", id="javascript address"),
        pytest.param(r"(?:src|href)=[\"'](?:https?:)?//(?!www\.w3\.org)[^\"']+\.(?:js|css|woff2?)", id="outside asset"),
        pytest.param(r"\|\s*safe\b|\{%\s*autoescape\s+off", id="unescaped text"),
    ],
)
def test_templates_keep_to_the_policy(pattern):
    found = re.compile(pattern, re.I)
    assert [f"{where(path)}: {hit.group()}" for path in TEMPLATES for hit in found.finditer(path.read_text())] == []


def test_nothing_is_marked_safe_in_code():
    wrong = [name for name, tree in trees() if "mark_safe" in {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}]
    assert wrong == []


def test_sizes_stay_readable():
    long = [f"{where(path)}: {lines}" for path in modules() if (lines := len(path.read_text().splitlines())) > 400]
    long += [f"{where(path)}: {lines}" for path in TEMPLATES if (lines := len(path.read_text().splitlines())) > 120]
    assert long == []


def test_django_uses_psycopg2():
    """Django takes psycopg 3 whenever it is installed; connections are counted on psycopg2's terms."""
    from django.db.backends.postgresql.psycopg_any import is_psycopg3

    assert not is_psycopg3
    if connection.vendor == "postgresql":
        assert connection.Database.__name__ == "psycopg2"


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_view_is_open_by_forgetting():
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE


def test_a_server_starts_without_the_largest_of_what_few_need():
    """Each process keeps what it has loaded; these make and read files, which is done seldom or in another process."""
    look = [sys.executable, "-c", "import sys, config.asgi; print(*sys.modules)"]
    loaded = subprocess.run(look, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert {"config.urls", "django"} <= {*loaded}
    assert {"openpyxl", "xlsxwriter", "docx", "typst", "lxml"} & {*loaded} == set()


def test_settings_have_no_secret_of_their_own():
    text = (ROOT / "config" / "settings.py").read_text()
    assert 'SECRET_KEY = env("SECRET_KEY")' in text
    assert 'env_bool("DEBUG", default=False)' in text
