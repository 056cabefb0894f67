"""Take away each place that keeps one force's rows from another, one at a time, and see whether any test notices.

sh scripts/isolation.sh. The methods that decide who may see or change a row are found by what they take: a queryset's,
given somebody, that returns rows. Every use of one is tried, and every filter on somebody that is written by hand: it
is cut out of the running program, and the tests that come past it run until one fails, those that ask for every address
first, then those of the same app, then the others. Printed: each place with the test that noticed, then how many of
how many. What a test comes past is noted once, before.
"""

import ast
import importlib
import inspect
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest
from _pytest.runner import runtestprotocol
from django.db.models import F, QuerySet

ROOT = Path(__file__).resolve().parents[2]
APPS = "accounts api assessments competency evidence frameworks history home inspections maturity records".split()
# What a method that decides who may see takes first, and what it says that it returns.
SOMEBODY = {"user", "participant", "viewer"}
# Others have methods of this name that decide nothing: it counts where it's given somebody.
OF_ANYTHING = "of"
# A filter written by hand.
FILTERS = {"filter", "get", "get_object_or_404"}
# Where the rows that are left are the same ones, because something else keeps the others away too.
KEPT_AS_WELL = {
    "history/views.py _visits visible_to": "they are asked for one force, whose history the person reads",
    "maturity/models/ballot.py Ballot._origin visible_to": "a ballot is agreed only after its reveal",
    **dict.fromkeys(
        (f"maturity/{place} visible_to" for place in ("paper.py paper", "room.py _tasks", "views.py seat_board")),
        "no vote but the participant's own is asked for",
    ),
}
# What starts servers or takes long.
LEFT_OUT = ("browser", "server", "load", "vendor", "maturity/test_live.py", "test_setup.py")
FIRST = ("tests/test_access.py", "tests/test_isolation.py")
# Where each test asks every address many times: for what is kept until the reveal, and for nothing else.
LAST, OF_VOTES = ("tests/maturity/test_blindness.py", "tests/test_fuzz.py"), {"maturity", "records"}
TABLES = ("GET", "POST")


@dataclass
class Noted:
    """Which places are come past, by the address that is asked meanwhile; by None where no table is gone through."""

    address: str | None = None
    passed: dict[str | None, set[int]] = field(default_factory=lambda: defaultdict(set))


now = Noted()
Passed = dict[str | None, set[int]]


class NotingTable(dict):
    """A table of addresses that says which one is being asked."""

    def __iter__(self):
        for now.address in super().__iter__():
            yield now.address
        now.address = None


def noted(value, number: int):
    """Return the value, and note that the place of this number was come past."""
    now.passed[now.address].add(number)
    return value


def let_through(rows, name: str):
    """Return what stands for the rows' method of this name: it takes the same, and lets everybody through."""
    if name == "with_roles_of":
        return lambda *_, **__: rows.annotate(role=F("force__memberships__role"))
    return lambda *_, **__: rows.all()


def deciding() -> set[str]:
    """Return the names of the querysets' methods that are given somebody and return rows."""
    found, waiting = set(), [QuerySet]
    while waiting:
        each = waiting.pop()
        waiting += each.__subclasses__()
        if each.__module__.partition(".")[0] in APPS:
            found |= {name for name, method in vars(each).items() if inspect.isfunction(method) and decides(method)}
    return found


def decides(method: FunctionType) -> bool:
    signature = inspect.signature(method)
    said = signature.return_annotation
    returns_rows = said is inspect.Signature.empty or str(said).endswith(("QuerySet", "Self"))
    return returns_rows and list(signature.parameters)[1:2] != [] and list(signature.parameters)[1] in SOMEBODY


@dataclass(eq=False)
class Place:
    """One place that decides: where it is, and the function around it, whose code can do without."""

    path: Path
    line: int
    name: str
    at: tuple[int, int]
    within: str = ""
    function: FunctionType | None = None
    without: CodeType | None = None
    noticed: str = ""
    tried: int = 0

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.within} {self.name}"

    @property
    def kept_as_well(self) -> str:
        return KEPT_AS_WELL.get(f"{self.path.relative_to(ROOT)} {self.within} {self.name}", "")


@dataclass
class Changed(ast.NodeTransformer):
    """Notes every place by its number, or lets everybody through at one."""

    numbers: dict[tuple[int, int], int]
    cut: tuple[int, int] | None = None

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        at = where(node)
        self.generic_visit(node)
        if self.cut is not None and at == self.cut:
            return like(node, asked("let_through", node.value, ast.Constant(node.attr)))
        if self.cut is None and at in self.numbers:
            node.value = like(node.value, asked("noted", node.value, ast.Constant(self.numbers[at])))
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        for each in [each for each in node.keywords if where(each) in self.numbers]:
            if self.cut is None:
                each.value = like(each.value, asked("noted", each.value, ast.Constant(self.numbers[where(each)])))
            elif where(each) == self.cut:
                node.keywords.remove(each)
        self.generic_visit(node)
        return node


def where(node) -> tuple[int, int]:
    return node.end_lineno, node.end_col_offset


def like(node, made) -> ast.AST:
    return ast.fix_missing_locations(ast.copy_location(made, node))


def asked(name: str, *given: ast.AST) -> ast.Call:
    return ast.Call(ast.Attribute(ast.Name("_isolation", ast.Load()), name, ast.Load()), list(given), [])


def spots(tree: ast.AST, methods: set[str]) -> Iterator[tuple[ast.AST, str]]:
    """Yield what decides in a file, with its name."""
    given = {id(node.func): node.args for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in methods:
            first = next(iter(given.get(id(node), ())), None)
            if node.attr != OF_ANYTHING or (first and is_somebody(first)):
                yield node, node.attr
        elif isinstance(node, ast.Call) and called(node) in FILTERS:
            for each in node.keywords:
                if each.arg and is_somebody(each.value):
                    yield each, f"{called(node)}({each.arg})"


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def is_somebody(node: ast.AST) -> bool:
    """Return whether a value is who asks: user, request.user, user.pk and the like."""
    said = ast.unparse(node).removeprefix("request.").removesuffix(".pk")
    return said in {"user", "person", "participant", "viewer"}


def in_file(path: Path, methods: set[str], first: int) -> tuple[list[Place], list[tuple[FunctionType, CodeType]]]:
    """Return the places of a file, numbered from the first, and each function around some with its noting code."""
    source = path.read_text()
    plain = ast.parse(source)
    found = [Place(path, node.lineno, name, where(node)) for node, name in spots(plain, methods)]
    found.sort(key=lambda place: place.at)
    if not found:
        return [], []
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    numbers = {place.at: first + number for number, place in enumerate(found)}
    noting = by_name(Changed(numbers).visit(ast.parse(source)), path)
    around = {}
    for place in found:
        # Outside every function nobody asks: a place there would stop here.
        names = next(names for names, each in functions(plain) if each.lineno <= place.at[0] <= each.end_lineno)
        place.within = ".".join(names)
        place.function = running(module, names)
        cut = Changed(numbers, cut=place.at).visit(ast.parse(source))
        place.without = by_name(cut, path)[".".join(names)]
        around[names] = place.function, noting[".".join(names)]
    return found, list(around.values())


def running(module: ModuleType, names: tuple[str, ...]) -> FunctionType:
    """Return the function of this name that runs, without what decorates it."""
    found = module
    for name in names:
        found = inspect.getattr_static(found, name)
        found = getattr(found, "__func__", getattr(found, "fget", getattr(found, "func", found)))
    found = inspect.unwrap(found)
    found.__globals__["_isolation"] = importlib.import_module("tests.load.isolation")
    return found


def functions(tree, names=()):
    """Yield the outermost functions of a module and of its classes, with their names."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (*names, node.name), node
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, (*names, node.name))


def by_name(tree: ast.AST, path: Path) -> dict[str, CodeType]:
    return {code.co_qualname: code for code in codes(compile(tree, str(path), "exec"))}


def codes(code: CodeType):
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from codes(const)


def everywhere() -> tuple[list[Place], list[tuple[FunctionType, CodeType]]]:
    """Return every deciding place of the project's own apps, and each function around some with its noting code."""
    found, around = [], []
    methods = deciding()
    for path in sorted(path for app in APPS for path in (ROOT / app).rglob("*.py")):
        if "migrations" not in path.parts and "management" not in path.parts:
            places, noting = in_file(path, methods, len(found))
            found += places
            around += noting
    return found, around


@dataclass
class After:
    """What pytest takes for the next test: one that shares nothing with the last but the session."""

    session: pytest.Session

    def listchain(self):
        return [self.session]


@dataclass
class Tries:
    """A plugin that runs the collected tests anew for each place, until one fails."""

    only: list[str]
    places: list[Place] = field(default_factory=list)
    around: list[tuple[FunctionType, CodeType]] = field(default_factory=list)
    passes: dict[str, Passed] = field(default_factory=dict)
    doubted: set[str] = field(default_factory=set)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        self.places, self.around = everywhere()
        # Whom the near tests tell nothing about waits for the far ones, which take long.
        for far in (False, True):
            # Methods before what is written by hand.
            for number, place in sorted(enumerate(self.places), key=lambda each: "(" in each[1].name):
                if self.wants(place) and not place.noticed and not (far and place.kept_as_well):
                    began = time.monotonic()
                    place.noticed = self.first_failure(session, place, number, far=far)
                    said = place.noticed or ("NOBODY NOTICED" if far else "not yet")
                    print(f"{place}: {said} ({place.tried} tests, {time.monotonic() - began:.0f} s)", flush=True)
        # A test that a place has left broken would have noticed nothing.
        noticed = {place.noticed for place in self.places}
        self.doubted = {item.nodeid for item in session.items if item.nodeid in noticed and fails(item, session)}
        session.testsfailed = 0
        return True

    def wants(self, place: Place) -> bool:
        return not self.only or any(word in str(place) for word in self.only)

    def first_failure(self, session, place: Place, number: int, *, far: bool) -> str:
        """Return the first test that fails without the place and passes with it; an empty text where none does."""
        whole = place.function.__code__
        for item in in_order(session.items, place, far=far):
            asked = {address for address, numbers in self.passed_by(item, session).items() if number in numbers}
            if not asked:
                continue
            place.function.__code__ = place.without
            try:
                # Of a table of addresses, no more than come past the place.
                with tables(item, lambda table, asked=asked: table if None in asked else kept(table, asked)):
                    failed = fails(item, session)
            finally:
                place.function.__code__ = whole
            place.tried += 1
            if failed:
                return item.nodeid
        return ""

    def passed_by(self, item, session) -> Passed:
        """Return the places that a test comes past, by the address that it asks; none for one that fails by itself."""
        global now
        if item.nodeid not in self.passes:
            whole = [(function, function.__code__) for function, _ in self.around]
            for function, noting in self.around:
                function.__code__ = noting
            now = Noted()
            try:
                with tables(item, NotingTable):
                    failed = fails(item, session)
            finally:
                for function, code in whole:
                    function.__code__ = code
            self.passes[item.nodeid] = {} if failed else now.passed
        return self.passes[item.nodeid]


@contextmanager
def tables(item, made: Callable[[dict], dict]):
    """Give a test other tables of addresses than its module's."""
    whole = {name: vars(item.module)[name] for name in TABLES if name in vars(item.module)}
    for name, table in whole.items():
        setattr(item.module, name, made(table))
    try:
        yield
    finally:
        for name, table in whole.items():
            setattr(item.module, name, table)


def kept(table: dict, names: set[str | None]) -> dict:
    return {name: said for name, said in table.items() if name in names}


def fails(item, session) -> bool:
    return any(report.failed for report in runtestprotocol(item, nextitem=After(session), log=False))


def in_order(items, place: Place, *, far: bool):
    """Return the tests that are likely to notice first, then the rest of the app's; or, far, all the others."""
    app = place.path.relative_to(ROOT).parts[0]

    def rank(item):
        path = item.path.relative_to(ROOT).as_posix()
        if path in FIRST:
            # Whoever belongs to another force is the likeliest.
            return 0 if "outsider" in item.name else 1
        if path in LAST:
            return 4 if app in OF_VOTES else 5
        return 2 if path.startswith(f"tests/{app}/") else 3

    wanted = {3, 4} if far else {0, 1, 2}
    return sorted((item for item in items if rank(item) in wanted), key=rank)


def main() -> int:
    only = [word.removeprefix("--only=") for word in sys.argv[1:] if word.startswith("--only=")]
    given = [word for word in sys.argv[1:] if not word.startswith("--only=")]
    tries, began = Tries(only), time.monotonic()
    arguments = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not browser", "--no-header", *given]
    arguments += [f"--ignore=tests/{path}" for path in LEFT_OUT]
    pytest.main(arguments, plugins=[tries])
    return said_of(tries, time.monotonic() - began)


def said_of(tries: Tries, seconds: float) -> int:
    """Print the figures and what nobody noticed; return 1 where there is any of that, or nothing was tried."""
    wanted = [place for place in tries.places if tries.wants(place)]
    unnoticed = [place for place in wanted if not place.noticed and not place.kept_as_well]
    as_well = [place for place in wanted if not place.noticed and place.kept_as_well]
    doubted = [place for place in wanted if place.noticed in tries.doubted]
    noticed = len(wanted) - len(unnoticed) - len(as_well) - len(doubted)
    said = f"{noticed} noticed, {len(as_well)} kept apart by something else as well"
    print(f"{len(wanted)} places tried, {said}, {len(unnoticed)} unnoticed, in {seconds / 60:.0f} minutes.")
    for place in as_well:
        print(f"  {place}: {place.kept_as_well}")
    for place in unnoticed:
        print(f"  {place}: nobody noticed")
    for place in doubted:
        print(f"  {place}: {place.noticed} failed without the cut too, the second time")
    return 1 if unnoticed or doubted or not wanted else 0


if __name__ == "__main__":
    # By its name, so that what the changed functions ask is this and not a second copy of it.
    sys.exit(importlib.import_module("tests.load.isolation").main())
