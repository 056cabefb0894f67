"""Where the application decides who may see or change a row, and its functions' code without one such place."""

import ast
import gc
import importlib
import inspect
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from django.db.models import F, QuerySet

ROOT = Path(__file__).resolve().parents[2]
APPS = "accounts api assessments competency evidence frameworks history home inspections maturity records".split()
# What a method that decides who may see takes first, and what it says that it returns.
SOMEBODY = {"user", "participant", "viewer"}
# Others have methods of this name that decide nothing: it counts where it's given somebody.
OF_ANYTHING = "of"
# A filter written by hand.
FILTERS = {"filter", "get", "get_object_or_404"}


@dataclass
class Noted:
    """Which places are come past, by the address that is asked meanwhile; by None where no table is gone through."""

    address: str | None = None
    passed: dict[str | None, set[int]] = field(default_factory=lambda: defaultdict(set))


now = Noted()
# Functions, each with the code that it's to run instead of its own.
Swap = dict[FunctionType, CodeType]
Passed = dict[str | None, set[int]]


def noted(value, number: int):
    """Return the value, and note that the place of this number was come past."""
    now.passed[now.address].add(number)
    return value


def let_through(rows, name: str):
    """Return what stands for the rows' method of this name: it takes the same, and lets everybody through."""
    if name == "with_roles_of":
        return lambda *_, **__: rows.annotate(role=F("force__memberships__role"))
    return lambda *_, **__: rows.all()


def deciding_methods() -> set[str]:
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
    """One place that decides: where it is, and the functions around it, with their code without it."""

    path: Path
    line: int
    name: str
    at: tuple[int, int]
    within: str = ""
    without: Swap = field(default_factory=dict)
    noticed: str = ""
    tried: int = 0

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.within} {self.name}"

    @property
    def spot(self) -> str:
        """Where it is, whatever lines come and go."""
        return f"{self.path.relative_to(ROOT)} {self.within} {self.name}"


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


def in_file(path: Path, methods: set[str], first: int) -> tuple[list[Place], Swap]:
    """Return the places of a file, numbered from the first, and the functions around them with their noting code."""
    source = path.read_text()
    plain = ast.parse(source)
    found = [Place(path, node.lineno, name, where(node)) for node, name in spots(plain, methods)]
    found.sort(key=lambda place: place.at)
    if not found:
        return [], {}
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    numbers = {place.at: first + number for number, place in enumerate(found)}
    noting = by_name(Changed(numbers).visit(ast.parse(source)), path)
    living, around = functions_by_code(), {}
    for place in found:
        # Outside every function nobody asks: a place there would stop here.
        names = next(names for names, each in functions(plain) if each.lineno <= place.at[0] <= each.end_lineno)
        place.within = ".".join(names)
        own = [code for code in codes(running(module, names).__code__) if not code.co_name.startswith("<")]
        cut = by_name(Changed(numbers, cut=place.at).visit(ast.parse(source)), path)
        place.without = {each: cut[code.co_qualname] for code in own for each in living[id(code)]}
        around |= {each: noting[code.co_qualname] for code in own for each in living[id(code)]}
    return found, around


def functions_by_code() -> dict[int, list[FunctionType]]:
    """Return the functions that are alive by the id of what they run: what a decorator made is one, too."""
    found = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType):
            found[id(each.__code__)].append(each)
    return found


def running(module: ModuleType, names: tuple[str, ...]) -> FunctionType:
    """Return the function of this name that runs, without what decorates it."""
    found = module
    for name in names:
        found = inspect.getattr_static(found, name)
        found = getattr(found, "__func__", getattr(found, "fget", getattr(found, "func", found)))
    found = inspect.unwrap(found)
    found.__globals__["_isolation"] = sys.modules[__name__]
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


def everywhere() -> tuple[list[Place], Swap]:
    """Return every deciding place of the project's own apps, and the functions around them with their noting code."""
    found: list[Place] = []
    around: Swap = {}
    methods = deciding_methods()
    for path in sorted(path for app in APPS for path in (ROOT / app).rglob("*.py")):
        if "migrations" not in path.parts and "management" not in path.parts:
            places, noting = in_file(path, methods, len(found))
            found += places
            around |= noting
    return found, around
