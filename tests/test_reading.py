"""What a reading model's spans change: the order of passages, the sentences, bold words, confidence."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from test_evidence import CLOSED, COUNTED, PAINTED, SOLD, passage

from data.model import Span
from index.answer import RankedPassage
from index.confidence import MOST_MARGIN, WITHOUT_MODEL, Weights
from index.evidence import Reading
from index.questions import read_question
from index.reading import PASSAGES_READ, ModelReader
from index.reading_model import PassageReading, ScoredSpan

MARGIN_WEIGHED = Weights(bias=-6.0, similarity=6.0, coverage=3.0, gap=4.0, margin=0.2)


@dataclass
class WordFinder:
    """Finds these words wherever they stand, and nothing else but the first word of a text, less surely.
    Remembers what it was given."""

    words: str
    lead: float = 9.0
    read_last: tuple[str, ...] = ()

    def read(self, _question: str, passages: Sequence[str]) -> list[PassageReading]:
        self.read_last = tuple(passages)
        return [self._read(text) for text in passages]

    def _read(self, text: str) -> PassageReading:
        at = text.find(self.words)
        found = [ScoredSpan(Span(at, at + len(self.words)), self.lead)] if at >= 0 else []
        return PassageReading((*found, ScoredSpan(Span(0, len(text.split(maxsplit=1)[0])), 0.0)), none=0.0)


def read(finder: WordFinder, *passages: RankedPassage, question: str = "What about the bridge?") -> Reading:
    return ModelReader(finder).read(read_question(question), passages)


def texts(reading: Reading) -> list[str]:
    return [one.span.of(one.article.text) for one in reading.chosen]


def test_the_sentence_with_the_words_comes_first() -> None:
    reading = read(WordFinder("its rusty railings"), passage(1, (CLOSED, 0.6), (SOLD, 0.5)))
    assert texts(reading)[0] == SOLD


def test_the_words_are_bold_where_they_stand_in_the_article() -> None:
    reading = read(WordFinder("640 cars"), passage(1, (CLOSED, 0.5), (COUNTED, 0.6)))
    (bold,) = (bold for one in reading.chosen for bold in one.bold)
    assert bold.of(reading.chosen[0].article.text) == "640 cars"


def test_a_passage_with_the_words_moves_up() -> None:
    first, second = passage(1, (CLOSED, 0.5), score=1.0), passage(2, (SOLD, 0.5), score=0.97)
    assert [one.article.key for one in read(WordFinder("railings"), first, second).passages] == [2, 1]
    assert [one.article.key for one in read(WordFinder("nowhere"), first, second).passages] == [1, 2]


def test_what_retrieval_finds_far_better_stays_first() -> None:
    first, second = passage(1, (CLOSED, 0.5), score=2.0), passage(2, (SOLD, 0.5), score=0.5)
    assert next(iter(read(WordFinder("railings"), first, second).passages)).article.key == 1


def test_words_found_by_far_the_best_weigh_more_than_words_just_as_good_as_others() -> None:
    found = passage(1, (CLOSED, 0.6), score=1.0), passage(2, (SOLD, 0.5), score=0.97)
    assert read(WordFinder("railings", lead=9.0), *found).passages[0].article.key == 2
    assert read(WordFinder("railings", lead=0.0), *found).passages[0].article.key == 1


def test_words_that_beat_no_answer_make_an_answer_surer_by_their_weight() -> None:
    found = passage(1, (SOLD, 0.5))

    def confidence(words: str, weights: Weights = MARGIN_WEIGHED) -> float:
        return ModelReader(WordFinder(words), weights).read(read_question("What of it?"), [found]).confidence

    assert confidence("railings") > confidence("nowhere")
    assert confidence("railings", WITHOUT_MODEL) == confidence("nowhere", WITHOUT_MODEL)


def test_a_margin_beyond_all_measure_counts_as_a_great_one() -> None:
    found = passage(1, (SOLD, 0.5))
    readings = [read(WordFinder("railings", lead=lead), found).evidence for lead in (1e3, MOST_MARGIN)]
    assert readings[0] == readings[1]


@pytest.mark.parametrize(
    ("question", "sentence", "words"),
    [
        ("How many cars crossed it?", "The cars of many visitors crossed it.", "The cars of many visitors"),
        ("When did cars cross it?", "The cars of many visitors crossed it.", "The cars of many visitors"),
        ("Where is the bridge?", "KELMHAVEN (Meridian) -- The bridge is near the sea.", "KELMHAVEN"),
        ("Who crossed the bridge?", "They crossed the bridge at night.", "crossed the bridge"),
    ],
)
def test_words_that_cannot_answer_the_question_lift_no_passage(
    question: str, sentence: str, words: str
) -> None:
    closing = "1968 was the year that closed it."
    found = passage(1, (closing, 0.5), score=1.0), passage(2, (sentence, 0.5), score=0.99)
    assert read(WordFinder(words, lead=2.0), *found, question=question).passages[0].article.key == 1
    other = read(WordFinder(words, lead=2.0), *found, question="What is told of the harbour?")
    assert other.passages[0].article.key == (1 if words == "KELMHAVEN" else 2)


def test_of_words_in_one_passage_those_that_can_answer_are_bold() -> None:
    class PrefersCars:
        def read(self, _question: str, passages: Sequence[str]) -> list[PassageReading]:
            return [
                PassageReading(
                    tuple(
                        ScoredSpan(Span(at := text.index(words), at + len(words)), score)
                        for words, score in (("cars", 5.0), ("640", 4.0))
                    ),
                    none=0.0,
                )
                for text in passages
            ]

    question = read_question("How many cars were counted?")
    reading = ModelReader(PrefersCars()).read(question, [passage(1, (COUNTED, 0.6))])
    (bold,) = reading.chosen[0].bold
    assert bold.of(reading.chosen[0].article.text) == "640"


def test_where_the_model_finds_no_words_retrieval_decides() -> None:
    class FindsNothing:
        def read(self, _question: str, passages: Sequence[str]) -> list[PassageReading]:
            return [PassageReading((), none=0.0) for _ in passages]

    reader = ModelReader(FindsNothing())
    found = reader.read(read_question("What about the bridge?"), [passage(1, (SOLD, 0.3), (CLOSED, 0.9))])
    assert texts(found)[0] == CLOSED


def test_only_the_first_passages_are_read_and_none_is_lost() -> None:
    finder = WordFinder("nowhere")
    found = [passage(key, (PAINTED, 0.5), score=1 - key / 100) for key in range(1, 21)]
    assert len(read(finder, *found).passages) == len(found)
    assert len(finder.read_last) == PASSAGES_READ


def test_nothing_is_read_in_nothing() -> None:
    assert read(WordFinder("railings")) == Reading((), 0.0)


def test_a_question_of_yes_or_no_gets_the_whole_deciding_sentence() -> None:
    reading = read(WordFinder("the old bridge"), passage(1, (CLOSED, 0.9)), question="Was the bridge closed?")
    assert reading.chosen[0].bold == (reading.chosen[0].span,)


def test_a_list_gathers_items_of_several_articles_each_in_bold() -> None:
    found = [
        passage(n, (f"The {name} ferry will sail to the island in the {season}.", 0.8), score=1.0)
        for n, (name, season) in enumerate(
            [("Petrel", "spring"), ("Gannet", "summer"), ("Tern", "autumn"), ("Plover", "winter")], start=1
        )
    ]
    reading = read(WordFinder(" ferry"), *found, question="Which ferries sail to the island?")
    assert len(reading.chosen) == 4
    assert all(one.bold for one in reading.chosen)


def test_of_two_articles_that_differ_both_are_shown() -> None:
    one = "The repair of the bridge will cost 38 million crowns in all."
    other = "The repair of the bridge will cost 61 million crowns now."
    found = passage(1, (one, 0.9)), passage(2, (other, 0.85), score=0.95), passage(3, (SOLD, 0.1), score=0.1)
    question = "How much will the repair of the bridge cost?"
    reading = read(WordFinder("nowhere"), *found, question=question)
    assert reading.disagreement
    assert set(texts(reading)[:2]) == {one, other}
    assert all(chosen.bold for chosen in reading.chosen[:2])
    assert not read(WordFinder("nowhere"), found[0], found[2], question=question).disagreement
