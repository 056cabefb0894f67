"""Take away each place that keeps one force's rows from another, one at a time, and see whether any test notices.

sh scripts/isolation.sh. Every call of a queryset's method that decides who may see or change a row is tried: it is cut
out of the running program, the tests that ask for every address run, then those of the same app, then the others, until
one fails. Printed: each place with the test that noticed, then how many of how many.
"""

import ast
import importlib
import inspect
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).resolve().parents[2]
DECIDING = {"visible_to", "editable_by", "run_by", "readable_by", "answerable_by", "where_user_has", "open_to"}
APPS = "accounts api assessments competency evidence frameworks history home inspections maturity records".split()
# What starts servers or takes long, and what asks of votes, which are kept apart in another way.
LEFT_OUT = ("browser", "server", "load", "maturity/test_blindness.py", "maturity/test_live.py", "test_setup.py")
FIRST = ("tests/test_access.py", "tests/test_isolation.py")


class Cut(ast.NodeTransformer):
    """Replaces the call at a place by what it was asked of, whole."""

    def __init__(self, place: tuple[int, int]):
        self.place = place

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if not is_deciding(node) or (node.lineno, node.end_col_offset) != self.place:
            return node
        whole = ast.Call(ast.Attribute(node.func.value, "all", ast.Load()), [], [])
        return ast.fix_missing_locations(ast.copy_location(whole, node))


def is_deciding(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in DECIDING


@dataclass
class Place:
    """One call that decides: where it is, in which function, and the function's code without it."""

    path: Path
    line: int
    name: str
    function: FunctionType | None
    without: CodeType | None
    noticed: str = ""
    tried: int = 0

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.name}"


def places() -> list[Place]:
    """Return every deciding call of the project's own apps."""
    found = []
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts and "management" not in path.parts:
                found += in_file(path)
    return found


def in_file(path: Path) -> list[Place]:
    source, found = path.read_text(), []
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for node in ast.walk(ast.parse(source)):
        if is_deciding(node):
            place = (node.lineno, node.end_col_offset)
            tree = Cut(place).visit(ast.parse(source))
            function, code = enclosing(module, ast.parse(source), tree, node, str(path))
            found.append(Place(path, node.lineno, node.func.attr, function, code))
    return found


def enclosing(module, plain, cut, node, filename):
    """Return the outermost function around a call, and its code without the call; None where it is in none."""
    for names, each in functions(plain):
        if each.lineno <= node.lineno <= each.end_lineno:
            running = module
            for name in names:
                running = inspect.getattr_static(running, name)
                running = getattr(running, "__func__", running)
            running = inspect.unwrap(running)
            code = next(code for code in codes(compile(cut, filename, "exec")) if code.co_qualname == ".".join(names))
            return running, code
    return None, None


def functions(tree, names=()):
    """Yield the outermost functions of a module and of its classes, with their names."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (*names, node.name), node
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, (*names, node.name))


def codes(code: CodeType):
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from codes(const)


class Tries:
    """A plugin that runs the collected tests anew for each place, until one fails."""

    def __init__(self):
        self.places: list[Place] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        self.places = places()
        only = [word.removeprefix("--only=") for word in sys.argv if word.startswith("--only=")]
        for place in self.places:
            if only and not any(word in str(place) for word in only):
                continue
            if place.function is None:
                place.noticed = "not in a function: not tried"
                continue
            began = time.monotonic()
            place.noticed = self.first_failure(session, place)
            said = f"{place.noticed or 'NOBODY NOTICED'} ({place.tried} tests, {time.monotonic() - began:.0f} s)"
            print(f"{place}: {said}", flush=True)
        return True

    def first_failure(self, session, place: Place) -> str:
        """Return the first test that fails without the call and passes with it; an empty text where none does."""
        items, whole = in_order(session.items, place), place.function.__code__
        for number, item in enumerate(items):
            following = items[(number + 1) % len(items)]
            place.function.__code__ = place.without
            try:
                failed = fails(item, following)
            finally:
                place.function.__code__ = whole
            place.tried += 1
            if failed and not fails(item, following):
                return item.nodeid
        return ""


def fails(item, following) -> bool:
    return any(report.failed for report in runtestprotocol(item, nextitem=following, log=False))


def in_order(items, place: Place):
    """Return the tests that are likely to notice first, then the rest of the app's, and of those above it."""
    app = place.path.relative_to(ROOT).parts[0]

    def rank(item):
        where = item.path.relative_to(ROOT).as_posix()
        if where in FIRST:
            # Whoever belongs to another force is the likeliest.
            return 0 if "outsider" in item.name else 1
        return 2 if where.startswith(f"tests/{app}/") else 3

    return sorted(items, key=rank)


def main() -> int:
    tries = Tries()
    given = [word for word in sys.argv[1:] if not word.startswith("--only=")]
    arguments = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not browser", "--no-header", *given]
    arguments += [f"--ignore=tests/{path}" for path in LEFT_OUT]
    pytest.main(arguments, plugins=[tries])
    asked = [place for place in tries.places if place.tried]
    unnoticed = [place for place in asked if not place.noticed]
    untried = [place for place in tries.places if place.function is None]
    print(f"{len(asked)} places tried, {len(asked) - len(unnoticed)} noticed, {len(untried)} not in a function.")
    for place in [*unnoticed, *untried]:
        print(f"  {place}: {'not tried' if place in untried else 'nobody noticed'}")
    return 1 if unnoticed or untried or not asked else 0


if __name__ == "__main__":
    sys.exit(main())
