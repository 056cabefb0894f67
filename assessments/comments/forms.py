"""What people type to one another about a criterion."""

from django import forms

from config.fields import ProseField

TOO_LONG = "Shorten this comment to 2,000 characters or fewer. It has %(show_value)s."


class CommentForm(forms.Form):
    """A comment, or an answer to one."""

    text = ProseField(
        label="Your comment",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It can't be changed afterwards, only withdrawn. Name no victims, suspects or complainants.",
        error_messages={"required": "Write your comment.", "max_length": TOO_LONG},
    )


class ReplyForm(CommentForm):
    """An answer in a thread."""

    def __init__(self, typed=None, *, thread: int):
        super().__init__(typed, auto_id=f"reply-{thread}_%s")
        self.fields["text"].label = "Your answer"
        self.fields["text"].widget.attrs["rows"] = 2
