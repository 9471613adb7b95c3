"""What a question comes back with: an `Answer` made of the articles' own sentences, or `NoAnswer`."""

from dataclasses import dataclass

from data.model import Article, Passage, Span


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A retrieved passage with its article and its score, best first in any list of them."""

    article: Article
    passage: Passage
    score: float

    @property
    def text(self) -> str:
        """The passage's words, exactly as stored."""
        return self.passage.span.of(self.article.text)


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """One sentence of an answer. `bold` and `span` are offsets into the article's text."""

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

    `confidence` is the estimated chance (0-1) that the answer is right.
    """

    question: str
    sentences: tuple[CitedSentence, ...]
    confidence: float
    passages: tuple[RankedPassage, ...]

    @property
    def text(self) -> str:
        """The sentences one after another, without citation marks."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def sources(self) -> tuple[CitedSentence, ...]:
        """The first cited sentence of each article, in order: source n is the n-th of these."""
        first = {sentence.article.key: sentence for sentence in reversed(self.sentences)}
        keys = dict.fromkeys(sentence.article.key for sentence in self.sentences)
        return tuple(first[key] for key in keys)


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing in the collection answers. `nearest` is an article close to the question, if one is close."""

    question: str
    confidence: float
    nearest: Article | None
    passages: tuple[RankedPassage, ...]
