"""What a search finds in the words of every edition that somebody may read.

The rows are read once and searched here, so both databases find the same, whatever its case or accents.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import F

from frameworks.content import level_name, printed_code
from frameworks.models import Criterion, Edition, LevelTitle, Statement
from frameworks.search.forms import SearchForm
from frameworks.search.words import Piece, Sought, sought

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Text:
    """A text that belongs to a criterion: a statement with its key, or a name or guidance without one."""

    where: str
    text: str
    code: str = ""
    statement: int | None = None


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


def search_results(editions: Iterable[Edition], form: SearchForm, number: str | None) -> Results:
    """Return a page of what the form asks for among the editions; three queries at most, whatever there is to read."""
    if not form.is_valid():
        return Results(asked=False, too_short=False, typed=form.data.get("q", ""), chosen="")
    typed, chosen = form.cleaned_data["q"], form.cleaned_data["framework"]
    terms = sought(typed)
    if not terms:
        return Results(asked=bool(typed), too_short=bool(typed), typed=typed, chosen=chosen)
    finds = _finds([edition for edition in editions if chosen in ("", edition.framework.slug)], terms)
    page = Paginator(finds, PER_PAGE).get_page(number)
    groups = _by_edition(page, totals=Counter(find.edition.pk for find in finds))
    return Results(
        asked=True, too_short=False, typed=typed, chosen=chosen, editions=groups, total=len(finds), page=page
    )


def _by_edition(finds: Iterable[FoundCriterion], totals: Counter[int]) -> tuple[FoundEdition, ...]:
    groups: dict[Edition, list[FoundCriterion]] = defaultdict(list)
    for find in finds:
        groups[find.edition].append(find)
    return tuple(FoundEdition(edition, totals[edition.pk], tuple(group)) for edition, group in groups.items())


def _finds(editions: list[Edition], terms: Sought) -> list[FoundCriterion]:
    criteria: dict[int, list[Criterion]] = defaultdict(list)
    columns = ("edition", "kind", "code", "title", "guidance")
    for criterion in Criterion.objects.filter(edition__in=editions).order_by("position").only(*columns):
        criteria[criterion.edition_id].append(criterion)
    texts = _texts(editions)
    finds = []
    for edition in editions:
        for row in criteria[edition.pk]:
            left = terms.missing_from(row.code, row.title)
            guidance = Text("Guidance", row.guidance)
            lines = tuple(_line(terms, text) for text in (*texts[row.pk], guidance) if _is_found(terms, left, text))
            if lines or not left:
                code, title = terms.pieces(printed_code(row.code, row.title)), terms.pieces(row.title)
                finds.append(
                    FoundCriterion(pk=row.pk, edition=edition, kind=row.kind, code=code, title=title, lines=lines)
                )
    return finds


def _is_found(terms: Sought, left: Sought, text: Text) -> bool:
    """Return whether a text has one of the terms at least, and all those that its criterion's name hasn't."""
    missing = terms.missing_from(text.code, text.text)
    return len(missing.terms) < len(terms.terms) and not set(missing.terms) & set(left.terms)


def _line(terms: Sought, text: Text) -> FoundLine:
    return FoundLine(text.where, text.statement, code=terms.pieces(text.code), text=terms.pieces(text.text))


def _texts(editions: list[Edition]) -> dict[int, list[Text]]:
    """Return each criterion's names by level and its statements."""
    texts: dict[int, list[Text]] = defaultdict(list)
    titles = LevelTitle.objects.filter(criterion__edition__in=editions).order_by("level__rank")
    for criterion, level, code, title in titles.values_list("criterion", "level__name", "level__code", "title"):
        texts[criterion].append(Text(f"Name at {level_name(level, code)}", title))
    rank = F("level__rank").asc(nulls_last=True)
    statements = Statement.objects.filter(criterion__edition__in=editions).order_by(rank, "aspect", "position", "pk")
    columns = ("criterion", "level__name", "level__code", "aspect", "pk", "code", "text")
    for criterion, level, level_code, aspect, pk, code, text in statements.values_list(*columns):
        where = level_name(level, level_code) if level else Statement.Aspect(aspect).label
        texts[criterion].append(Text(where, text, code, pk))
    return texts
