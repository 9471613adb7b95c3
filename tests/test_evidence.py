"""Which sentences are shown: no copies, few words, and nothing far off; and when an answer is refused."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model import Article, Passage, Span
from index.answer import Answer, NoAnswer, RankedPassage, SentenceEvidence
from index.answering import answer_question
from index.confidence import WITHOUT_MODEL
from index.evidence import (
    MAX_SENTENCES,
    MAX_WORDS,
    Chosen,
    Reading,
    SentenceSelection,
    evidence_of,
    score_sentences,
)
from index.newsroom import Newsroom
from index.questions import Question, read_question
from index.words import terms

TODAY = date(2025, 6, 12)
QUESTION = read_question("What about the bridge?")
CLOSED = "Engineers closed the old bridge to every car after the storm."
SOLD = "A scrap dealer from the mainland bought its rusty railings for nothing."
PAINTED = "Painters will give the tower of the lighthouse another coat in spring."
COUNTED = "The storm kept 640 cars from the far shore."


def passage(
    key: int, *sentences: tuple[str, float], score: float = 1.0, coverage: float = 0.5, position: int = 1
) -> RankedPassage:
    """A passage that is a whole article: its sentences with their similarity to the question."""
    text = " ".join(words for words, _ in sentences)
    article = Article(key, "test", f"article-{key}", "", text)
    ends = [len(" ".join(words for words, _ in sentences[: n + 1])) for n in range(len(sentences))]
    spans = [Span(end - len(words), end) for end, (words, _) in zip(ends, sentences, strict=True)]
    evidence = tuple(
        SentenceEvidence(span, similarity, 0.0, 0.0, 0.0, frozenset(terms(words)))
        for span, (words, similarity) in zip(spans, sentences, strict=True)
    )
    return RankedPassage(article, Passage(key, key, position, tuple(spans)), score, 0.5, coverage, evidence)


def read(*passages: RankedPassage, question: str = "") -> Reading:
    return SentenceSelection().read(read_question(question) if question else QUESTION, passages)


def shown(*passages: RankedPassage, question: str = "") -> list[str]:
    return [one.span.of(one.article.text) for one in read(*passages, question=question).chosen]


def test_nothing_is_shown_of_nothing() -> None:
    assert read() == Reading((), 0.0)


def test_the_most_similar_sentence_comes_first() -> None:
    first = "The bridge closed on Monday evening."
    assert shown(passage(1, ("Otters swim in the cold river.", 0.1), (first, 0.9)))[0] == first


def test_one_statement_is_shown_once() -> None:
    one = "The bridge closed on Monday after a crack grew."
    copy = "After a crack grew, the bridge closed on Monday."
    assert shown(passage(1, (one, 0.9)), passage(2, (copy, 0.9))) == [one]


def test_a_first_sentence_of_any_length_is_shown_alone() -> None:
    long = "The bridge " + "and the long road " * MAX_WORDS + "closed."
    assert shown(passage(1, (long, 0.9), ("Ferries sail instead every hour.", 0.6))) == [long]


def test_further_sentences_fit_the_room_that_is_left() -> None:
    sentences = [
        " ".join(f"{kind}{number}" for number in range(20)) + "." for kind in ("ash", "oak", "elm", "fir")
    ]
    chosen = shown(passage(1, *((one, 0.9 - rank / 100) for rank, one in enumerate(sentences))))
    assert 2 <= len(chosen) <= MAX_SENTENCES
    assert sum(len(one.split()) for one in chosen) <= MAX_WORDS


def test_no_more_sentences_than_allowed_are_shown() -> None:
    sentences = [" ".join(f"{kind}{number}" for number in range(5)) + "." for kind in "abcdefgh"]
    assert len(shown(passage(1, *((one, 0.9) for one in sentences)))) <= MAX_SENTENCES


def test_a_far_worse_sentence_of_an_unrelated_article_is_not_shown() -> None:
    first = "The bridge closed on Monday evening."
    other = "Otters swim in the cold river."
    assert shown(passage(1, (first, 0.9)), passage(2, (other, 0.1), score=0.2)) == [first]


def test_chosen_sentences_are_sentences_of_their_passage() -> None:
    chosen = read(passage(1, ("The bridge closed on Monday.", 0.9), ("Ferries sail instead.", 0.8))).chosen
    assert all(one.span in one.passage.sentences for one in chosen)
    assert all(one.span.start <= bold.start < bold.end <= one.span.end for one in chosen for bold in one.bold)


def test_better_evidence_gives_more_confidence() -> None:
    weak, strong = (read(passage(1, ("The bridge closed on Monday.", one))).confidence for one in (0.2, 0.9))
    assert 0 <= weak < strong <= 1


def test_the_order_is_best_first_wherever_the_sentences_stand() -> None:
    assert shown(passage(1, (PAINTED, 0.5), (SOLD, 0.6), (CLOSED, 0.9))) == [CLOSED, SOLD, PAINTED]


def test_a_sentence_of_another_article_must_be_nearly_as_good() -> None:
    same = passage(1, (CLOSED, 0.9), (SOLD, 0.5))
    assert shown(same, passage(2, (PAINTED, 0.5))) == [CLOSED, SOLD]
    assert shown(same, passage(3, (PAINTED, 0.8))) == [CLOSED, PAINTED, SOLD]


def test_edited_copies_of_a_statement_are_not_shown() -> None:
    edited = passage(3, (CLOSED.replace("after the storm", "after a storm"), 0.9))
    shorter = passage(4, (CLOSED.replace("old ", ""), 0.9))
    assert shown(passage(1, (CLOSED, 0.9)), edited, shorter, passage(5, (SOLD, 0.85))) == [CLOSED, SOLD]


def test_a_sentence_that_does_not_fit_gives_way_to_one_that_does() -> None:
    first, second, third = (
        " ".join(f"{stem}{number}" for number in range(count)) + "."
        for stem, count in (("a", 30), ("b", 21), ("c", 20))
    )
    assert shown(passage(1, (first, 0.9), (second, 0.85), (third, 0.8))) == [first, third]


def test_a_fragment_is_never_added() -> None:
    assert shown(passage(1, (CLOSED, 0.9), ("Closed it was.", 0.95))) == [CLOSED]


@pytest.mark.parametrize(
    "worse", ["Why did the bridge close to cars?", "The bridge in the snow of last year"]
)
def test_a_question_or_a_caption_gives_way_to_a_sentence(worse: str) -> None:
    assert shown(passage(1, (worse, 0.8), (CLOSED, 0.75)))[0] == CLOSED


@pytest.mark.parametrize(
    "line",
    ["Dear Engineers of the Bridge,", "Bridge Gazette, 2 May 2025.", "PRESS RELEASE", "Q: You closed it."],
)
def test_what_only_stands_around_an_article_answers_nothing(line: str) -> None:
    assert shown(passage(1, (line, 0.9), (CLOSED, 0.7))) == [CLOSED]


def test_a_sentence_with_words_of_the_kind_asked_for_is_preferred() -> None:
    found = passage(1, (CLOSED, 0.8), (COUNTED, 0.6))
    assert shown(found, question="How many cars were stopped?")[0] == COUNTED
    assert shown(found)[0] == CLOSED


def test_the_opening_of_an_article_is_preferred() -> None:
    opening, later = passage(1, (CLOSED, 0.8), position=0), passage(2, (SOLD, 0.8))
    assert shown(later, opening)[0] == CLOSED


def test_bold_words_are_counted_in_the_article_not_the_sentence() -> None:
    reading = read(passage(1, (CLOSED, 0.5), (COUNTED, 0.8)), question="How many cars were stopped?")
    (bold,) = reading.chosen[0].bold
    assert bold.of(reading.chosen[0].article.text) == "640"


any_sentences = st.tuples(
    st.lists(st.sampled_from(["bridge", "ferry", "crack", "Moor", "3", "the", "café", "é"]), min_size=1)
    .map(" ".join)
    .flatmap(lambda words: st.sampled_from([words, words + ".", words + "?", "“" + words + ".”"])),
    st.floats(-1, 1),
)
any_passages = st.lists(
    st.builds(
        lambda key, chosen, score, coverage: passage(key, *chosen, score=score, coverage=coverage),
        st.integers(1, 4),
        st.lists(any_sentences, min_size=1, max_size=6),
        st.floats(0, 2),
        st.floats(0, 1),
    ),
    max_size=12,
).map(lambda found: sorted(found, key=lambda one: one.score, reverse=True))


@given(
    any_passages, st.sampled_from(["Who built the bridge?", "How many ferries?", "Where is Moor?", "bridge"])
)
def test_whatever_is_read_an_answer_keeps_its_limits(found: list[RankedPassage], question: str) -> None:
    reading = read(*found, question=question)
    counts = [len(one.span.of(one.article.text).split()) for one in reading.chosen]
    assert bool(reading.chosen) == bool(found)
    assert len(counts) <= MAX_SENTENCES
    assert sum(counts) <= MAX_WORDS or len(counts) == 1
    assert 0 <= reading.confidence <= 1
    for one in reading.chosen:
        assert one.span in one.passage.sentences
        assert all(one.span.start <= bold.start < bold.end <= one.span.end for bold in one.bold)
    stated = [frozenset(terms(one.span.of(one.article.text))) for one in reading.chosen]
    assert len(set(stated)) == len(stated)


def sureness(*found: RankedPassage) -> float:
    return WITHOUT_MODEL.confidence(evidence_of(score_sentences(QUESTION, found), found))


def test_more_of_the_questions_words_make_the_answer_surer() -> None:
    values = [sureness(passage(1, (CLOSED, 0.5), coverage=share)) for share in (0.0, 0.5, 1.0)]
    assert values == sorted(set(values))


def test_standing_out_from_the_rest_makes_the_answer_surer() -> None:
    top = passage(1, (CLOSED, 0.5), score=1.5)
    values = [
        sureness(top, *(passage(key, (SOLD, 0.1), score=rest) for key in range(2, 21)))
        for rest in (1.4, 0.9, 0.4)
    ]
    assert values == sorted(set(values))


@dataclass(frozen=True)
class SureReader:
    """Shows the first sentence, always just as sure."""

    sureness: float

    def read(self, _question: Question, passages: Sequence[RankedPassage]) -> Reading:
        best = passages[0]
        return Reading((Chosen(best.article, best.passage, best.passage.sentences[0], ()),), self.sureness)


@pytest.mark.parametrize(("sure", "answered"), [(0.6, True), (0.5, True), (0.499, False), (0.0, False)])
def test_an_answer_less_sure_than_the_threshold_is_refused(
    room: Newsroom, sure: float, answered: bool
) -> None:
    desk = replace(room.desk, reader=SureReader(sure), threshold=0.5)
    outcome = answer_question(desk, "Who ordered the barriers down?", TODAY)
    assert isinstance(outcome, Answer) is answered
    assert outcome.confidence == sure
    assert outcome.passages


def test_a_refusal_names_the_nearest_article_only_if_it_is_near(room: Newsroom) -> None:
    desk = replace(room.desk, threshold=1.1)
    near = answer_question(desk, "A ferry shuttle will replace the bridge, the company said", TODAY)
    far = answer_question(desk, "quantum zebra chess", TODAY)
    assert isinstance(near, NoAnswer)
    assert isinstance(far, NoAnswer)
    assert near.nearest
    assert near.nearest.article.article_id == "ferry"
    assert far.nearest is None


def test_a_sentence_that_announces_a_list_brings_its_items() -> None:
    found = passage(
        1, ("These are the new prices:", 0.9), ("- Single: 27 crowns", 0.1), ("- Pass: 198 crowns", 0.1)
    )
    (one,) = read(found, question="What are the new prices?").chosen
    assert one.span.of(one.article.text).endswith("prices: - Single: 27 crowns - Pass: 198 crowns")


def test_a_sentence_behind_a_colon_that_is_no_item_is_not_brought() -> None:
    found = passage(1, ("These are the new prices:", 0.9), ("Otters swim in the cold river.", -0.9))
    assert shown(found, question="What are the new prices?")[0] == "These are the new prices:"
