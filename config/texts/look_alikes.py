"""Letters and marks by which one name passes for another: told to whoever typed them, never folded away."""

import unicodedata

from config.texts.keys import is_invisible

# Letters of other scripts that are drawn as a letter of ours is, or nearly so.
CYRILLIC = "аеіјорсхуѕһԁԛԝӏАВЕЅЗІЈКМНОРСТУХҮҺԌԚԜӀ"
GREEK = "ανοργικυχϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
ARMENIAN = "օոսհցյզԼՍՕ"
HEBREW = "סוןח"
LIKE_OURS = frozenset(CYRILLIC + GREEK + ARMENIAN + HEBREW)
# Scripts whose letters were made after ours.
SCRIPTS_LIKE_OURS = frozenset({"CHEROKEE", "LISU", "COPTIC", "DESERET"})
OURS = "LATIN"


def misleading(name: str) -> str:
    """Return what to tell whoever typed a name that passes for another; an empty text for any other name."""
    if any(is_invisible(sign) for sign in name):
        return "There is an invisible mark in this name. Type it by hand."
    for word in unicodedata.normalize("NFKC", name).split():
        letters = [letter for letter in word if letter.isalpha()]
        strange = [letter for letter in letters if _script(letter) != OURS]
        if not strange:
            continue
        alike = [letter for letter in strange if _is_like_ours(letter)]
        if alike and (len(strange) < len(letters) or len(alike) == len(letters)):
            script = _script(alike[0]).capitalize()
            return f"The letter “{alike[0]}” in this name is {script} and looks like another. Type the name by hand."
    return ""


def _script(letter: str) -> str:
    """Return the script of a letter: the first word of its name."""
    return unicodedata.name(letter, "UNKNOWN").split()[0]


def _is_like_ours(letter: str) -> bool:
    return letter in LIKE_OURS or _script(letter) in SCRIPTS_LIKE_OURS
