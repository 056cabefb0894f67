"""Write docs/settings.md from the code: every setting of the environment, what the comment above it says, its default.

python scripts/settings_table.py [--check]: with --check nothing is written, and 1 says that the page is out of date.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "settings.md"
READ_BY = ("config/settings.py", "config/asgi.py", "config/serve.py")
READERS = {"env", "env_bool", "env_list"}
# Defaults that the code works out, in words.
IN_WORDS = {
    "DATABASE_URL": "SQLite in `var/`",
    "DEFAULT_FROM_EMAIL": "`assess-your-force@` and the host of `SITE_URL`",
    "EMAIL_PORT": "`587`, with `tls` `465`, with `none` `25`",
    "EVIDENCE_FOLDER": "`var/evidence`",
    "OIDC_CLIENT_ID": "**needed** with `OIDC_SERVER_URL`",
    "OIDC_SECRET": "**needed** with `OIDC_SERVER_URL`",
    "REQUIRE_MFA": "`administrators` where `SITE_URL` is `https`, else `nobody`",
}
HEAD = """# Settings

From the environment, or the ignored file `.env` beside manage.py, which `make run` writes on a first start. Made of the
code by `python scripts/settings_table.py`; `make lint` says when it is out of date.

| name | what | if not set |
|---|---|---|
"""


def settings() -> dict[str, tuple[str, str]]:
    """Return every setting's words and default, by name, in the order of the code."""
    found: dict[str, tuple[str, str]] = {}
    for path in READ_BY:
        text = (ROOT / path).read_text()
        for line, reader, name, default in sorted(read_in(ast.parse(text)), key=lambda each: each[0]):
            known, before = found.get(name, ("", ""))
            said = before or IN_WORDS.get(name) or in_words(reader, default)
            found[name] = known or above(text.splitlines(), line - 1), said
    return found


def read_in(tree: ast.AST) -> Iterator[tuple[int, str, str, ast.expr | None]]:
    """Yield each setting that the code reads: the line, what reads it, its name, and its default where it has one."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=reader), args=[ast.Constant(value=str(name)), *rest], keywords=keywords):
                if reader in READERS:
                    yield node.lineno, reader, name, next(iter([*rest, *(word.value for word in keywords)]), None)


def above(lines: list[str], number: int) -> str:
    """Return the comment that ends on the line before this one, as one text."""
    words: list[str] = []
    while number and lines[number - 1].strip().startswith("# ") and not lines[number - 1].startswith("# ---"):
        number -= 1
        words.insert(0, lines[number].strip().removeprefix("# "))
    return " ".join(words)


def in_words(reader: str, default: ast.expr | None) -> str:
    """Return a default as it stands in the table."""
    match default:
        case None:
            return "nothing" if reader == "env_list" else "**needed**"
        case ast.Constant(value=bool(value)):
            return "yes" if value else "no"
        case ast.Constant(value=str(value)):
            return f"`{value}`" if value else "nothing"
    return f"`{ast.unparse(default)}`"


def page() -> str:
    """Return the page; ends the program, naming it, at a setting without a word."""
    rows = settings()
    for name, (words, _) in rows.items():
        if not words:
            sys.exit(f"Say in a comment above it what {name} is.")
    return HEAD + "".join(f"| `{name}` | {words} | {default} |\n" for name, (words, default) in rows.items())


if __name__ == "__main__":
    if "--check" not in sys.argv:
        PAGE.write_text(page())
    elif PAGE.read_text() != page():
        sys.exit("docs/settings.md is out of date: python scripts/settings_table.py")
