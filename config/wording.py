"""Numbers as people read them."""


def several(number: int, thing: str, things: str = "") -> str:
    """Return a number with its noun: 1 finding, 2 findings; `things` is the plural where it isn't made by an s."""
    return f"{number} {thing if number == 1 else things or f'{thing}s'}"
