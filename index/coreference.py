# ruff: noqa: E501
"""Who a speaker is within an article, pure: short names, pronouns, descriptions, documents and capitals to the
fullest name that the article gives, with the role as printed."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.governments import GOVERNMENT_OF
from index.names import TITLES, Bearer, Name, names_in
from index.outline import Item, Kind, Sentence
from index.speakers import Phrase, apposition
from index.speech_verbs import SPEECH_VERBS
from index.word_classes import (
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    is_adverb,
    may_be_finite,
    word_set,
)

_DOCUMENT_KINDS = (
    word_set("memo note letter message email e-mail cable dispatch"),
    word_set("statement release communique communiqué declaration"),
    word_set("report study survey paper review"),
    word_set("tweet post"),
    word_set("lawsuit complaint petition filing affidavit"),
    word_set("ruling decision verdict order opinion"),
    word_set("ad advertisement video"),
    word_set("speech address"),
    word_set("article story editorial column book"),
    word_set("invitation"),
)
DOCUMENTS = frozenset(word for kind in _DOCUMENT_KINDS for word in kind)
"""Writings that can be said to say something in their author's stead."""

_SINGULAR_PERSON = word_set("he she")
_THING_OR_GROUP = word_set("it they")
_REACH = 12  # sentences that a pronoun looks back over
_DOCUMENT_REACH = 25

_MOST_CANDIDATES = 60

# What a candidate for a pronoun scores for being named, being the subject (by where it stands) and having just
# spoken, each divided by how many sentences ago; and the lead over the next that makes it clear.
_NAMED, _SUBJECT, _SPEAKER = 0.6, 0.9, 0.8
_SUBJECT_WITHIN = 4
_CLEAR_LEAD = 0.3


@dataclass(frozen=True, slots=True)
class Identity:
    """Who that is: by name, with the role as printed, and how certain that is (0-1)."""

    name: str
    role: str
    certainty: float
    bearer: Bearer = Bearer.UNKNOWN
    is_named: bool = False


@dataclass(slots=True)
class _Entity:
    """Somebody or something named in the article."""

    name: str
    bearer: Bearer
    role: str = ""


@dataclass(frozen=True, slots=True)
class _Mention:
    sentence: int
    first: int
    entity: _Entity


class Cast:
    """Those who are named in an article. `heard` tells it who spoke, which decides what a later "she" means."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences
        self._common = frozenset(
            item.text for sentence in sentences for item in sentence.items if item.text[0].islower()
        )
        self._entities: dict[str, _Entity] = {}
        self._by_last_word: dict[str, list[_Entity]] = defaultdict(list)
        self._names: list[list[Name]] = [list(names_in(one.items, self._common)) for one in sentences]
        self._mentions: list[_Mention] = []
        self._spoke: list[tuple[int, Identity]] = []
        self._issued: list[tuple[int, Identity, frozenset[str]]] = []
        self._enter_full_names()
        self._enter_mentions()

    def _enter_full_names(self) -> None:
        for sentence, names in zip(self._sentences, self._names, strict=True):
            for name in names:
                if len(name.words) < 2:
                    continue
                entity = self._entities.get(name.full.lower())
                if entity is None:
                    entity = self._entities[name.full.lower()] = _Entity(name.full, name.bearer)
                    self._by_last_word[name.words[-1].lower()].append(entity)
                if entity.bearer in (Bearer.UNKNOWN, Bearer.PERSON) and name.bearer is not Bearer.UNKNOWN:
                    entity.bearer = name.bearer
                entity.role = entity.role or _role_around(sentence.items, name)

    def _enter_mentions(self) -> None:
        for number, names in enumerate(self._names):
            for name in names:
                entity = self._entity(name)
                if entity is not None:
                    self._mentions.append(_Mention(number, name.title_first, entity))

    def _entity(self, name: Name) -> _Entity | None:
        """Whose name that is: the fullest with the same last word, of those that could be the same bearer."""
        full = name.full.lower()
        if full in self._entities and len(name.words) > 1:
            longer = [
                one
                for one in self._by_last_word[name.words[-1].lower()]
                if len(one.name.split()) > len(name.words)
                and one.name.lower().startswith(name.words[0].lower())
            ]
            return longer[0] if longer else self._entities[full]
        if not name.words:
            return None
        candidates = [one for one in self._by_last_word.get(name.words[-1].lower(), ()) if _fits(one, name)]
        if candidates:
            return candidates[0]
        entity = self._entities.get(full)
        if entity is None:
            entity = self._entities[full] = _Entity(name.full, name.bearer)
        return entity

    def who(self, number: int, phrase: Phrase, content: Sequence[tuple[int, int]] = ()) -> Identity:
        """Who the speaker `phrase` of sentence `number` is, whose words are the stretches `content` of it."""
        items = self._sentences[number].items
        word = items[phrase.first].word.partition("'")[0]
        if phrase.last - phrase.first == 1:
            if word in _SINGULAR_PERSON:
                return self._person_before(number, phrase.first, word, content)
            if word in _THING_OR_GROUP:
                return self._group_before(number)
            if word in ("i", "we", "you"):
                return Identity("", "", 0.4)
        name = self._head_name(number, phrase)
        if name is not None:
            return self._named(number, phrase, name)
        apposed = self._apposed_name(number, phrase)
        if apposed is not None:
            return self._named(number, phrase, apposed)
        return self._described(number, phrase)

    def _apposed_name(self, number: int, phrase: Phrase) -> Name | None:
        """Their leader, Mila Thorne, said: the name is behind the comma."""
        if phrase.role is None:
            return None
        return next((one for one in self._names[number] if one.title_first == phrase.role[0]), None)

    def heard(self, number: int, identity: Identity, documents: frozenset[str]) -> None:
        """Somebody has spoken in sentence `number`, perhaps in one of those `documents`."""
        if identity.name:
            self._spoke.append((number, identity))
            if documents:
                self._issued.append((number, identity, documents))

    def _head_name(self, number: int, phrase: Phrase) -> Name | None:
        """The name that is the head of the phrase: "Mila Thorne of the union", "director of the union Mila Thorne";
        none in "the mission to the United Nations"."""
        items = self._sentences[number].items
        inside = [
            one for one in self._names[number] if phrase.first <= one.title_first and one.last <= phrase.last
        ]
        preposition = next(
            (at for at in range(phrase.first + 1, phrase.last) if items[at].word in PREPOSITIONS), phrase.last
        )
        for name in inside:
            if name.last == preposition or (name.last < phrase.last and items[name.last].kind is Kind.OPEN):
                return name
        last = inside[-1] if inside else None
        if last is None or last.last != phrase.last or preposition == phrase.last:
            return None
        before = items[last.title_first - 1]
        follows_on = before.word in PREPOSITIONS or before.word in DETERMINERS
        return None if follows_on or len(last.words) < 2 else last

    def _named(self, number: int, phrase: Phrase, name: Name) -> Identity:
        items = self._sentences[number].items
        entity = self._entity(name)
        if entity is None:
            return self._described(number, phrase)
        printed = _role_of(items, phrase, name)
        if printed and not entity.role:
            entity.role = printed
        rivals = [one for one in self._by_last_word.get(name.words[-1].lower(), ()) if _fits(one, name)]
        certainty = 1.0 if len(name.words) > 1 or len(rivals) < 2 else 0.6
        state = GOVERNMENT_OF.get(name.full.lower()) if name.last - phrase.first == 1 else None
        if state is not None and len(rivals) == 0:
            known = self._entities.get(state.lower())
            return Identity(known.name if known else state, "", 0.95, Bearer.ORGANISATION)
        return Identity(entity.name, printed or entity.role, certainty, entity.bearer, True)

    def _described(self, number: int, phrase: Phrase) -> Identity:
        """ "The mayor" is the one mayor named; "the memo" is whoever issued it; else the words themselves."""
        items = self._sentences[number].items[phrase.first : phrase.last]
        words = [item for item in items if item.kind is Kind.WORD]
        head = _head(words)
        printed = _as_printed(words)
        if head in DOCUMENTS and words[0].word in ("the", "this", "that") and len(words) <= 3:
            issuer = self._issuer(number, head)
            if issuer is not None and issuer.name != printed:
                return Identity(issuer.name, printed, 0.8, issuer.bearer)
        if words and words[0].word in ("the", "his", "her", "their") and head:
            bearers = {
                mention.entity.name: mention.entity
                for mention in self._mentions
                if mention.sentence <= number and _is_called(mention.entity.role, words)
            }
            if len(bearers) == 1:
                (entity,) = bearers.values()
                return Identity(entity.name, entity.role, 0.85, entity.bearer, True)
        return Identity(printed, "", 0.95)

    def _issuer(self, number: int, head: str) -> Identity | None:
        """Who spoke in a document of that kind not long before."""
        kind = next(kind for kind in _DOCUMENT_KINDS if head in kind)
        for at, identity, documents in reversed(self._issued):
            if number - at <= _DOCUMENT_REACH and documents & kind:
                return identity
        return None

    def _person_before(
        self, number: int, position: int, pronoun: str, content: Sequence[tuple[int, int]]
    ) -> Identity:
        """The person that "he" or "she" takes up; less certain where two are about as near.

        Names within the words that are attributed to the pronoun do not count.
        """
        scores: dict[str, float] = defaultdict(float)
        entities: dict[str, _Entity] = {}
        for mention in self._mentions_before(number, position):
            inside = mention.sentence == number and any(
                first <= mention.first < last for first, last in content
            )
            fitness = self._fitness(mention.entity, pronoun)
            if inside or fitness is None:
                continue
            near = 1 / (1 + number - mention.sentence)
            score = near * (_NAMED + (_SUBJECT if mention.first <= _SUBJECT_WITHIN else 0.0)) + fitness
            entities[mention.entity.name] = mention.entity
            scores[mention.entity.name] = max(scores[mention.entity.name], score)
        for at, spoke in self._spoke[-2:]:
            if spoke.name in scores:
                scores[spoke.name] += _SPEAKER / (1 + number - at)
        if not scores:
            return self._last_speaker(number, pronoun)
        ranked = sorted(scores, key=lambda name: -scores[name])
        best = entities[ranked[0]]
        lead = scores[ranked[0]] - (scores[ranked[1]] if len(ranked) > 1 else 0.0)
        return Identity(best.name, best.role, 0.9 if lead >= _CLEAR_LEAD else 0.6, best.bearer, True)

    def _mentions_before(self, number: int, position: int) -> Iterator[_Mention]:
        """Names before an item of a sentence, the nearest first, as far back as a pronoun reaches."""
        end = bisect_left(self._mentions, (number, position), key=lambda one: (one.sentence, one.first))
        for mention in reversed(self._mentions[max(0, end - _MOST_CANDIDATES) : end]):
            if number - mention.sentence > _REACH:
                return
            yield mention

    def _fitness(self, entity: _Entity, pronoun: str) -> float | None:
        """How well a name suits "he" or "she" beside where it stands; None if it cannot be meant."""
        wrong = Bearer.WOMAN if pronoun == "he" else Bearer.MAN
        if entity.bearer in (wrong, Bearer.ORGANISATION) or entity.name.lower() in GOVERNMENT_OF:
            return None
        if entity.bearer is Bearer.UNKNOWN:
            if " " not in entity.name and all(spoke.name != entity.name for _, spoke in self._spoke[-8:]):
                return None
            ending = entity.name.partition(" ")[0].endswith(("a", "ie", "ine", "elle", "ette"))
            return (0.2 if ending is (pronoun == "she") else -0.2) - (0.0 if entity.role else 0.2)
        return 0.2 if entity.bearer is not Bearer.PERSON else 0.1

    def _last_speaker(self, number: int, pronoun: str) -> Identity:
        wrong = Bearer.WOMAN if pronoun == "he" else Bearer.MAN
        for at, spoke in reversed(self._spoke[-4:]):
            if number - at <= _REACH and spoke.bearer not in (wrong, Bearer.ORGANISATION):
                return Identity(spoke.name, spoke.role, 0.6, spoke.bearer, spoke.is_named)
        return Identity("", "", 0.5)

    def _group_before(self, number: int) -> Identity:
        """ "It" and "they" take up the last speaker that is no person; a guess."""
        for at, spoke in reversed(self._spoke[-4:]):
            if number - at <= 4 and spoke.bearer not in (Bearer.MAN, Bearer.WOMAN, Bearer.PERSON):
                return Identity(spoke.name, spoke.role, 0.7, spoke.bearer)
        return Identity("", "", 0.5)


def _fits(entity: _Entity, name: Name) -> bool:
    """Whether a shorter name can be that bearer's: no other given name, no other kind."""
    if len(name.words) > 1:
        return False
    clash = {entity.bearer, name.bearer}
    return clash != {Bearer.MAN, Bearer.WOMAN} and not (
        entity.bearer is Bearer.ORGANISATION and name.bearer in (Bearer.MAN, Bearer.WOMAN, Bearer.PERSON)
    )


def _head(words: Sequence[Item]) -> str:
    """The noun of a phrase: the last word before its first preposition."""
    head = ""
    for item in words:
        if head and item.word in PREPOSITIONS:
            break
        if item.word not in DETERMINERS:
            head = item.word
    return head


def _as_printed(words: Sequence[Item]) -> str:
    start = 1 if len(words) > 1 and words[0].word in ("the", "a", "an") else 0
    return " ".join(item.text for item in words[start:])


def _is_called(role: str, words: Sequence[Item]) -> bool:
    """Whether "the deputy mayor" can mean one with that role: all its nouns are in it, the last one among them."""
    known = set(role.lower().replace(".", "").split())
    wanted = [item.word for item in words if item.word not in DETERMINERS]
    return bool(wanted) and all(word in known for word in wanted)


def _role_of(items: Sequence[Item], phrase: Phrase, name: Name) -> str:
    """The role printed with the name: behind a comma, or before it."""
    if name.first >= phrase.last:
        return _text(items, *_without_determiner(items, phrase.first, phrase.last))
    if phrase.role is not None and _is_role(items[phrase.role[0] : phrase.role[1]]):
        return _text(items, *phrase.role)
    return _text(items, *_without_determiner(items, phrase.first, name.first))


def _without_determiner(items: Sequence[Item], first: int, last: int) -> tuple[int, int]:
    while first < last and items[first].word in ("the", "a", "an"):
        first += 1
    return first, last


def _role_around(items: Sequence[Item], name: Name) -> str:
    """The role printed around a full name anywhere in the text."""
    role = apposition(items, name.last, len(items)) if name.last < len(items) else None
    if role is not None and _is_role(items[role[0] : role[1]]):
        return _text(items, *role)
    first = name.title_first
    while first > max(0, name.title_first - 4) and _may_be_in_role(items[first - 1]):
        first -= 1
    return _text(items, first, name.first)


def _may_be_in_role(item: Item) -> bool:
    """A noun before a name: "head teacher Mila Thorne"."""
    word = item.word
    return (
        item.kind is Kind.WORD
        and item.text[0].islower()
        and not (word in DETERMINERS or word in PREPOSITIONS or word in CONJUNCTIONS or word in SUBORDINATORS)
        and not (may_be_finite(word) or is_adverb(word) or word in SPEECH_VERBS or word.endswith("ing"))
        and word not in SUBJECT_PRONOUNS
    )


def _is_role(words: Sequence[Item]) -> bool:
    opener = words[0]
    if opener.kind is not Kind.WORD or may_be_finite(opener.word) or opener.word in SPEECH_VERBS:
        return False
    if opener.word in SUBORDINATORS or opener.word in PREPOSITIONS or is_adverb(opener.word):
        return False
    nouns = [
        one
        for one in words
        if one.kind is Kind.WORD and one.text[0].islower() and one.word not in DETERMINERS
    ]
    return opener.word in TITLES or (opener.text[0].islower() and bool(nouns))


def _text(items: Sequence[Item], first: int, last: int) -> str:
    """The items as they are printed, with single blanks."""
    parts: list[str] = []
    for at in range(first, last):
        glued = at == first or items[at].start == items[at - 1].end
        parts.append(items[at].text if glued else f" {items[at].text}")
    return "".join(parts)
