"""The house: one noun for a capability in every layer, rooms that aren't too full, and imports that run one way."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

from tests.test_architecture import APPS, ROOT, TEMPLATES, modules, trees, where

ROOMED = ("assessments", "frameworks", "inspections")
# Rooms that every app may have, whatever it is about.
EVERY_APPS = {"management", "migrations", "models", "templatetags", "__pycache__"}
# No pages: middleware, what a view's answer is wrapped in, and the answers that many views share.
NO_PAGES = {
    "accounts/access/confirmation.py",
    "accounts/adapter.py",
    "accounts/one_press.py",
    "accounts/presence.py",
    "config/actor.py",
    "config/downloads.py",
    "config/form_page.py",
    "config/headers.py",
    "config/metrics.py",
    "maturity/live.py",
    "maturity/no_seat.py",
    "records/leaving.py",
}
# Django has the model of sessions name its store, and the store its model; the one is imported when it's asked for.
DJANGOS_CIRCLES = [["accounts.models", "accounts.models.sessions", "accounts.sessions"]]
# Participles, adjectives and adverbs say how something is or where it stands, never what it is: no name ends so.
NO_NOUNS = set(
    """
    about after agreed ahead already apart asked aside away awaiting back before beside bringing brought carried
    carrying changed changing checked chosen closed coming decided done elsewhere found given going kept later left
    lost made matched missed moved narrow near needed open opened other own past picked planned printed recorded removed
    said sent set shared shown signed so sorted stored taken taking then there tied together told typed waiting written
    """.split()
)


def capabilities(app: str) -> set[str]:
    return {path.name for path in (ROOT / app).iterdir() if path.is_dir()} - EVERY_APPS


def folders(top: Path) -> set[Path]:
    return {path.parent for path in top.rglob("*.py") if not {"migrations", "models"} & {*path.parts}}


def too_full(top: Path, limit: int) -> list[str]:
    return [
        f"{where(folder)}: {count}" for folder in sorted(folders(top)) if (count := len([*folder.glob("*.py")])) > limit
    ]


def test_no_folder_is_too_full():
    assert [told for app in ROOMED for told in too_full(ROOT / app, 15)] == []
    assert [told for app in sorted({*APPS, "config", "bench"} - {*ROOMED}) for told in too_full(ROOT / app, 25)] == []


@pytest.mark.parametrize("app", ROOMED)
def test_a_capability_has_one_noun(app):
    """Its folder, its templates and its tests bear the same name, and each has tests."""
    rooms = capabilities(app)
    templates = {path.name for path in (ROOT / "templates" / app).iterdir() if path.is_dir()}
    tests = {path.name for path in (ROOT / "tests" / app).iterdir() if path.is_dir()} - EVERY_APPS
    assert templates - rooms == set()
    assert tests - rooms == set()
    assert rooms - tests == set()


def test_models_stand_in_models():
    ours = [model for model in apps.get_models() if model._meta.app_label in APPS]
    assert len(ours) > 40
    wrong = [model.__qualname__ for model in ours if model.__module__.split(".")[1] != "models"]
    wrong += [
        f"{name}: {node.name}"
        for name, tree in trees()
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        and {ast.unparse(base) for base in node.bases} & {"models.Model", "Model"}
        and "models" not in name.split("/")[1]
    ]
    assert wrong == []


def test_what_answers_the_web_is_a_view():
    found = {
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.returns is not None
        and "Response" in re.findall(r"[A-Z][a-z]+", ast.unparse(node.returns))
        and not name.endswith("views.py")
    }
    assert found == NO_PAGES


def test_files_are_named_by_nouns():
    """What a library looks for by name, the pages of signing in, is named by it."""
    ours = [path for path in TEMPLATES if path.parts[len(ROOT.parts) + 1] not in {"account", "mfa", "socialaccount"}]
    files = [*modules(), *ours, *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")]
    wrong = [where(path) for path in files if path.stem.split("_")[-1] in NO_NOUNS]
    assert wrong == []


def module(name: str) -> str:
    """Return what a file is imported as."""
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


OURS = {module(name) for name, _ in trees()}


def imports_of(tree: ast.Module) -> set[str]:
    """Return the modules that a module needs to run: what its type hints alone need is left out."""
    hints = {
        node
        for test in ast.walk(tree)
        if isinstance(test, ast.If) and ast.unparse(test.test) == "TYPE_CHECKING"
        for line in test.body
        for node in ast.walk(line)
    }
    needed: set[str] = set()
    for node in ast.walk(tree):
        if node in hints:
            continue
        if isinstance(node, ast.Import):
            needed |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            # What is itself a module is needed alone, without what its package offers.
            needed |= names if names <= OURS else {node.module, *names}
    return needed


@cache
def links() -> dict[str, set[str]]:
    """Return our modules by name, each with ours that it imports; a package stands for its `__init__.py`."""
    return {module(name): (imports_of(tree) & OURS) - {module(name)} for name, tree in trees()}


def is_views(name: str) -> bool:
    return name.endswith("views") and ".models." not in name


def test_only_addresses_import_views():
    wrong = [
        f"{name} imports {other}"
        for name, others in links().items()
        for other in others
        if is_views(other) and not name.endswith("urls")
    ]
    assert wrong == []


def circles() -> list[list[str]]:
    """Return the groups of modules that need one another, found as Tarjan's strongly connected components are."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        number[name] = low[name] = len(number)
        path.append(name)
        for other in links()[name]:
            if other not in number:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in path:
                low[name] = min(low[name], number[other])
        if low[name] == number[name]:
            group = path[path.index(name) :]
            del path[path.index(name) :]
            if len(group) > 1:
                found.append(sorted(group))

    for name in links():
        if name not in number:
            visit(name)
    return found


def test_no_modules_go_round_in_a_circle():
    assert circles() == DJANGOS_CIRCLES


def test_templates_can_be_read_at_once():
    sizes = Counter({where(path): len(path.read_text()) for path in TEMPLATES})
    assert [f"{name}: {size}" for name, size in sizes.most_common() if size > 6000] == []
