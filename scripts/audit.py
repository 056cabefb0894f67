"""Ask whether any locked package is known to be unsafe: python scripts/audit.py

Ends with 1 where one is, and with 2 where a package could not be asked about: not known is not the same as safe.
"""

import json
import subprocess
import sys
from pathlib import Path

LOCKS = ("requirements/run.txt", "requirements/dev.txt")
UNSAFE, UNASKED = 1, 2


def audited(lock: str) -> tuple[list[str], int, int]:
    """Return what is wrong with a lock's packages, a line each; how many were asked about, and how many not."""
    program = str(Path(sys.executable).parent / "pip-audit")
    how = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    done = subprocess.run([program, "--requirement", lock, *how], capture_output=True, text=True)
    try:
        told = json.loads(done.stdout)["dependencies"]
    except json.JSONDecodeError:
        return [], 0, 0
    asked = [each for each in told if "vulns" in each]
    faults = [
        f"{each['name']} {each['version']}: {fault['id']}, put right in {', '.join(fault['fix_versions']) or 'none'}"
        for each in asked
        for fault in each["vulns"]
    ]
    return faults, len(asked), len(told) - len(asked)


def main() -> int:
    """Print what was found, and return how it ends."""
    unsafe = unasked = False
    for lock in LOCKS:
        faults, asked, unknown = audited(lock)
        unsafe = unsafe or bool(faults)
        unasked = unasked or bool(unknown) or not asked
        print(*faults, sep="\n", end="\n" if faults else "")
        if asked:
            print(f"{lock}: {asked} packages asked about, {len(faults)} faults.")
        if unknown or not asked:
            print(f"{lock}: nobody could be asked about {f'{unknown} packages' if unknown else 'any package'}.")
    if unasked:
        print("The audit was not made, so nothing is known. Run it where the list of faults can be reached.")
    return UNSAFE if unsafe else UNASKED if unasked else 0


if __name__ == "__main__":
    sys.exit(main())
