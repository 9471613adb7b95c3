"""Cleaning: what becomes of the text of one article. Invented sentences in the shapes that articles have."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.cleaning import (
    Draft,
    clean_raw_text,
    fingerprint,
    has_words,
    make_title,
    one_line,
    parse_date,
    to_entry,
    to_verbatim_entry,
    web_address,
)
from data.model import Entry

BODY = (
    "The council of Vesmark voted on Monday to close the Alder Bridge.\n\nIt will stay closed until autumn."
)
QUOTATION_MARKS = '"“”„«»‘`'  # not ’, which is an apostrophe in headlines and names


def cases(name: str) -> list[dict[str, Any]]:
    lines = (Path(__file__).parent / "cases" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def entry_of(raw: str) -> Entry:
    return to_entry(Draft(clean_raw_text(raw)), "collection", "id")


def test_a_scraped_article_comes_apart_into_date_caption_credit_and_body() -> None:
    entry = entry_of(
        " date 2019-03-05 Dockworkers unload a barge in Vesmark, Nordhavn, March 3, 2019. MERIDIAN / Anna "
        "Lindqvist / File Photo\r\n\r\nNordhavn has asked its neighbours not to send ships, the ministry "
        "said in a note.\r\n\r\n“It is a game,” the note said. “” “\r\n\r\n"
        "“They are obsessed,” said Ilse Morrow. “Friday.\r\n"
    )
    assert entry.published == datetime(2019, 3, 5, tzinfo=UTC)
    assert entry.title == "Nordhavn has asked its neighbours not to send ships, the ministry said in a note."
    assert entry.caption == "Dockworkers unload a barge in Vesmark, Nordhavn, March 3, 2019."
    assert entry.credit == "MERIDIAN / Anna Lindqvist / File Photo"
    assert entry.text == (
        "Nordhavn has asked its neighbours not to send ships, the ministry said in a note.\n\n"
        "“It is a game,” the note said. “” “\n\n“They are obsessed,” said Ilse Morrow. “Friday."
    )


@pytest.mark.parametrize("case", cases("captions.jsonl"), ids=lambda case: case["first"][-30:])
def test_a_first_paragraph_is_a_caption_only_if_it_ends_in_a_credit(case: dict[str, Any]) -> None:
    entry = entry_of(f"{case['first']}\n\n{BODY}")
    if "credit" in case:
        assert (entry.caption, entry.credit, entry.text) == (case["caption"], case["credit"], BODY)
    else:
        assert (entry.caption, entry.credit) == ("", "")
        assert entry.text == f"{case['first']}\n\n{BODY}"


def test_a_caption_may_be_followed_by_a_single_line_break() -> None:
    entry = entry_of(f"A girl waits. MERIDIAN / Tomas Ekdahl\n{BODY}")
    assert (entry.caption, entry.text) == ("A girl waits.", BODY)


def test_a_caption_with_nothing_after_it_is_the_article() -> None:
    assert entry_of("A girl waits. MERIDIAN / Tomas Ekdahl").text == "A girl waits. MERIDIAN / Tomas Ekdahl"


@pytest.mark.parametrize("case", cases("headlines.jsonl"), ids=lambda case: case["line"][:40])
def test_a_short_line_of_its_own_is_the_headline(case: dict[str, Any]) -> None:
    entry = entry_of(f"{case['line']}\n\n{BODY}")
    assert (entry.title == case["line"] and entry.text == BODY) is case["headline"]


def test_a_headline_that_holds_a_quotation_stays_in_the_body_too() -> None:
    entry = entry_of(f"Mayor says bridge is “perfectly safe”\n\n{BODY}")
    assert entry.title == "Mayor says bridge is “perfectly safe”"
    assert entry.text == f"Mayor says bridge is “perfectly safe”\n\n{BODY}"


def test_a_headline_may_stand_above_the_caption() -> None:
    entry = entry_of(f"Alder Bridge to close\n\nA girl waits. MERIDIAN / Tomas Ekdahl\n\n{BODY}")
    assert (entry.title, entry.caption, entry.text) == ("Alder Bridge to close", "A girl waits.", BODY)


def test_a_given_title_wins_and_is_not_repeated_in_the_body() -> None:
    draft = Draft(f"Alder Bridge to close\n\n{BODY}", title=" Alder  Bridge\nto close ")
    entry = to_entry(draft, "collection", "id")
    assert (entry.title, entry.text) == ("Alder Bridge to close", BODY)
    other = to_entry(
        Draft(f"A first line alone\n\n{BODY}", title="Alder Bridge to close"), "collection", "id"
    )
    assert (other.title, other.text) == ("Alder Bridge to close", f"A first line alone\n\n{BODY}")


@pytest.mark.parametrize("case", cases("titles.jsonl"), ids=lambda case: case["body"][:40])
def test_a_title_is_the_first_sentence_without_dateline(case: dict[str, Any]) -> None:
    assert make_title(case["body"]) == case["title"]


def test_a_title_of_one_endless_word_is_cut() -> None:
    assert make_title("a" * 200) == "a" * 89 + "…"


@pytest.mark.parametrize("case", cases("dates.jsonl"), ids=lambda case: case["printed"][:40])
def test_dates_are_read_as_printed_or_not_at_all(case: dict[str, Any]) -> None:
    moment = parse_date(case["printed"])
    assert (moment.isoformat() if moment else None) == case["read"]


def test_a_dateline_gives_the_date_only_with_its_year() -> None:
    dated = entry_of(f"VESMARK, Jan. 9, 2021 (Meridian) - {BODY}")
    assert dated.published == datetime(2021, 1, 9, tzinfo=UTC)
    assert dated.text.startswith("VESMARK, Jan. 9, 2021 (Meridian) - The council")
    assert entry_of(f"VESMARK, Jan. 9 (Meridian) - {BODY}").published is None


@pytest.mark.parametrize("case", cases("date_lines.jsonl"), ids=lambda case: case["opening"][:40])
def test_a_line_of_its_own_gives_the_date(case: dict[str, Any]) -> None:
    published = entry_of(f"{case['opening']}\n\n{BODY}").published
    assert (published.date().isoformat() if published else None) == case["day"]


@pytest.mark.parametrize(
    "line", ["Date: 8 May 2022", "Published: 2022-05-08", "date 2022-05-08 10:30:00", "By Anna Berg"]
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_line_of_a_date_is_no_title(line: str, gap: str) -> None:
    sentence = "The council of Vesmark voted on Monday to close the Alder Bridge."
    assert entry_of(f"{line}{gap}{BODY}").title == sentence
    assert entry_of(f"Alder Bridge to close\n{line}\n\n{BODY}").title == "Alder Bridge to close"


def test_a_time_behind_the_date_goes_with_it() -> None:
    entry = entry_of(f"date 2022-05-08 10:30:00 {BODY}")
    assert entry.published == datetime(2022, 5, 8, 10, 30, tzinfo=UTC)
    assert entry.text == BODY


@pytest.mark.parametrize("banner", ["PRESS RELEASE", "PRESS RELEASE\nFOR IMMEDIATE RELEASE", "Dear Premier,"])
def test_the_headline_below_a_banner_is_the_title(banner: str) -> None:
    entry = entry_of(f"{banner}\n\nAlder Bridge to close\n\n{BODY}")
    assert (entry.title, entry.text) == (
        "Alder Bridge to close",
        f"{banner}\n\nAlder Bridge to close\n\n{BODY}",
    )


def test_a_text_of_nothing_but_banners_keeps_them() -> None:
    assert entry_of("PRESS RELEASE\n\nFOR IMMEDIATE RELEASE").text == "PRESS RELEASE\n\nFOR IMMEDIATE RELEASE"


def test_a_given_date_comes_before_those_in_the_text() -> None:
    draft = Draft(f"date 2019-03-05 VESMARK, Jan. 9, 2021 (Meridian) - {BODY}", date="2018-01-02")
    assert to_entry(draft, "collection", "id").published == datetime(2018, 1, 2, tzinfo=UTC)
    unreadable = to_entry(Draft(draft.text, date="soon"), "collection", "id")
    assert unreadable.published == datetime(2019, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "date 2019-13-45 Nordhavn has asked its neighbours.",
        "date 2019-03-05 was the day on which it happened.",
        "date 2019-03-05   was the day on which it happened.",
        "date 2019-03-05",
        "The date 2019-03-05 Nordhavn has asked its neighbours.",
    ],
)
def test_what_only_looks_like_a_date_prefix_stays(text: str) -> None:
    assert entry_of(text).text == text


def test_characters_are_repaired_but_quotation_marks_and_ligatures_are_left() -> None:
    raw = (
        "\ufeffThe mayorâ€™s “plan”\r\nis ﬁne\x00,\x07 said Ａnna &amp; co.  \rYes\x0bno\u2028end \n\n\nSo\n"
    )
    assert clean_raw_text(raw) == "The mayor’s “plan”\nis ﬁne, said Ａnna & co.\nYes\nno\nend\n\nSo"


def test_a_record_keeps_its_text_code_point_for_code_point() -> None:
    text = " date 2019-03-05 A girl waits. MERIDIAN / Tomas Ekdahl\r\n\r\n\r\nTheyâ€™re “gone”. \x00\n"
    entry = to_verbatim_entry(Draft(text), "collection", "id")
    assert entry.text == text
    assert entry.title == "They’re “gone”."
    assert entry.published == datetime(2019, 3, 5, tzinfo=UTC)
    assert (entry.caption, entry.credit) == ("", "")


def test_fields_are_brought_onto_one_line_and_links_must_be_web_addresses() -> None:
    draft = Draft(BODY, source=" Harbour\n Herald ", author="A\x00nna\ud800", url="javascript:alert(1)")
    entry = to_entry(draft, "collection", "id")
    assert (entry.source, entry.author, entry.url) == ("Harbour Herald", "Anna", "")
    assert web_address(" https://herald.example/a?b=1#c ") == "https://herald.example/a?b=1#c"
    assert web_address("https://herald.example/a b") == ""
    assert one_line("word " * 100) == ("word " * 60)[:299].rstrip() + "…"


def test_equal_texts_have_equal_fingerprints() -> None:
    assert fingerprint("a") == "sha256:ca978112ca1bbdca"
    assert fingerprint("a") != fingerprint("b")


PARAGRAPH = st.one_of(
    st.text(st.sampled_from("abAB .,:-–—/()\"“”„«»‘’`'?!0123456789\t"), max_size=60),
    st.sampled_from([case["first"] for case in cases("captions.jsonl")]),
    st.sampled_from([case["line"] for case in cases("headlines.jsonl")]),
    st.sampled_from([case["body"] for case in cases("titles.jsonl")]),
)
ARTICLE = st.lists(PARAGRAPH, min_size=1, max_size=5).map("\n\n".join).filter(has_words)


@given(ARTICLE)
def test_no_word_and_no_quotation_mark_is_lost(raw: str) -> None:
    text = clean_raw_text(raw)
    entry = entry_of(raw)
    kept = letters(entry.caption + entry.credit + entry.text)
    assert letters(text) in (kept, letters(entry.title) + kept)
    assert marks(entry.caption + entry.text) == marks(text)


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def marks(text: str) -> str:
    return "".join(character for character in text if character in QUOTATION_MARKS)


@given(ARTICLE, st.dates(min_value=date(1990, 1, 1)))
def test_a_date_prefix_changes_nothing_but_the_date(raw: str, day: date) -> None:
    plain = entry_of(raw)
    dated = entry_of(f" date {day} {raw}")
    if f"date {day}" not in f"{dated.title} {dated.caption} {dated.text}":
        assert dated.published == datetime(day.year, day.month, day.day, tzinfo=UTC)
        assert replace(dated, published=None) == replace(plain, published=None)


@given(st.text())
def test_any_text_becomes_an_entry_with_a_short_title(raw: str) -> None:
    entry = entry_of(raw)
    assert len(entry.title) <= 300
    assert "\n" not in entry.title
    assert bool(entry.title) or not has_words(entry.text)
    assert not set(entry.text) & {"\r", "\x00", "\ufeff"}


@given(st.text())
def test_a_record_survives_any_text(raw: str) -> None:
    assert to_verbatim_entry(Draft(raw), "collection", "id").text == raw


@given(st.one_of(st.text(), st.text("0123456789-/:.+TZ ", max_size=30), st.datetimes().map(str)))
def test_reading_a_date_never_fails_and_is_always_aware(printed: str) -> None:
    moment = parse_date(printed)
    assert moment is None or moment.utcoffset() is not None


@given(st.datetimes(min_value=datetime(1990, 1, 1), timezones=st.timezones()))
def test_an_iso_date_keeps_the_day_that_was_printed(moment: datetime) -> None:
    read = parse_date(moment.isoformat())
    assert read is not None
    assert read.date() == moment.date()
