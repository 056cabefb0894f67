"""The root of every refusal: what was asked can't be done, and the message says why."""


class Refusal(Exception):
    """What was asked can't be done; the message is a sentence for the person who asked.

    `field` names the field of a form that the sentence stands beside; empty where it is about the whole form. After
    somebody else was first, `version` is that of what stands now: saving again at it takes its place.
    """

    field = ""
    version: int | str | None = None


class NotMade(Refusal):
    """A file that was asked for can't be made; `reason` is the writer's own, for whoever runs the service."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason
