"""Which subscriptions an article matches, and by which of its words, pure.

Topics are scored for all subscriptions in one go, from the vectors that the article is stored with anyway;
what is literal is then looked at one by one. Knows nothing of databases, models or people.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from data.interests import ANYBODY, Interest, Match, PreparedAlert, Strictness
from data.model import Attribution, Span
from data.subscribers import Watched
from index.embedder import Vectors
from index.who_said.name_forms import without_titles
from index.words import terms

Scores = npt.NDArray[np.float32]
_CERTAIN = 1.0  # the score of what is literally there


@dataclass(frozen=True)
class Matchable:
    """An article as matching sees it. `attributions` are who says what in it, `passages` are groups of
    sentences in order; `sentence_vectors` has a row for each sentence of all of them, `passage_vectors` one
    for each passage."""

    title: str
    text: str
    source: str
    attributions: Sequence[Attribution]
    passages: Sequence[tuple[Span, ...]]
    passage_vectors: Vectors
    sentence_vectors: Vectors

    @cached_property
    def sentences(self) -> list[Span]:
        """All sentences, as the rows of `sentence_vectors`."""
        return [sentence for passage in self.passages for sentence in passage]

    @cached_property
    def plain(self) -> str:
        """Title and text as `plain_words` has them."""
        return plain_words(f"{self.title}\n{self.text}")

    @cached_property
    def plain_sentences(self) -> list[str]:
        """Each sentence as `plain_words` has it."""
        return [plain_words(span.of(self.text)) for span in self.sentences]

    @cached_property
    def passage_of_sentence(self) -> npt.NDArray[np.int64]:
        """For each sentence the number of its passage."""
        return np.repeat(np.arange(len(self.passages)), [len(one) for one in self.passages])


def plain_words(text: str) -> str:
    """The words of a text in small letters, without accents and punctuation, each between blanks: what
    literal words are looked for in."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    kept = (character for character in folded if not unicodedata.combining(character))
    return f" {' '.join(_WORD.findall(''.join(kept)))} "


_WORD = re.compile(r"\w+")


class Watchlist:
    """Subscriptions made ready for matching: vectors in one matrix, the words of topics numbered."""

    def __init__(self, watched: Sequence[Watched], ordinary: Vectors) -> None:
        """`ordinary` are vectors of passages that are about anything, shape (n, d): how near those are to a
        topic is the measure of what is near. A topic without a vector is matched by its words alone."""
        self._watched = watched
        self._literals = [_Literals.of(one.interest) for one in watched]
        topics = [one for one in watched if one.interest.topic]
        self._places = {one.key: place for place, one in enumerate(topics)}
        self._least = np.array([least_score(one) for one in topics], np.float32)
        self._words = _TopicWords([one.interest.topic for one in topics])
        size = next((len(one.vector) for one in topics if one.vector is not None), 0)
        blank = np.zeros(size, np.float32)
        vectors = [blank if one.vector is None else one.vector for one in topics]
        self._vectors = np.array(vectors, np.float32).reshape(len(topics), size)
        weights = [_OF_WORDS if one.interest.speaker else _OF_ARTICLES for one in topics]
        self._weights = np.array(weights, np.float32).reshape(len(topics), 3).T[..., np.newaxis]
        self._usual, self._spread = _usual_nearness(self._vectors, ordinary)

    @property
    def asks_who_speaks(self) -> bool:
        """Whether articles are to be matched with their attributions."""
        return any(one.interest.speaker for one in self._watched)

    def matches(self, article: Matchable, now: datetime) -> list[PreparedAlert]:
        """The subscriptions that an article matches, each with what the article has of it. Those that are
        paused or muted at `now` are left out."""
        if not article.passages:
            return []
        scores = self._scores(article)
        on_topic = scores.max(axis=1, initial=0.0) >= self._least
        found = []
        for one, literals in zip(self._watched, self._literals, strict=True):
            place = self._places.get(one.key)
            if place is not None and not on_topic[place]:
                continue
            if (one.silent_until and one.silent_until > now) or not literals.hold(article):
                continue
            match = _match(one, literals, article, scores[place] if place is not None else None)
            if match is not None:
                found.append(PreparedAlert(one.key, match))
        return found

    def _scores(self, article: Matchable) -> Scores:
        """How near each sentence is to each topic, shape (topics, sentences)."""
        by_words = self._words.shares(article)
        by_meaning = np.zeros_like(by_words)
        near = np.zeros((len(self._least), len(article.sentences)), np.float32)
        if self._vectors.size:
            by_meaning = self._unusual(article.passage_vectors)
            near = self._unusual(article.sentence_vectors)
        sentence, passage, opening = self._weights
        around = passage * by_meaning + opening * by_meaning[:, :1] + _WORDS * by_words
        return np.asarray(sentence * near + around[:, article.passage_of_sentence], np.float32)

    def _unusual(self, vectors: Vectors) -> Scores:
        """How much nearer to each topic these are than ordinary passages, in standard deviations, shape
        (topics, vectors)."""
        return (self._vectors @ vectors.T - self._usual) / self._spread


def _usual_nearness(topics: Vectors, ordinary: Vectors) -> tuple[Scores, Scores]:
    """(mean, standard deviation) of the similarity of ordinary passages to each topic, each of shape
    (topics, 1). Some topics are near to nearly everything and some to next to nothing; the z-norm of speaker
    verification (Reynolds 1997) makes their scores comparable. The fewer passages there are, the more it is
    what holds for most topics."""
    usual = np.full((len(topics), 1), _USUAL, np.float32)
    spread = np.full((len(topics), 1), _SPREAD, np.float32)
    if not topics.size or not len(ordinary):
        return usual, spread
    similarities = topics @ ordinary.T
    share = len(ordinary) / (len(ordinary) + _ENOUGH)
    usual += share * (similarities.mean(axis=1, keepdims=True) - usual)
    spread += share * (similarities.std(axis=1, keepdims=True) - spread)
    return usual, spread


_USUAL, _SPREAD = 0.06, 0.085  # of most topics, over news, by all-MiniLM-L6-v2
_ENOUGH = 100  # passages that tell as much of one topic as is known of all
# What counts how much: a sentence, the passage around it, and how the article opens, as news says at the top
# what it is about. Somebody's words are judged more by themselves. Chosen on judged topics: docs/alerts.md.
_OF_ARTICLES = (0.15, 0.35, 0.5)
_OF_WORDS = (0.4, 0.3, 0.3)
_WORDS = 1.0  # the words that the passage or the title shares with the topic
_LEAST = {Strictness.WIDE: 3.0, Strictness.MIDDLE: 3.7, Strictness.STRICT: 4.4}
_QUOTES_LESS = 0.9  # somebody's words about a topic name it less often than an article about it does
# A score as the likelihood that an article is on the topic, by logistic regression on the same topics.
_EVEN, _STEEPNESS = 4.4, 2.1


def least_score(one: Watched) -> float:
    """The score from which a sentence counts as being on the topic of a subscription."""
    return _LEAST[one.strictness] - (_QUOTES_LESS if one.interest.speaker else 0.0)


class _TopicWords:
    """The stemmed words of all topics, numbered, and which topic has which."""

    def __init__(self, topics: Sequence[str]) -> None:
        found = [list(dict.fromkeys(terms(topic))) or [""] for topic in topics]
        self._number = {
            word: at for at, word in enumerate(dict.fromkeys(word for own in found for word in own))
        }
        self._words = np.array([self._number[word] for own in found for word in own], np.int64)
        self._counts = np.array([len(own) for own in found], np.float32)
        self._starts = np.array([0, *accumulate(len(own) for own in found)][:-1], np.int64)

    def shares(self, article: Matchable) -> Scores:
        """For each topic and passage which share of the topic's words the passage or the title has."""
        shares = np.zeros((len(self._counts), len(article.passages)), np.float32)
        if not len(self._counts):
            return shares
        for at, sentences in enumerate(article.passages):
            text = article.text[sentences[0].start : sentences[-1].end]
            present = np.zeros(len(self._number), np.float32)
            here = (self._number.get(word) for word in set(terms(f"{article.title}\n{text}")))
            present[[number for number in here if number is not None]] = 1.0
            shares[:, at] = np.add.reduceat(present[self._words], self._starts) / self._counts
        return shares


@dataclass(frozen=True, slots=True)
class _Literals:
    """What is looked for as it is written, as `plain_words` has it."""

    phrases: tuple[str, ...]
    excluded: tuple[str, ...]
    named: str
    speaker: str
    sources: frozenset[str]

    @classmethod
    def of(cls, interest: Interest) -> "_Literals":
        return cls(
            tuple(map(plain_words, interest.phrases)),
            tuple(map(plain_words, interest.excluded)),
            plain_words(interest.named) if interest.named else "",
            plain_words(interest.speaker) if interest.speaker else "",
            frozenset(map(_outlet_name, interest.sources)),
        )

    def hold(self, article: Matchable) -> bool:
        """Whether the article has all that it must have and nothing that it must not, who speaks left
        aside."""
        if self.sources and _outlet_name(article.source) not in self.sources:
            return False
        if self.named and self.named not in article.plain:
            return False
        return all(one in article.plain for one in self.phrases) and not any(
            one in article.plain for one in self.excluded
        )


def _outlet_name(outlet: str) -> str:
    return outlet.casefold().removeprefix("the ")


def _match(one: Watched, literals: _Literals, article: Matchable, on_topic: Scores | None) -> Match | None:
    if one.interest.speaker:
        return _quoted(one, literals, article, on_topic)
    if on_topic is not None:
        best = int(on_topic.argmax())
        sentence = article.sentences[best]
        return Match(
            _likelihood(on_topic[best]),
            sentence,
            words=_shared_words(one.interest.topic, sentence.of(article.text)),
        )
    return Match(_CERTAIN, _sentence_with(article, [*literals.phrases, literals.named]))


def _quoted(one: Watched, literals: _Literals, article: Matchable, on_topic: Scores | None) -> Match | None:
    """The best of the words that the article attributes to this speaker."""
    best: Match | None = None
    for attribution in article.attributions:
        if not _is_by(literals.speaker, attribution, article):
            continue
        span = Span(attribution.content[0].start, attribution.content[-1].end)
        score = _CERTAIN
        if on_topic is not None:
            rows = [
                n for n, one in enumerate(article.sentences) if one.start < span.end and span.start < one.end
            ]
            nearest = max((float(on_topic[row]) for row in rows), default=-np.inf)
            if nearest < least_score(one):
                continue
            score = _likelihood(nearest)
        if best is None or score > best.score:
            name = attribution.speaker_name or (
                attribution.speaker.of(article.text) if attribution.speaker else ""
            )
            best = Match(score, span, name, _shared_words(one.interest.topic, span.of(article.text)))
    return best


def _is_by(speaker: str, attribution: Attribution, article: Matchable) -> bool:
    """Whether the words are this person's or organisation's, by name, or by role ("the mayor")."""
    if speaker.strip() == ANYBODY:
        return True
    name, role = plain_words(attribution.speaker_name), plain_words(attribution.role)
    if not name.strip() and attribution.speaker:
        name = plain_words(attribution.speaker.of(article.text))
    elif _is_named(_without_role(speaker, role), _without_role(name, role), article):
        return True
    if _is_named(speaker, name, article):
        return True
    return f" {speaker.strip()} " in role or f" {speaker.strip()} " in name


def _is_named(speaker: str, name: str, article: Matchable) -> bool:
    if not same_name(speaker, name):
        return False
    # A family name alone may be anybody's: then the article must have the whole name somewhere.
    return len(name.split()) >= len(speaker.split()) or speaker in article.plain


def _without_role(name: str, role: str) -> str:
    """A name without the titles before it, and without the words of this role that stand there: what is left
    of "Mayor Crewe" and of "chief engineer Sperrin" is the name that an article prints too."""
    words = list(without_titles(tuple(name.split())))
    while len(words) > 1 and words[0] in role.split():
        del words[0]
    return f" {' '.join(words)} "


def same_name(asked: str, given: str) -> bool:
    """Whether two names may be the same person's: the same last word, and what stands before it in the
    shorter is in the longer too, perhaps cut short ("Ken" and "Kenneth", "J." and "Joachim")."""
    shorter, longer = sorted((asked.split(), given.split()), key=len)
    if not shorter or shorter[-1] != longer[-1]:
        return False
    return all(
        any(one.startswith(other) or other.startswith(one) for other in longer[:-1]) for one in shorter[:-1]
    )


def _sentence_with(article: Matchable, literals: Sequence[str]) -> Span:
    """The first sentence with the most of these; the first of all where none has any."""
    wanted = [one for one in literals if one]
    counts = [sum(one in sentence for one in wanted) for sentence in article.plain_sentences]
    return article.sentences[counts.index(max(counts))] if wanted else article.sentences[0]


def _shared_words(topic: str, shown: str) -> tuple[str, ...]:
    """The words of what is shown that the topic has too, whatever their endings."""
    asked = set(terms(topic))
    words = dict.fromkeys(word for word in _WORD.findall(shown) if asked.intersection(terms(word)))
    return tuple(words)[:5]


def _likelihood(score: float | np.floating[Any]) -> float:
    return 1.0 / (1.0 + math.exp(-_STEEPNESS * (float(score) - _EVEN)))
