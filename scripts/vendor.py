"""Fetch and build what comes from others: static/vendor, reports/fonts, tests/vendor. Run by hand, then commit it.

Needs npm, at this moment only: neither set-up nor the running application does. The versions are pinned below.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND, HTMX, AXE, SOURCE_SANS = "6.6.0", "4.0.1", "4.14.1", "3.52.0"
TOOLS = {"sass": "1.108.2", "esbuild": "0.28.2"}

# Only what our pages use. No header, footer or cookie banner: these carry the crown, the crest or GOV.UK's name.
STYLED = """
    back-link breadcrumbs button character-count checkboxes date-input details error-message error-summary fieldset
    file-upload hint input inset-text label notification-banner pagination panel password-input radios select
    service-navigation skip-link summary-list table tag textarea warning-text
""".split()
SCRIPTED = """
    Button CharacterCount Checkboxes ErrorSummary NotificationBanner PasswordInput Radios ServiceNavigation SkipLink
""".split()

# The letters of PDF files and of charts in Word; pages use the system's own.
WEIGHTS = ["Regular", "Semibold", "Bold"]

# The identity: deep petrol instead of GOV.UK's blue, the system's Arial or Helvetica instead of GDS Transport.
SETTINGS = """
@use "node_modules/govuk-frontend/dist/govuk/base" with (
  $govuk-font-family: (arial, helvetica, sans-serif),
  $govuk-include-default-font-face: false,
  $govuk-page-width: 1080px,
  $govuk-functional-colours: (
    brand: #12394a, link: #125a75, link-hover: #0b2f3d, link-visited: #54319f,
    template-background: #eef3f5, surface-background: #eef3f5, surface-border: #8fabb6
  )
);
"""
BUNDLE = """
import {{ {components} }} from "govuk-frontend/dist/govuk/all.mjs";
import {{ createAll, isSupported }} from "govuk-frontend/dist/govuk/all.mjs";
export function start(scope) {{
  if (!isSupported()) return;
  for (const component of [{components}]) createAll(component, undefined, {{ scope, onError() {{}} }});
}}
"""


def fetch(folder: Path) -> Path:
    """Return node_modules with the pinned packages in it."""
    packages = [f"govuk-frontend@{FRONTEND}", f"htmx.org@{HTMX}", f"axe-core@{AXE}", f"source-sans@{SOURCE_SANS}"]
    packages += [f"{name}@{version}" for name, version in TOOLS.items()]
    (folder / "package.json").write_text("{}")
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", *packages], cwd=folder, check=True)
    return folder / "node_modules"


def build_styles(folder: Path, target: Path) -> None:
    parts = ["custom-properties", "core", "objects", *(f"components/{name}" for name in STYLED), "utilities"]
    uses = [f'@use "node_modules/govuk-frontend/dist/govuk/{part}" as part{n};' for n, part in enumerate(parts)]
    # Last, so that the override classes (govuk-!-…) win.
    uses.append('@use "node_modules/govuk-frontend/dist/govuk/overrides" as last;')
    source = folder / "govuk.scss"
    source.write_text(SETTINGS + "\n".join(uses))
    command = ["node_modules/.bin/sass", "--style=compressed", "--no-source-map", "--quiet-deps", source.name]
    css = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    if "url(" in css or "GDS Transport" in css:
        raise SystemExit("The stylesheet names a file or a font that we don't ship.")
    target.write_text(css.lstrip("\ufeff"))


def build_script(folder: Path, target: Path) -> None:
    (folder / "bundle.mjs").write_text(BUNDLE.format(components=", ".join(SCRIPTED)))
    command = ["node_modules/.bin/esbuild", "bundle.mjs", "--bundle", "--minify", "--target=es2020"]
    command += ["--format=iife", "--global-name=GovukFrontend", "--legal-comments=none"]
    target.write_text(subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout)


def copy(source: Path, target: Path) -> None:
    """Copy a script without the line that names its source map: we ship none, and manifest storage looks for it."""
    target.write_text(re.sub(r"^//# sourceMappingURL=.*$", "", source.read_text(), flags=re.MULTILINE).rstrip() + "\n")


def record(target: Path, packages: dict[str, tuple[str, str, list[str]]]) -> None:
    """Write VERSIONS.json: each package's version, licence and files with their SHA-256."""
    entries = [
        {
            "name": name,
            "version": version,
            "licence": licence,
            "files": {file: hashlib.sha256((target / file).read_bytes()).hexdigest() for file in files},
        }
        for name, (version, licence, files) in packages.items()
    ]
    (target / "VERSIONS.json").write_text(json.dumps(entries, indent=2) + "\n")


def main() -> None:
    shipped, tested, letters = ROOT / "static/vendor", ROOT / "tests/vendor", ROOT / "reports/fonts"
    for folder in (shipped, tested, letters):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        modules = fetch(Path(name))
        build_styles(Path(name), shipped / "govuk-frontend.css")
        build_script(Path(name), shipped / "govuk-frontend.js")
        copy(modules / "htmx.org/dist/htmx.min.js", shipped / "htmx.js")
        shutil.copyfile(modules / "htmx.org/LICENSE", shipped / "htmx.LICENCE.txt")
        copy(modules / "axe-core/axe.min.js", tested / "axe.js")
        shutil.copyfile(modules / "axe-core/LICENSE", tested / "axe.LICENCE.txt")
        fonts = [f"SourceSans3-{weight}.ttf" for weight in WEIGHTS]
        for font in fonts:
            shutil.copyfile(modules / "source-sans/TTF" / font, letters / font)
        shutil.copyfile(modules / "source-sans/LICENSE.md", letters / "SourceSans3.LICENCE.txt")
    frontend = ["govuk-frontend.css", "govuk-frontend.js", "govuk-frontend.LICENCE.txt"]
    htmx = ["htmx.js", "htmx.LICENCE.txt"]
    record(shipped, {"govuk-frontend": (FRONTEND, "MIT", frontend), "htmx.org": (HTMX, "0BSD", htmx)})
    record(letters, {"source-sans": (SOURCE_SANS, "OFL-1.1", [*fonts, "SourceSans3.LICENCE.txt"])})
    record(tested, {"axe-core": (AXE, "MPL-2.0", ["axe.js", "axe.LICENCE.txt"])})


if __name__ == "__main__":
    main()
