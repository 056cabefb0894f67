"""YAML that somebody sent as plain texts, lists and mappings, each with its line. Nothing in it is ever built or run.

Every value stays the text that it is: the code 1.10 is no number, and "no" is no truth.
"""

import yaml

from reports.readers.intake import Unreadable
from reports.readers.lines import WrongCell, WrongFile

LARGEST = 10 * 1024 * 1024
DEEPEST = 40
MOST_VALUES = 500_000
# The C reader where PyYAML was built with it: ten times as fast.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Lines(dict):
    """A mapping that knows on which line it begins, and each of its values."""

    def __init__(self, line: int):
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Items(list):
    """A list that knows on which line it begins, and each of its items."""

    def __init__(self, line: int):
        super().__init__()
        self.line = line
        self.lines: list[int] = []


Plain = str | Lines | Items | None


def read_yaml(content: bytes) -> Plain:
    """Return what the file says. Raises Unreadable, with the line where it has one, for what could do harm."""
    if len(content) > LARGEST:
        raise Unreadable(f"The file is larger than {LARGEST // 1024 // 1024} MB.")
    try:
        text = content.decode("utf-8-sig")
        _must_be_plain(text)
        return _plain(yaml.compose(text, Loader=Loader))
    except UnicodeDecodeError:
        raise Unreadable("The file isn't text in UTF-8. Save it as UTF-8, and choose it again.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "It can't be read as YAML"
        raise wrong_line(mark.line + 1 if mark else 1, f"This isn't YAML: {problem}.") from None


def wrong_line(line: int, wrong: str, *, heading: str = "The file", says: str = "", allowed: str = "") -> WrongFile:
    """Return the refusal of a file for one thing that is wrong on a line."""
    return WrongFile([WrongCell(f"line {line}", heading, says, wrong, allowed)])


def _must_be_plain(text: str) -> None:
    """Raise WrongFile for references, which can unfold without end, and for what is far deeper than an edition."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=Loader)):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise wrong_line(line, "It refers to another place (*). Write the value out.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise wrong_line(line, f"It is nested more than {DEEPEST} deep.")
        if number > MOST_VALUES:
            raise wrong_line(line, "The file says more than an edition can.")


def _plain(node) -> Plain:
    if node is None or (isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"):
        return None
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        items = Items(node.start_mark.line + 1)
        for item in node.value:
            items.append(_plain(item))
            items.lines.append(item.start_mark.line + 1)
        return items
    mapping = Lines(node.start_mark.line + 1)
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in mapping:
            raise wrong_line(line, "This name stands above already.", heading=name, says=name)
        mapping[name] = _plain(value)
        mapping.lines[name] = line
    return mapping
