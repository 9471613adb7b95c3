"""Names in a text, pure: where capitalised words name somebody, and what kind of bearer a name has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from index.speech.given_names import FEMALE, MALE
from index.speech.outline import Item, Kind
from index.speech.word_classes import (
    ADVERBS,
    CONJUNCTIONS,
    DETERMINERS,
    INDEFINITES,
    MONTHS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    WEEKDAYS,
    has_auxiliary,
    word_set,
)

_PARTICLES = word_set("de da van von der den del della di bin ibn al el la le du dos ten ter")
MALE_TITLES = word_set(
    "mr sir lord king prince congressman councilman chairman spokesman father imam rabbi pope"
)
FEMALE_TITLES = word_set(
    "mrs ms miss dame lady queen princess congresswoman councilwoman chairwoman spokeswoman sister baroness"
)
TITLES = (
    MALE_TITLES
    | FEMALE_TITLES
    | word_set(
        """dr prof professor president vice prime minister secretary senator sen rep representative gov
        governor mayor chief judge justice general gen colonel col captain capt lieutenant lt sergeant
        sgt major officer detective chancellor ambassador bishop archbishop cardinal rev reverend
        sheikh ayatollah director spokesperson chair attorney former state foreign deputy premier
        commissioner sheriff superintendent speaker leader councillor republican democratic democrat
        acting hon coach chef inspector constable warden harbourmaster engineer admiral archdeacon ceo
        cfo mp cllr dean curator editor manager principal chairperson"""
    )
)
CALLINGS = word_set(
    """driver pilot engineer architect scientist researcher astronomer biologist historian economist analyst
    author writer novelist poet journalist reporter actor actress singer musician rapper artist painter
    designer director producer player striker goalkeeper defender midfielder swimmer rower runner athlete
    referee teacher lawyer prosecutor doctor surgeon nurse farmer fisherman baker shopkeeper builder
    politician lawmaker candidate ambassador diplomat activist campaigner businessman businesswoman
    entrepreneur billionaire chairman chairwoman veteran soldier priest student pensioner librarian gardener
    boss winger umpire jockey solicitor barrister magistrate coroner midwife paramedic pharmacist dentist
    plumber electrician carpenter florist landlord landlady resident neighbour trustee treasurer consultant
    geologist geographer chemist physicist psychologist sociologist archaeologist conservationist
    environmentalist columnist broadcaster presenter photographer filmmaker sculptor composer conductor
    headteacher lecturer firefighter detective lifeguard caretaker shopper passenger eyewitness"""
)
"""What somebody is by trade, written small unless it begins a sentence."""

ORGANISATION_WORDS = word_set(
    """party council committee commission ministry department agency office university college institute
    school times post herald news press company corporation corp inc ltd group bank union association
    federation league alliance foundation trust society board court church hospital police army navy
    force authority watch international nations congress parliament senate house government club team
    services service network coalition movement campaign fund center centre museum theatre orchestra
    airlines railways lines industries partners administration bureau guild syndicate cooperative co-operative
    chamber inspectorate laboratory observatory clinic infirmary academy archive archives library brewery
    bakery ferries airways plc gmbh gazette tribune consortium confederation directorate secretariat
    tribunal hotel"""
)
_LONGEST_NICKNAME = 24  # characters, with its marks
_COMPANY_FORMS = word_set("plc gmbh llp")
# Titles that say nothing alone, and those that are family names as often: no office ends with them.
_NO_OFFICE = word_set(
    """vice prime former state foreign deputy republican democratic democrat acting attorney general mr mrs ms
    miss king lord prince princess queen pope bishop dean judge justice father sister lady sir dame chair
    baker farmer player painter shopper"""
)
_OFFICES = (TITLES | CALLINGS) - _NO_OFFICE
_LONGEST_OFFICE, _LONGEST_HOLDER = 4, 4  # words
_NOT_NAMES = (
    (DETERMINERS | PREPOSITIONS | SUBJECT_PRONOUNS | SUBORDINATORS | CONJUNCTIONS | INDEFINITES | ADVERBS)
    | WEEKDAYS
    | MONTHS
) - word_set("will may mark sept")


class Bearer(Enum):
    """What kind of bearer a name seems to have."""

    MAN = "man"
    WOMAN = "woman"
    PERSON = "person"
    ORGANISATION = "organisation"
    SEVERAL = "several"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a sentence: its words without titles, as items `first:last`; `title_first` counts the
    titles in."""

    words: tuple[str, ...]
    first: int
    last: int
    title_first: int
    bearer: Bearer
    titles: frozenset[str] = frozenset()

    @property
    def full(self) -> str:
        """The name as one string."""
        return " ".join(self.words)

    @property
    def short(self) -> str:
        """The word that may stand for the whole: the family name, or "University" of "University of
        Orrevane"."""
        joint = next((at for at, word in enumerate(self.words) if word in ("of", "for")), len(self.words))
        return self.words[joint - 1]

    @property
    def is_surname(self) -> bool:
        """Whether it may be a family name alone: "Thorne", "van der Berg"."""
        return all(word.lower() in _PARTICLES for word in self.words[:-1])


def names_in(items: Sequence[Item], common: frozenset[str]) -> Iterator[Name]:
    """The names of a sentence. `common` are words that the text has in lower case too: at the start of a
    sentence those are no names."""
    at = 0
    while at < len(items):
        begins = items[at].text[0].isupper() and _may_begin(items, at, common)
        if not begins and not _behind_particles(items, at):
            at += 1
            continue
        last = _run_end(items, at)
        yield from _split(items, at, last)
        at = max(last, at + 1)


def _may_begin(items: Sequence[Item], at: int, common: frozenset[str]) -> bool:
    item = items[at]
    if item.kind is not Kind.WORD or item.word in _NOT_NAMES:
        return False
    if has_auxiliary(item.word) and item.word not in ("will", "may"):
        return False
    known = any(item.word in words for words in (MALE, FEMALE, TITLES, _PARTICLES))
    return at > 0 or known or item.word not in common or _begins_body(items, at)


def _begins_body(items: Sequence[Item], at: int) -> bool:
    """Whether a common word begins the name of a body: "Sound Line Ferries", "Green Valley School"."""
    last = _run_end(items, at)
    return last - at > 2 and plain(items[last - 1]).lower() in ORGANISATION_WORDS


def _run_end(items: Sequence[Item], at: int) -> int:
    """The end of a run of capitalised words, initials, particles and nicknames in quotation marks."""
    last = at
    while last < len(items):
        item = items[last]
        if item.kind is Kind.WORD and item.text[0].isupper() and (last == at or item.word not in _NOT_NAMES):
            last += 1
            if item.word.endswith(("'s", "s'")) and not _belong_together(items, last):
                break
            if item.word in ORGANISATION_WORDS:
                last = _of_what(items, last)
            continue
        goes_on = _behind_particles(items, last) or _behind_joint(items, at, last)
        if not goes_on:
            break
        last = goes_on
    return last


def _behind_particles(items: Sequence[Item], at: int) -> int:
    """The capitalised word behind "van der" and the like; 0 without one."""
    behind = at
    while behind < len(items) and items[behind].word in _PARTICLES and items[behind].text[0].islower():
        behind += 1
    return behind if at < behind < len(items) and _is_capitalised(items[behind]) else 0


def _behind_joint(items: Sequence[Item], at: int, joint: int) -> int:
    """Where a name that began at `at` goes on behind a nickname, "&", "plc", or the "and" of an office."""
    item = items[joint]
    if item.word in _COMPANY_FORMS and joint > at:
        return joint + 1
    if joint + 1 >= len(items) or not _is_capitalised(items[joint + 1]):
        return 0
    if item.kind is Kind.QUOTE:
        return joint + 1 if len(item.text) < _LONGEST_NICKNAME else 0
    return joint + 1 if item.word == "&" or (item.word == "and" and _joins_body(items, at, joint)) else 0


def _joins_body(items: Sequence[Item], at: int, joint: int) -> bool:
    """Whether "and" is within the name of a body, "the Roads and Bridges Office", and does not join two."""
    opener = items[at]
    if at == 0 or items[at - 1].word != "the" or joint - at > 1 or opener.text.isupper():
        return False
    if opener.word in TITLES or opener.word in ORGANISATION_WORDS:
        return False
    last = joint + 1
    while last < len(items) and _is_capitalised(items[last]):
        last += 1
    return last - joint > 2 and plain(items[last - 1]).lower() in ORGANISATION_WORDS


def _of_what(items: Sequence[Item], head: int) -> int:
    """Behind "of Orrevane" where an organisation's name goes on so: "the University of Orrevane"."""
    at = head + 1
    if at < len(items) and items[at].word == "the":
        at += 1
    goes_on = at < len(items) and items[head].word in ("of", "for") and _is_capitalised(items[at])
    return at if goes_on else head


def _belong_together(items: Sequence[Item], after: int) -> bool:
    """ "The Tenants' Union", "the Fishermen's Association"; but not "Orrevane's Ministry"."""
    owners = items[after - 1].word
    many = owners.endswith(("s'", "men's")) or owners in ("people's", "children's")
    return (
        many and after < len(items) and items[after].capitalised and items[after].word in ORGANISATION_WORDS
    )


def _is_capitalised(item: Item) -> bool:
    return item.kind is Kind.WORD and item.text[0].isupper() and item.word not in _NOT_NAMES


def _split(items: Sequence[Item], at: int, last: int) -> Iterator[Name]:
    """One run as a name, its titles apart; "the Refugee Council Enver Solomon" as two."""
    first = _behind_office(items, at, last)
    joint = next((of for of in range(first - 1, at, -1) if items[of].word in ("of", "for")), None)
    if joint is not None:  # "Civic Union of Premier Mila Thorne"
        yield _name(items, at, joint, at)
        at = joint + 1
    while first < last - 1 and items[first].word.rstrip(".") in TITLES:
        first += 1
    for middle in range(first + 1, last - 1):
        word = items[middle].word
        if word in MALE or word in FEMALE:
            if (
                items[middle - 1].word not in MALE
                and items[middle - 1].word not in FEMALE
                and middle - first >= 2
            ):
                yield _name(items, first, middle, at)
                at = first = middle
            break
    yield _name(items, first, last, at)


def _behind_office(items: Sequence[Item], at: int, last: int) -> int:
    """Where the full name begins behind an office: "Trade Minister Mila Thorne", "Goalkeeper Teo Brandle"."""
    if items[at].word in MALE or items[at].word in FEMALE:
        return at
    for first in range(min(last - 2, at + _LONGEST_OFFICE), max(at, last - _LONGEST_HOLDER - 1), -1):
        holder = items[first:last]
        if _is_office(items[first - 1].word) and not any(
            item.word == "&" or plain(item).lower() in ORGANISATION_WORDS for item in holder
        ):
            return first
    return at


def _is_office(word: str) -> bool:
    """ "Councillor", and of several "councillors" and "fishermen"."""
    one = f"{word[:-3]}man" if word.endswith("men") else word.removesuffix("s")
    return word in _OFFICES or one in _OFFICES


def _name(items: Sequence[Item], first: int, last: int, title_first: int) -> Name:
    own = [item for item in items[first:last] if item.kind is Kind.WORD]
    words = (*(item.text for item in own[:-1]), *(plain(item) for item in own[-1:]))
    titles = frozenset(item.word.rstrip(".") for item in items[title_first:first])
    return Name(words, first, last, title_first, _bearer(words, titles), titles)


def plain(item: Item) -> str:
    """A word of a name without the possessive."""
    return item.text.removesuffix("'s").removesuffix("’s").removesuffix("'").removesuffix("’")


def _bearer(words: tuple[str, ...], titles: frozenset[str]) -> Bearer:
    lowered = [word.lower() for word in words]
    if titles & MALE_TITLES:
        return Bearer.MAN
    if titles & FEMALE_TITLES:
        return Bearer.WOMAN
    if not titles and any(word == "&" or word.rstrip(".") in ORGANISATION_WORDS for word in lowered):
        return Bearer.ORGANISATION
    if lowered and (len(lowered) > 1 or titles):
        if lowered[0] in MALE:
            return Bearer.MAN
        if lowered[0] in FEMALE:
            return Bearer.WOMAN
    return Bearer.PERSON if titles else Bearer.UNKNOWN
