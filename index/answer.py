"""What a question comes back with: an `Answer` made of the articles' own sentences, or `NoAnswer`."""

from dataclasses import dataclass

from data.model import Article, Filters, Passage, Span


@dataclass(frozen=True, slots=True)
class SentenceEvidence:
    """How much one sentence has to do with the question.

    `similarity`: cosine of its vector and the question's. `words`: BM25 of the question's terms in it.
    `coverage`: the share of the question's terms that it holds, by rarity, 0-1; `coverage_in_context`: the
    same of it and the sentence before it. `terms`: its stemmed words.
    """

    span: Span
    similarity: float
    words: float
    coverage: float
    coverage_in_context: float
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A retrieved passage with its article; best first in any list of them.

    `score` fuses all signals; `similarity` is the cosine of passage and question; `coverage` is the share of
    the question's terms that the passage holds, by rarity, 0-1.
    """

    article: Article
    passage: Passage
    score: float
    similarity: float
    coverage: float
    evidence: tuple[SentenceEvidence, ...]

    @property
    def text(self) -> str:
        """The passage's words, exactly as stored."""
        return self.passage.span.of(self.article.text)


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """One sentence of an answer. `span` and `bold` are offsets into the article's text.

    `bold` is empty in all sentences but one, save in lists and where two disagree: words in bold everywhere
    would point at nothing.
    """

    article: Article
    passage: Passage
    span: Span
    bold: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The sentence, character for character."""
        return self.span.of(self.article.text)


@dataclass(frozen=True, slots=True)
class Answer:
    """Sentences that answer, in the order to read them; never empty.

    `confidence` orders answers by how likely they are right, 0-1. `disagreement`: the first two sentences, of
    two articles, answer differently, the newer one first.
    """

    question: str
    sentences: tuple[CitedSentence, ...]
    confidence: float
    passages: tuple[RankedPassage, ...]
    disagreement: bool = False

    @property
    def text(self) -> str:
        """The sentences one after another, without citation marks."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def sources(self) -> tuple[CitedSentence, ...]:
        """The first cited sentence of each article, in order: source n is the n-th of these."""
        first: dict[int, CitedSentence] = {}
        for sentence in self.sentences:
            first.setdefault(sentence.article.key, sentence)
        return tuple(first.values())


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing in the collection surely answers. `nearest` is the sentence closest to doing so, if one is
    close; no words of it are bold."""

    question: str
    filters: Filters
    confidence: float
    nearest: CitedSentence | None
    passages: tuple[RankedPassage, ...]
