"""Pairing quotation marks: every style, nested, opened again at a paragraph, and broken."""

import pytest

from index.speech.quotation_marks import find_quotations


def quotations(text: str) -> list[str]:
    return [text[one.start : one.end] for one in find_quotations(text, 0, len(text), None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('She said "no" and "never".', ['"no"', '"never"']),
        ("She said “no” and “never”.", ["“no”", "“never”"]),
        ("Sie sagte „nein“ und »nie«.", ["„nein“", "»nie«"]),
        ("Elle dit « non » et «jamais».", ["« non »", "«jamais»"]),
        ("She said ''no'' and ``never''.", ["''no''", "``never''"]),
        ("She said ‘no’ and 'never'.", ["‘no’", "'never'"]),
        ("“He said ‘no’ to me,” she said.", ["“He said ‘no’ to me,”"]),
        ("“He said “no” to me,” she said.", ["“He said “no” to me,”"]),
        ("'It isn't,' he said.", ["'It isn't,'"]),
        ("The dockers' hall, the '60s and rock 'n' roll.", []),
        ("”It is tired,” she said.", ["”It is tired,”"]),
        ("“It is tired,“ she said.", ["“It is tired,“"]),
        ("Development. “” “", []),
        ('A 12" girder.', []),
        ("", []),
    ],
)
def test_marks_are_paired(text: str, expected: list[str]) -> None:
    assert quotations(text) == expected


def test_a_quotation_goes_on_where_the_next_paragraph_opens_it_again() -> None:
    text = "“We are done.\n“We go.”"
    (first,) = find_quotations(text, 0, 13, 14)
    assert first.goes_on
    assert first.closed
    (second,) = find_quotations(text, 14, len(text), None)
    assert not second.goes_on


def test_a_mark_that_is_never_closed_is_known() -> None:
    text = "“We are done.\nNobody came."
    (broken,) = find_quotations(text, 0, 13, 14)
    assert not broken.closed
