"""Search in the words of every edition that somebody may read.

The rows are read once and looked through here: so both databases find the same, whatever its case or accents.
"""

from dataclasses import dataclass

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import F

from frameworks.content import printed_code
from frameworks.models import Criterion, Edition, LevelTitle, Statement
from frameworks.pages import level_name
from frameworks.search.words import Piece, Sought, sought

PER_PAGE = 20
LONGEST = 200


class SearchForm(forms.Form):
    """What to look for, and in which framework."""

    q = forms.CharField(
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": f"Search for {LONGEST} characters or fewer."},
    )
    framework = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": "Choose a framework from the list, or all frameworks."}
    )

    def __init__(self, *args, editions, **kwargs):
        super().__init__(*args, **kwargs)
        titles = {edition.framework.slug: edition.framework.title for edition in editions}
        self.fields["framework"].choices = [("", "All frameworks"), *titles.items()]


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A statement, or something else said of a criterion, in which something was found."""

    where: str
    statement: int | None
    code: tuple[Piece, ...]
    text: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class FoundCriterion:
    """A criterion that was found by its own name, or by its lines."""

    pk: int
    edition: Edition
    kind: str
    code: tuple[Piece, ...]
    title: tuple[Piece, ...]
    lines: tuple[FoundLine, ...]


@dataclass(frozen=True, slots=True)
class FoundEdition:
    """The finds of one edition on one page, and how many criteria were found in it altogether."""

    edition: Edition
    total: int
    criteria: tuple[FoundCriterion, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found. `asked` is false before anything was typed, `too_short` where it was a letter."""

    asked: bool
    too_short: bool
    typed: str
    chosen: str
    editions: tuple[FoundEdition, ...] = ()
    total: int = 0
    page: Page | None = None


def ask(editions, given) -> tuple[SearchForm, Results]:
    """Return the form as filled in, and what was found; four queries at most, whatever there is to read."""
    readable = list(editions.order_by("framework__title", "framework", "label"))
    form = SearchForm(given, editions=readable)
    if not form.is_valid():
        return form, Results(asked=False, too_short=False, typed=given.get("q", ""), chosen="")
    typed, chosen = form.cleaned_data["q"], form.cleaned_data["framework"]
    terms = sought(typed)
    if not terms:
        return form, Results(asked=bool(typed), too_short=bool(typed), typed=typed, chosen=chosen)
    among = [edition for edition in readable if chosen in ("", edition.framework.slug)]
    return form, _page(_found(among, terms), typed, chosen, given.get("page"))


def _page(found: list[FoundCriterion], typed: str, chosen: str, number: str | None) -> Results:
    page = Paginator(found, PER_PAGE).get_page(number)
    totals: dict[int, int] = {}
    for each in found:
        totals[each.edition.pk] = totals.get(each.edition.pk, 0) + 1
    here: dict[Edition, list[FoundCriterion]] = {}
    for each in page:
        here.setdefault(each.edition, []).append(each)
    groups = tuple(FoundEdition(edition, totals[edition.pk], tuple(rows)) for edition, rows in here.items())
    return Results(True, False, typed, chosen, groups, len(found), page)


def _found(editions: list[Edition], terms: Sought) -> list[FoundCriterion]:
    criteria = Criterion.objects.filter(edition__in=editions).order_by("position")
    rows: dict[int, list[tuple]] = {}
    for edition_pk, *row in criteria.values_list("edition", "pk", "kind", "code", "title", "guidance"):
        rows.setdefault(edition_pk, []).append(tuple(row))
    said = _said(editions)
    found = []
    for edition in editions:
        for pk, kind, code, title, guidance in rows.get(edition.pk, ()):
            left = terms.missing_from(code, title)
            lines = [*said.get(pk, ()), ("Guidance", None, "", guidance)]
            hits = tuple(_line(terms, each) for each in lines if _is_found(terms, left, each))
            if hits or not left:
                marked = (terms.pieces(printed_code(code, title)), terms.pieces(title))
                found.append(FoundCriterion(pk, edition, kind, *marked, hits))
    return found


def _is_found(terms: Sought, left: Sought, said: tuple) -> bool:
    """Return whether a line has one of the terms at least, and all those that its criterion's name hasn't."""
    _, _, code, text = said
    missing = terms.missing_from(code, text)
    return len(missing.terms) < len(terms.terms) and not set(missing.terms) & set(left.terms)


def _line(terms: Sought, said: tuple) -> FoundLine:
    where, statement, code, text = said
    return FoundLine(where, statement, terms.pieces(code), terms.pieces(text))


def _said(editions: list[Edition]) -> dict[int, list[tuple]]:
    """Return each criterion's names by level and its statements: (where, statement, code, text)."""
    said: dict[int, list[tuple]] = {}
    titles = LevelTitle.objects.filter(criterion__edition__in=editions).order_by("level__rank")
    for criterion, level, code, title in titles.values_list("criterion", "level__name", "level__code", "title"):
        said.setdefault(criterion, []).append((f"Name at {level_name(level, code)}", None, "", title))
    rank = F("level__rank").asc(nulls_last=True)
    statements = Statement.objects.filter(criterion__edition__in=editions).order_by(rank, "aspect", "position", "pk")
    columns = ("criterion", "level__name", "level__code", "aspect", "pk", "code", "text")
    for criterion, level, level_code, aspect, pk, code, text in statements.values_list(*columns):
        where = level_name(level, level_code) if level else Statement.Aspect(aspect).label
        said.setdefault(criterion, []).append((where, pk, code, text))
    return said
