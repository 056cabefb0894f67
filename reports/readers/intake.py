"""What a file is brought in for, and how large it may be: every refusal speaks of that and says what to do."""

from dataclasses import dataclass
from pathlib import PurePath

from config.refusal import Refusal

LARGEST_FILE = 25 * 1024 * 1024
LARGEST = f"{LARGEST_FILE // 1024 // 1024} MB"
MOST_ROWS = 10_000
MOST_COLUMNS = 60
# The headings stand within so many rows: some files begin with a title.
HEADINGS_WITHIN = 20
MACRO_ENDINGS = {".xlsm", ".xltm", ".xlsb", ".xlam"}
# Older versions of Excel write their workbooks in such a file, and today's wraps a workbook that is protected in one.
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What such a file names within it.
STREAMS = {"EncryptedPackage", "Workbook", "Book", "WordDocument", "PowerPoint Document"}
MACROS = "Files that can hold macros aren't taken."
OLD_WORKBOOK = "That is a workbook of an old version of Excel (.xls). Open it in Excel."
PROTECTED = (
    "The file is protected by a password or a sensitivity label, so it can't be read here. Open it, take the password"
    " off (in Excel under File, Info, Protect Workbook) or choose a label that doesn't encrypt it, save it and choose"
    " it again."
)


class Unreadable(Refusal):
    """The file can't be taken; the message says why, for the person who sent it."""

    field = "file"


@dataclass(frozen=True, slots=True)
class Intake:
    """What is brought in, in a sentence; the kinds of file that are taken; what to do with another, or one too long."""

    what: str
    kinds: str = "an Excel or CSV file"
    endings: tuple[str, ...] = (".xlsx", ".csv")
    save_as: str = "Save it as an Excel workbook (.xlsx) or as CSV, and choose that file."
    if_too_long: str = "Split it, and bring the parts in one after the other."

    def refusal(self, why: str) -> Unreadable:
        """Return the refusal of a file that would do in another form."""
        return Unreadable(f"{why} {self.save_as}")

    @property
    def too_many_rows(self) -> Unreadable:
        """The refusal of a table that is too long."""
        return Unreadable(f"The table has more than {MOST_ROWS:,} rows. {self.if_too_long}")


ANY_TABLE = Intake("a table")


def known_ending(name: str, content: bytes, intake: Intake) -> str:
    """Return the ending of a file that is what it says and that the intake takes. Raises Unreadable for any other."""
    ending = PurePath(name).suffix.lower()
    if ending in MACRO_ENDINGS:
        raise intake.refusal(MACROS)
    if ending == ".xls":
        raise intake.refusal(OLD_WORKBOOK)
    if ending not in intake.endings:
        raise intake.refusal(f"That isn't {intake.kinds}.")
    if len(content) > LARGEST_FILE:
        raise Unreadable(f"The file is larger than {LARGEST}.")
    if not content.strip():
        raise Unreadable("The file is empty.")
    if content.startswith(COMPOUND_FILE):
        streams = {stream for stream in STREAMS if f"{stream}\0".encode("utf-16-le") in content}
        if "EncryptedPackage" in streams or not streams:
            raise Unreadable(PROTECTED)
        if streams & {"Workbook", "Book"}:
            raise intake.refusal(OLD_WORKBOOK)
    if (ending == ".xlsx") != content.startswith(b"PK"):
        raise intake.refusal(f"The file isn't what its name says: {name.rpartition('/')[2][:80]}.")
    return ending
