"""Write what this software is made of: docs/sbom.json as CycloneDX 1.6, and docs/licences.md for people.

python scripts/bill.py [--check]: with --check nothing is written, and 1 says that either is out of date. It reads the
locked requirements, what the installed packages say of their licences, and the vendored files' VERSIONS.json.
"""

import json
import re
import sys
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "run.txt"
VENDORED = ("static/vendor/VERSIONS.json", "reports/fonts/VERSIONS.json")
LICENCE = "License :: "
# Where a package's metadata has its licence's whole text instead of a name, or none that fits this platform.
NAMED = {"colorama": "BSD-3-Clause", "tzdata": "Apache-2.0", "uvloop": "MIT OR Apache-2.0"}
HEAD = """# Licences

The frameworks' words are their publishers': each is shown with its own licence and attribution, listed in
[fixtures/README.md](../fixtures/README.md). This page is about the software that is used: written by
`python scripts/bill.py` from the locked requirements; `make lint` says when it is out of date.
[sbom.json](sbom.json) is the same for machines (CycloneDX 1.6); the hashes of every package are in
[requirements/run.txt](../requirements/run.txt).

| name | version | licence |
|---|---|---|
"""


@dataclass(frozen=True)
class Component:
    """One thing that the software is made of."""

    name: str
    version: str
    licence: str
    purl: str
    hashes: list[str] = field(default_factory=list)


def packages() -> list[Component]:
    """Return the locked packages, in the order of the lock."""
    found = []
    for block in re.split(r"\n(?=\S)", LOCK.read_text()):
        match = re.match(r"([A-Za-z0-9_.-]+)==([^\s;\\]+)", block)
        if match:
            name, version = match.groups()
            found.append(Component(name, version, licence_of(name), f"pkg:pypi/{name.lower()}@{version}"))
    return found


def licence_of(name: str) -> str:
    """Return the licence that an installed package states; ends the program where it states none."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        # Of another platform.
        return NAMED.get(name) or sys.exit(f"{name} is not installed here: say its licence in scripts/bill.py.")
    classified = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith(LICENCE)]
    plain = str(said["License"] or "").strip()
    told = NAMED.get(name) or said["License-Expression"] or " or ".join(classified)
    return told or (plain if 0 < len(plain) < 60 else sys.exit(f"{name} states no licence."))


def vendored() -> list[Component]:
    """Return what is kept beside the code: scripts, styles and letters."""
    found = []
    for path in VENDORED:
        for part in json.loads((ROOT / path).read_text()):
            name, version = part["name"], part["version"]
            hashes = sorted(part["files"].values())
            found.append(Component(name, version, part["licence"], f"pkg:generic/{name}@{version}", hashes))
    return found


def bill(components: list[Component]) -> str:
    """Return the bill of materials as CycloneDX 1.6."""
    listed = [
        {
            "type": "library",
            "bom-ref": each.purl,
            "name": each.name,
            "version": each.version,
            "purl": each.purl,
            "licenses": [{"license": {"name": each.licence}}],
            # Of the files that are kept here; those of the packages are in the lock, many for each.
            "properties": [{"name": "sha256", "value": value} for value in each.hashes],
        }
        for each in components
    ]
    whole = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": listed}
    return json.dumps(whole, indent=1) + "\n"


def table(components: list[Component]) -> str:
    """Return the page for people."""
    return HEAD + "".join(f"| {each.name} | {each.version} | {each.licence} |\n" for each in components)


def main() -> None:
    components = packages() + vendored()
    written = {"sbom.json": bill(components), "licences.md": table(components)}
    for name, text in written.items():
        path = ROOT / "docs" / name
        if "--check" not in sys.argv:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            sys.exit(f"docs/{name} is out of date: python scripts/bill.py")


if __name__ == "__main__":
    main()
