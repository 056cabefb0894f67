"""Which rows of an assessment stay as recorded: notes on actions, what was done with the whole or signed, comments."""

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
COMMENTS = Kept(
    "assessments_comment",
    "assessments_assessment",
    "assessment_id",
    "A comment is never altered. Its author may withdraw it.",
)
DEEDS = Kept(
    "assessments_deed",
    "assessments_comment",
    "comment_id",
    "What was done with a comment is never altered.",
)
ALL = (PROGRESS, MILESTONES, SIGN_OFFS, COMMENTS, DEEDS)
