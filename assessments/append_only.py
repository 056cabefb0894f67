"""Which rows of an assessment stay as recorded: notes on actions, what was done with the whole, what was signed."""

from config.append_only import Kept

PROGRESS = Kept(
    "assessments_progressnote",
    "assessments_action",
    "action_id",
    "A note on progress is never altered. Add another one.",
)
MILESTONES = Kept(
    "assessments_milestone",
    "assessments_assessment",
    "assessment_id",
    "What was done with an assessment is never altered.",
)
SIGN_OFFS = Kept(
    "assessments_signoff",
    "assessments_assessment",
    "assessment_id",
    "A signed report is never altered. Reopen the assessment and sign again.",
)
ALL = (PROGRESS, MILESTONES, SIGN_OFFS)
