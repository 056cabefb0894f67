"""Which rows of an assessment stay as they were recorded: what was said and done about an action."""

from config.append_only import Kept

PROGRESS = Kept(
    "assessments_progressnote",
    "assessments_action",
    "action_id",
    "A note on progress is never altered. Add another one.",
)
