"""Those who are named in an article, pure: each by the fullest name it gives, with where and as what."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.speech.names import Bearer, Name, names_in
from index.speech.outline import Item, Kind, Sentence
from index.speech.roles import bearer_of_kin, fuller_role, possessor_before, role_around
from index.speech.word_classes import word_set

_MOST_RIVALS = 20  # bearers of one surname that are looked at
_OPENING, _MOST_OPENING = 2, 20  # sentences, and names in them that are looked at
_PERSONS = (Bearer.MAN, Bearer.WOMAN, Bearer.PERSON)
_COMPANY_NOUNS = word_set("company firm")
_COMPANY_WORDS = word_set(
    "plc ltd inc corp corporation company co group gmbh llp ferries airways airlines bakery brewery &"
)
_MOST_MENTIONS_BACK = 60


@dataclass(slots=True)
class Entity:
    """Somebody or something named, by the fullest name; `named_in` are the sentences that give it in full."""

    name: str
    bearer: Bearer
    role: str = ""
    named_in: list[int] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    belongs_to: str = ""
    """Whose that is where the role is somebody's: "her" of "her lawyer, Mila Thorne"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in sentence `sentence`, whose first item, title included, is `first`. `others` bear it too."""

    sentence: int
    first: int
    entity: Entity
    others: tuple[Entity, ...] = ()


class Cast:
    """The bearers of all names of an article."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        common = frozenset(item.text for one in sentences for item in one.items if item.text[0].islower())
        self.names: list[list[Name]] = [list(names_in(one.items, common)) for one in sentences]
        self._by_name: dict[str, Entity] = {}
        self._by_short: dict[str, list[Entity]] = defaultdict(list)
        self._companies: list[Entity] = []
        self._by_role_word: dict[str, list[Entity]] = defaultdict(list)
        for number, sentence in enumerate(sentences):
            for name in self.names[number]:
                if not name.is_surname:
                    self._enter(number, sentence.items, name)
        self._times = Counter(name.full.lower() for names in self.names for name in names)
        self._mentions = [
            mention
            for number, names in enumerate(self.names)
            for name in names
            if (mention := self._mention(number, name)) is not None
        ]

    def _mention(self, number: int, name: Name) -> Mention | None:
        entity = self.entity_of(name, number)
        if entity is None:
            return None
        others = tuple(one for one in self.rivals(name) if one is not entity)
        if not others:
            _learn_bearer(entity, name.bearer)  # "Ms Thorne" says it of the only Thorne
        return Mention(number, name.title_first, entity, others)

    def _enter(self, number: int, items: Sequence[Item], name: Name) -> None:
        """Takes note of a name of several words."""
        entity = self._by_name.get(name.full.lower())
        if entity is None:
            entity = self._by_name[name.full.lower()] = Entity(name.full, name.bearer)
            self._by_short[name.short.lower()].append(entity)
            acronym = _acronym_behind(items, name)
            if any(word.lower().rstrip(".") in _COMPANY_WORDS for word in name.words):
                self._companies.append(entity)
            if acronym:
                self._by_name.setdefault(acronym.lower(), entity)
        _learn_bearer(entity, name.bearer)
        _learn_bearer(entity, bearer_of_kin(items, name))
        entity.named_in.append(number)
        entity.titles |= name.titles
        self.give_role(entity, role_around(items, name))
        entity.belongs_to = entity.belongs_to or possessor_before(items, name)

    def give_role(self, entity: Entity, role: str) -> None:
        """Says what somebody is, if that is not known yet or more is told than before."""
        if not role or fuller_role(entity.role, role) == entity.role != "":
            return
        known = set(entity.role.lower().replace(".", "").split())
        entity.role = role
        for word in set(role.lower().replace(".", "").split()) - known:
            self._by_role_word[word].append(entity)

    def entity_of(self, name: Name, number: int) -> Entity | None:
        """Whose name that is in sentence `number`: of those that could bear it, the last named in full."""
        if not name.words:
            return None
        full = name.full.lower()
        if len(name.words) > 1 and full in self._by_name:
            return self._longest(name, self._by_name[full])
        rivals = self.rivals(name)
        if rivals:
            return max(rivals, key=lambda one: max((at for at in one.named_in if at <= number), default=-1))
        return self._by_name.setdefault(full, Entity(name.full, name.bearer))

    def _longest(self, name: Name, entity: Entity) -> Entity:
        """ "Anna Reed" is "Anna Maria Reed" where the article has both."""
        for other in self._by_short[name.short.lower()][:_MOST_RIVALS]:
            words = other.name.split()
            if len(words) > len(name.words) and words[: len(name.words) - 1] == list(name.words[:-1]):
                return other
        return entity

    def rivals(self, name: Name) -> list[Entity]:
        """All who could be meant by a surname alone."""
        if not name.words or not name.is_surname:
            return []
        fitting = [
            one for one in self._by_short.get(name.short.lower(), ())[:_MOST_RIVALS] if _fits(one, name)
        ]
        titled = [one for one in fitting if name.titles and name.titles <= _all_titles(one)]
        return titled or fitting

    def named(self, name: str) -> Entity | None:
        """The bearer of exactly this name."""
        return self._by_name.get(name.lower())

    def subject(self) -> Entity | None:
        """The one person in the first sentence that names any, if it opens the text: whom it is about."""
        people = [
            one
            for one in self._mentions[:_MOST_OPENING]
            if one.sentence < _OPENING and " " in one.entity.name and one.entity.bearer in _PERSONS
        ]
        first = {one.entity.name: one.entity for one in people if one.sentence == people[0].sentence}
        return next(iter(first.values())) if len(first) == 1 else None

    def times_mentioned(self, name: str) -> int:
        """How often exactly this name is in the article."""
        return self._times[name.lower()]

    def called(self, words: Sequence[str]) -> list[Entity]:
        """Those whose role has all of these words: "the deputy mayor"."""
        if not words:
            return []
        holders = self._by_role_word.get(words[-1], [])[:_MOST_RIVALS]
        return [one for one in holders if set(words) <= set(one.role.lower().replace(".", "").split())]

    def organisations_called(self, word: str, number: int) -> list[Entity]:
        """Those named before sentence `number` whom "the university" takes up."""
        return [
            one
            for one in (self._by_short.get(word) or self._companies_for(word))[:_MOST_RIVALS]
            if one.bearer is Bearer.ORGANISATION and one.named_in[0] < number
        ]

    def _companies_for(self, word: str) -> list[Entity]:
        return self._companies if word in _COMPANY_NOUNS else []

    def mentions_before(self, number: int, position: int, reach: int) -> Iterator[Mention]:
        """Names before an item of a sentence, the nearest first, up to `reach` sentences back."""
        end = bisect_left(self._mentions, (number, position), key=lambda one: (one.sentence, one.first))
        for mention in reversed(self._mentions[max(0, end - _MOST_MENTIONS_BACK) : end]):
            if number - mention.sentence > reach:
                return
            yield mention


def _acronym_behind(items: Sequence[Item], name: Name) -> str:
    """ "Harbour Workers Union (HWU)": the letters in brackets, if they are its initials."""
    if name.last + 2 >= len(items) or items[name.last].kind is not Kind.OPEN:
        return ""
    letters = items[name.last + 1].text
    return letters if letters == "".join(word[0] for word in name.words if word[0].isupper()) else ""


def _learn_bearer(entity: Entity, bearer: Bearer) -> None:
    if entity.bearer in (Bearer.UNKNOWN, Bearer.PERSON) and bearer is not Bearer.UNKNOWN:
        entity.bearer = bearer


def _all_titles(entity: Entity) -> set[str]:
    """The titles before somebody's name and the words of the role."""
    return entity.titles | set(entity.role.lower().replace(".", "").split())


def _fits(entity: Entity, name: Name) -> bool:
    """Whether a surname alone, perhaps with a title, can be that bearer's."""
    if {entity.bearer, name.bearer} == {Bearer.MAN, Bearer.WOMAN}:
        return False
    if len(name.words) > 1 and not entity.name.lower().endswith(f" {name.full.lower()}"):
        return False
    person = name.bearer in (Bearer.MAN, Bearer.WOMAN, Bearer.PERSON)
    return not (person and entity.bearer is Bearer.ORGANISATION)
