"""What an article says a person is, pure: "the mayor of Kelmhaven", "Rovers coach", "Dr", as printed."""

from collections.abc import Sequence

from index.speech.names import TITLES, Bearer, Name
from index.speech.outline import Item, Kind
from index.speech.speakers import Phrase, apposition
from index.speech.speech_verbs import SPEECH_VERBS
from index.speech.word_classes import (
    CONJUNCTIONS,
    DETERMINERS,
    MONTHS,
    POSSESSIVES,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIME_UNITS,
    TIME_WORDS,
    WEEKDAYS,
    is_adverb,
    may_be_finite,
    word_set,
)

_MOST_WORDS_BEFORE = 4
_FORMS_OF_ADDRESS = word_set("mr mrs ms miss mx dr prof professor sir dame")
_NUMBERS = word_set("one two three four five six seven eight nine ten eleven twelve several many once twice")
_QUALITIES = word_set(
    """old young little big poor late elderly dear outspoken brave lonely aged retired new tall local
    another same own only first last least most born alive dead"""
)  # of somebody whose calling they do not tell
_BEFORE_TIME = word_set("last this that next every")
_KIN_WITHIN = 6  # items beside a name
_MEN = word_set("husband father brother son uncle grandfather nephew widower stepfather stepson")
_WOMEN = word_set("wife mother sister daughter aunt grandmother niece widow stepmother stepdaughter actress")
_OPENS_ROLE = word_set("the a an his her its their our my")
_NO_PART = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | SUBORDINATORS | SUBJECT_PRONOUNS
_BEFORE_ROLE = POSSESSIVES | {"the", "a", "an"}  # whose deputy "her deputy" is, no list could tell


def role_with_name(items: Sequence[Item], phrase: Phrase, name: Name) -> str:
    """The role printed in a speaker's phrase, behind the name or before it; empty without one."""
    if name.first >= phrase.last:  # "Their leader, Mila Thorne, said"
        return _told(items, phrase.first, phrase.last)
    if phrase.role is not None and _is_role(items[phrase.role[0] : phrase.role[1]]):
        return printed(items, *phrase.role)
    if items[name.title_first - 1].word in CONJUNCTIONS:
        return ""
    return _told(items, phrase.first, name.first)


def role_around(items: Sequence[Item], name: Name) -> str:
    """The role printed around a name anywhere in the text; empty without one."""
    introduced = _role_before_comma(items, name)
    if introduced:
        return introduced
    role = apposition(items, name.last, len(items))
    if role is not None and _is_role(items[role[0] : role[1]]):
        return printed(items, *role)
    return _told(items, _role_before(items, name.title_first), name.first)


def fuller_role(one: str, other: str) -> str:
    """The role that says more: "Transport Secretary" rather than "Secretary" or "Ms"; else the first."""
    mine, theirs = (set(role.lower().replace(".", "").split()) for role in (one, other))
    less = mine < theirs or (mine <= _FORMS_OF_ADDRESS and bool(theirs - _FORMS_OF_ADDRESS))
    return other if less else one


def _told(items: Sequence[Item], first: int, last: int) -> str:
    """A stretch before a name as a role, without when it was said and whose role it is; empty where no more
    than a quality is told: "old Teo Brandle"."""
    for at in range(first, last):
        if items[at].word in TIME_WORDS or items[at].word == "ago":
            first = at + 1
    if first < last and items[first].word in TIME_UNITS and items[first - 1].word in _BEFORE_TIME:
        first += 1  # "last night mayor Mila Thorne"
    first, last = _without_article(items, first, last)
    if last - first == 1 and items[first].word in _QUALITIES:
        return ""
    counted = first < last and (items[first].text[0].isdigit() or items[first].word in _NUMBERS)
    return "" if counted else printed(items, first, last)


def possessor_before(items: Sequence[Item], name: Name) -> str:
    """The "her" of "her lawyer, Mila Thorne"; empty without one."""
    for at in range(name.title_first - 1, max(-1, name.title_first - 1 - _KIN_WITHIN), -1):
        if items[at].word in POSSESSIVES:
            return items[at].word
        if items[at].kind not in (Kind.WORD, Kind.COMMA) or items[at].word in PREPOSITIONS:
            break
    return ""


def bearer_of_kin(items: Sequence[Item], name: Name) -> Bearer:
    """Man or woman, where the name's neighbours tell: "his wife Mila", "her brother, the baker Teo"."""
    before = items[max(0, name.title_first - _KIN_WITHIN) : name.title_first]
    behind = apposition(items, name.last, min(len(items), name.last + _KIN_WITHIN))
    apposed = items[behind[0] : behind[1]] if behind is not None else ()
    ends = [at for at, item in enumerate(before) if item.kind is Kind.COMMA]
    led = before[: ends[-1]] if ends else before
    nouns = (
        led[-1:],
        before[-1:],
        apposed[1:2] if apposed and apposed[0].word in _OPENS_ROLE else apposed[:1],
    )
    for noun in nouns:
        word = noun[0].word if noun else ""
        if word in _MEN:
            return Bearer.MAN
        if word in _WOMEN:
            return Bearer.WOMAN
    return Bearer.UNKNOWN


def _role_before(items: Sequence[Item], end: int) -> int:
    """Where the nouns begin that end at `end`."""
    # "Health Minister Mila Thorne" has capitals where "head teacher Mila Thorne" has none.
    titled = end > 0 and items[end - 1].word in TITLES and items[end - 1].capitalised
    belongs = _may_open_title if titled else _may_be_in_role
    first = end - 1 if titled else end
    while first > max(0, end - _MOST_WORDS_BEFORE) and belongs(items[first - 1]):
        first -= 1
    opens = first == 1 < end and _may_open_sentence(items[0])
    return 0 if opens else first


def _may_open_sentence(item: Item) -> bool:
    """ "Union leader Mila Thorne": a noun that begins the sentence, unlike "Yesterday" and "Meanwhile"."""
    closed = item.word in TIME_WORDS | _BEFORE_TIME or is_adverb(item.word) or may_be_finite(item.word)
    return _may_open_title(item) and not (closed or item.word.endswith("ing"))


def _role_before_comma(items: Sequence[Item], name: Name) -> str:
    """ "Their goalkeeper, Mila Thorne, saved it": the role is before the name and its comma."""
    comma = name.title_first - 1
    if comma < 2 or items[comma].kind is not Kind.COMMA:
        return ""
    closed = name.last < len(items) and items[name.last].kind in (Kind.COMMA, Kind.STOP)
    first = _role_before(items, comma)
    definite = closed and first > 0 and items[first - 1].word in _OPENS_ROLE
    return _told(items, first, comma) if definite and first < comma else ""


def printed(items: Sequence[Item], first: int, last: int) -> str:
    """The items as they are printed, with single blanks."""
    parts: list[str] = []
    for at in range(first, last):
        glued = at == first or items[at].start == items[at - 1].end
        parts.append(items[at].text if glued else f" {items[at].text}")
    return "".join(parts)


def _without_article(items: Sequence[Item], first: int, last: int) -> tuple[int, int]:
    while first < last and items[first].word in _BEFORE_ROLE:
        first += 1
    return first, last


def _may_be_in_role(item: Item) -> bool:
    """A noun before a name: "head teacher Mila Thorne"."""
    word = item.word
    if item.kind is not Kind.WORD or not item.text[0].islower() or word in _NO_PART:
        return False
    return not (may_be_finite(word) or is_adverb(word) or word in SPEECH_VERBS or word.endswith("ing"))


def _may_open_title(item: Item) -> bool:
    """A capitalised word of an office, which is no day or month."""
    if item.kind is not Kind.WORD or not item.capitalised or item.word.endswith("'s"):
        return False
    return item.word not in _NO_PART | WEEKDAYS | MONTHS


def _is_role(words: Sequence[Item]) -> bool:
    """Whether an apposition tells a role, and not where, when or what somebody did."""
    opener = words[0]
    word = opener.word
    if word in TIME_UNITS or word in _NUMBERS or word in _QUALITIES or opener.text[0].isdigit():
        return False
    if opener.kind is not Kind.WORD or may_be_finite(word) or word in SPEECH_VERBS or is_adverb(word):
        return False
    if word in SUBORDINATORS or word in PREPOSITIONS or word.endswith("ing"):
        return False
    nouns = [
        one for one in words if one.kind is Kind.WORD and one.text[0].islower() and one.word not in _NO_PART
    ]
    return word in TITLES or (opener.text[0].islower() and bool(nouns))
