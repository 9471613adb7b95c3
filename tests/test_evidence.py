"""Which sentences are shown: no copies, few words, and nothing far off."""

from data.model import Article, Passage, Span
from index.answer import RankedPassage, SentenceEvidence
from index.evidence import MAX_SENTENCES, MAX_WORDS, Reading, SentenceSelection
from index.questions import read_question
from index.words import terms

QUESTION = read_question("What about the bridge?")


def passage(key: int, *sentences: tuple[str, float], score: float = 1.0) -> RankedPassage:
    """A passage that is a whole article: its sentences with their similarity to the question."""
    text = " ".join(words for words, _ in sentences)
    article = Article(key, "test", f"article-{key}", "", text)
    spans = [Span(text.index(words), text.index(words) + len(words)) for words, _ in sentences]
    evidence = tuple(
        SentenceEvidence(span, similarity, 0.0, 0.0, 0.0, frozenset(terms(words)))
        for span, (words, similarity) in zip(spans, sentences, strict=True)
    )
    return RankedPassage(article, Passage(key, key, 0, tuple(spans)), score, 0.5, 0.5, evidence)


def read(*passages: RankedPassage) -> Reading:
    return SentenceSelection().read(QUESTION, passages)


def shown(*passages: RankedPassage) -> list[str]:
    return [one.span.of(one.article.text) for one in read(*passages).chosen]


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
