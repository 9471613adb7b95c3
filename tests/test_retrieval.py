"""From a question to ranked passages and to an answer, with the small model: order, filters, citations."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsrooms import BRIDGE, ENTRIES, FERRY, HERALD, OTTERS, RADIO, key_of, open_small_newsroom, take_in

from bot.batch import answer_record
from data.model import Filters
from index.answer import Answer, NoAnswer, RankedPassage
from index.answering import PASSAGES_KEPT, answer_question
from index.newsroom import Newsroom
from index.questions import read_question
from index.retrieval import coverage, inverse_document_frequencies, retrieve, sentence_bm25

TODAY = date(2025, 6, 12)
LOG_2 = 0.6931471805599453


def found(room: Newsroom, text: str, limit: int = PASSAGES_KEPT) -> list[RankedPassage]:
    desk, question = room.desk, read_question(text)
    rarity = inverse_document_frequencies(*desk.engine.document_frequencies(question.terms))
    vector = desk.embedder.embed([question.text])[0]
    return retrieve(desk.store, desk.engine, question, vector, rarity, limit)


def ids(passages: list[RankedPassage] | tuple[RankedPassage, ...]) -> set[str]:
    return {one.article.article_id for one in passages}


def test_a_word_of_half_the_passages_weighs_little_and_a_new_word_most() -> None:
    rarity = inverse_document_frequencies({"half": 5, "one": 1, "none": 0, "all": 10}, 10)
    assert rarity["half"] == pytest.approx(LOG_2)
    assert rarity["none"] > rarity["one"] > rarity["half"] > rarity["all"] > 0


def test_an_empty_collection_makes_no_word_rare_beyond_reason() -> None:
    assert inverse_document_frequencies({"word": 0}, 0) == {"word": pytest.approx(LOG_2)}


def test_coverage_is_the_share_of_the_questions_words_by_rarity() -> None:
    rarity = {"crack": 3.0, "bridg": 1.0}
    assert coverage(frozenset({"crack", "other"}), rarity) == 0.75
    assert coverage(frozenset({"crack", "bridg"}), rarity) == 1.0
    assert coverage(frozenset(), rarity) == 0.0
    assert coverage(frozenset({"crack"}), {}) == 0.0


def test_a_sentence_scores_by_what_it_shares_with_the_question() -> None:
    rarity = {"crack": 3.0, "bridg": 1.0}
    once = sentence_bm25(["crack", *"abcdefghijkl"], rarity)
    assert once == pytest.approx(3.0)  # at mean length one occurrence is worth its rarity
    assert sentence_bm25(["bridg", *"abcdefghijkl"], rarity) == pytest.approx(1.0)
    assert sentence_bm25(["crack", "a"], rarity) > once
    assert once < sentence_bm25(["crack", "crack", *"abcdefghijk"], rarity) < 2 * once
    assert sentence_bm25([*"abc"], rarity) == sentence_bm25([], rarity) == 0.0


@pytest.mark.parametrize(
    ("question", "article_id"),
    [
        ("Who ordered the barriers down?", "bridge"),
        ("How many passengers can the Petrel carry?", "ferry"),
        ("Who raised the young otters?", "otters"),
        ("In which chapter did the lamp of the lighthouse burn?", "chronicle"),
    ],
)
def test_the_passage_that_answers_comes_first(room: Newsroom, question: str, article_id: str) -> None:
    assert found(room, question)[0].article.article_id == article_id


def test_passages_come_best_first_and_no_more_than_asked_for(room: Newsroom) -> None:
    everything = found(room, "bridge ferry lighthouse")
    scores = [one.score for one in everything]
    assert scores == sorted(scores, reverse=True)
    assert len({one.passage.key for one in everything}) == len(everything) > 3
    assert [one.passage.key for one in found(room, "bridge ferry lighthouse", 3)] == [
        one.passage.key for one in everything[:3]
    ]


def test_every_sentence_of_a_passage_has_its_evidence(room: Newsroom) -> None:
    for one in found(room, "bridge ferry lighthouse otters"):
        assert tuple(evidence.span for evidence in one.evidence) == one.passage.sentences
        assert one.text == one.passage.span.of(one.article.text)
        assert 0 <= one.coverage <= 1
        for evidence in one.evidence:
            assert -1.01 <= evidence.similarity <= 1.01
            assert 0 <= evidence.coverage <= evidence.coverage_in_context <= 1


def test_words_of_the_sentence_before_count_as_context(room: Newsroom) -> None:
    (passage,) = [one for one in found(room, "engineer vehicles") if one.article.article_id == "bridge"]
    closed, ordered, vehicles = passage.evidence
    assert (closed.coverage, ordered.coverage, vehicles.coverage) == pytest.approx((0, 0.5, 0.5))
    assert vehicles.coverage_in_context == pytest.approx(1)


def test_a_question_without_words_of_its_own_is_searched_by_its_vector(room: Newsroom) -> None:
    assert read_question("Who is it?").terms == ()
    assert len(found(room, "Who is it?")) > 3


def test_articles_removed_or_changed_since_the_search_are_left_out(own_room: Newsroom) -> None:
    own_room.store.remove([key_of(own_room, "bridge")], datetime.now(UTC))
    take_in(own_room.store, replace(FERRY, text="The boat has sunk."))
    assert ids(found(own_room, "bridge ferry otters")) == {"otters", "chronicle"}
    own_room.refresh()
    assert ids(found(own_room, "bridge ferry otters")) == {"ferry", "otters", "chronicle"}


def test_an_empty_home_finds_nothing(tmp_path: Path) -> None:
    with open_small_newsroom(tmp_path, ()) as room:
        assert found(room, "bridge") == []
        outcome = room.answer("Who closed the bridge?", TODAY)
    assert isinstance(outcome, NoAnswer)
    assert (outcome.confidence, outcome.nearest, outcome.passages) == (0.0, None, ())


ASKED = (
    "who when where how many why bridge ferry otters lamp Sperrin closed 240 chapter the river x ? not Petrel"
)
words = st.lists(st.sampled_from(ASKED.split()), min_size=1, max_size=8).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(words | st.text(st.characters(codec="utf-8"), max_size=40))
def test_whatever_is_asked_every_citation_is_the_stored_text(room: Newsroom, question: str) -> None:
    desk = replace(room.desk, threshold=0.0)
    outcome = answer_question(desk, question.replace(":", ""), TODAY)
    assert isinstance(outcome, Answer)
    texts = {article.key: article.text for article in room.store.all_articles()}
    for sentence in outcome.sentences:
        assert sentence.text == texts[sentence.article.key][sentence.span.start : sentence.span.end]
        assert sentence.span in sentence.passage.sentences
        assert sentence.text in outcome.text
    for passage in outcome.passages:
        assert passage.text in texts[passage.article.key]


def test_half_a_character_in_a_question_is_no_reason_to_fail(room: Newsroom) -> None:
    outcome = room.answer("Who closed the \udce9 bridge?", TODAY)
    assert outcome.question == "Who closed the ? bridge?"
    assert answer_record("\ud83d?", lambda text: room.answer(text, TODAY))["question"] == "??"


@pytest.mark.parametrize(
    ("question", "filters", "expected"),
    [
        ("What happened?", Filters(), {"bridge", "ferry", "otters", "chronicle"}),
        ("What happened? source:herald", Filters(), {"ferry", "otters"}),
        (f'What happened? source:"{HERALD}"', Filters(), {"ferry", "otters"}),
        ("What happened? since:2025", Filters(), {"otters", "chronicle"}),
        ("What happened? until:2024-12-03", Filters(), {"bridge"}),
        ("What happened?", Filters(sources=(RADIO,)), {"bridge", "chronicle"}),
        (f'What happened? source:"{HERALD}"', Filters(sources=(RADIO,)), {"ferry", "otters"}),
        ("What happened since May 2025?", Filters(), {"otters"}),
        ("What happened last year?", Filters(), {"bridge", "ferry"}),
        ("What happened last year?", Filters(since=date(2024, 12, 4)), {"ferry"}),
        ("What happened yesterday?", Filters(), set()),
    ],
)
def test_filters_written_meant_or_given_are_obeyed_in_that_order(
    room: Newsroom, question: str, filters: Filters, expected: set[str]
) -> None:
    desk = replace(room.desk, threshold=1.1)
    outcome = answer_question(desk, question, TODAY, filters)
    assert isinstance(outcome, NoAnswer)
    assert ids(outcome.passages) == expected


def test_one_article_may_be_asked_alone(room: Newsroom) -> None:
    outcome = room.answer("bridge", TODAY, Filters(article_keys=(key_of(room, "otters"),)))
    assert ids(outcome.passages) == {"otters"}


def test_words_for_a_time_mean_nothing_where_no_article_has_a_date(tmp_path: Path) -> None:
    undated = [replace(entry, published=None) for entry in ENTRIES]
    with open_small_newsroom(tmp_path, undated) as room:
        outcome = room.answer("Who raised the otters last week?", TODAY)
        assert "otters" in ids(outcome.passages)
        take_in(room.store, replace(OTTERS, article_id="dated", text=BRIDGE.text + " Again."))
        room.refresh()
        assert ids(room.answer("Who raised the otters last week?", TODAY).passages) == set()


def test_an_answer_keeps_twenty_passages_and_lists_each_source_once(room: Newsroom) -> None:
    outcome = answer_question(replace(room.desk, threshold=0.0), "bridge ferry lighthouse lamp", TODAY)
    assert isinstance(outcome, Answer)
    assert len(outcome.passages) <= PASSAGES_KEPT
    sources = [source.article.key for source in outcome.sources]
    assert len(set(sources)) == len(sources)
    assert sources == list(dict.fromkeys(sentence.article.key for sentence in outcome.sentences))
