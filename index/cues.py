# ruff: noqa: E501
"""Verbs and phrases that attribute words to somebody, and how their objects are built.

A frame says what follows the verb: a clause ("said the plan would fail"), a person and a clause ("told them that"),
a thing ("called the plan a farce", "denied the claim"), an infinitive ("vowed to go on") or a person and an
infinitive ("urged them to go"). A verb that quotes can stand beside quotation marks: "…," she joked.
"""

from dataclasses import dataclass
from enum import Flag, auto

from index.word_classes import word_set


class Frame(Flag):
    """What can follow a verb of speaking."""

    QUOTE = auto()
    CLAUSE = auto()
    PERSON_CLAUSE = auto()
    THING = auto()
    INFINITIVE = auto()
    PERSON_INFINITIVE = auto()
    BELIEF = auto()


class Form(Flag):
    """How a verb is inflected; past tense and past participle are the same for most."""

    BASE = auto()
    PRESENT = auto()
    PAST = auto()
    PARTICIPLE = auto()
    ING = auto()


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb form: its lemma, what may follow it, and how it is inflected."""

    lemma: str
    frames: Frame
    forms: Form
    may_be_noun: bool = False


_Q, _C, _P, _T, _I, _U, _B = (
    Frame.QUOTE, Frame.CLAUSE, Frame.PERSON_CLAUSE, Frame.THING, Frame.INFINITIVE, Frame.PERSON_INFINITIVE,
    Frame.BELIEF,
)  # fmt: skip

_FRAMES: tuple[tuple[Frame, str], ...] = (
    (_Q | _C, "say state add write note report announce argue explain claim declare reply respond reveal predict insist"
              " acknowledge admit concede contend maintain assert allege observe remark comment reiterate recall"
              " conclude confirm caution counter complain stress emphasize emphasise lament quip joke boast brag"
              " tweet retort testify suggest opine muse quote post underline underscore clarify point"),
    (_Q | _C | _I, "vow pledge promise threaten agree swear"),
    (_Q | _C | _P, "warn advise caution remind assure"),
    (_Q | _P | _U, "tell"),
    (_Q | _U, "urge ask order beg implore exhort"),
    (_Q | _C | _I, "propose demand"),
    (_Q, "shout yell whisper scream cry chant recount repeat continue begin ask joke read answer enthuse gush"
         " interject recite sing exclaim mutter scoff rant fume tease snap mock conceded finish elaborate"
         " sigh marvel wonder text email object protest charge shoot fire crow thunder growl intone"),
    (_C, "deny estimate indicate mention disclose suspect speculate imply hint signal recommend decide find show"
         " rule hold hear learn forecast project calculate"),
    (_P, "inform notify convince persuade"),
    (_C | _B, "think believe feel hope fear doubt know expect"),
    (_T, "call describe accuse criticize criticise praise blame condemn denounce dismiss reject deny question"
         " announce decry deride slam blast brand label dub characterize characterise portray attack defend"
         " cite mention hail applaud deplore propose commend liken compare express voice reiterate repeat"
         " acknowledge admit confirm discuss"),
    (_U, "call encourage instruct advise warn tell ask order invite request"),
)  # fmt: skip

_IRREGULAR = {
    "say": ("says", "said", "said", "saying"),
    "tell": ("tells", "told", "told", "telling"),
    "write": ("writes", "wrote", "written", "writing"),
    "read": ("reads", "read", "read", "reading"),
    "think": ("thinks", "thought", "thought", "thinking"),
    "swear": ("swears", "swore", "sworn", "swearing"),
    "begin": ("begins", "began", "begun", "beginning"),
    "feel": ("feels", "felt", "felt", "feeling"),
    "know": ("knows", "knew", "known", "knowing"),
    "hold": ("holds", "held", "held", "holding"),
    "hear": ("hears", "heard", "heard", "hearing"),
    "find": ("finds", "found", "found", "finding"),
    "show": ("shows", "showed", "shown", "showing"),
    "sing": ("sings", "sang", "sung", "singing"),
    "shoot": ("shoots", "shot", "shot", "shooting"),
    "retort": ("retorts", "retorted", "retorted", "retorting"),
}
_DOUBLED = {"admit": "admitt", "brag": "bragg", "quip": "quipp", "beg": "begg", "slam": "slamm", "label": "label",
            "dub": "dubb", "snap": "snapp"}  # fmt: skip
_ALSO_NOUNS = word_set(
    """state note report claim reply comment caution counter joke boast tweet quote post point promise pledge
    vow threat demand order shout cry whisper scream chant answer text email object protest charge fire
    estimate forecast project rule hope fear doubt call blame question attack cite praise brand label
    request hold show find fear sigh rant mock crow growl shoot snap read feel think"""
)


def _inflections(lemma: str) -> list[tuple[str, Form]]:
    if lemma in _IRREGULAR:
        present, past, participle, ing = _IRREGULAR[lemma]
    else:
        stem = _DOUBLED.get(lemma, lemma)
        past = participle = f"{stem}d" if stem.endswith("e") else f"{stem}ed"
        ing = f"{stem[:-1]}ing" if stem.endswith("e") else f"{stem}ing"
        present = f"{lemma}es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else f"{lemma}s"
        if lemma.endswith("y") and lemma[-2] not in "aeiou":
            past = participle = f"{lemma[:-1]}ied"
            present = f"{lemma[:-1]}ies"
    return [
        (lemma, Form.BASE),
        (present, Form.PRESENT),
        (past, Form.PAST),
        (participle, Form.PARTICIPLE),
        (ing, Form.ING),
    ]


def _all_verbs() -> dict[str, Verb]:
    frames: dict[str, Frame] = {}
    for frame, lemmas in _FRAMES:
        for lemma in lemmas.split():
            frames[lemma] = frames.get(lemma, Frame(0)) | frame
    verbs: dict[str, Verb] = {}
    for lemma, allowed in frames.items():
        for word, form in _inflections(lemma):
            forms = form | verbs[word].forms if word in verbs else form
            noun = lemma in _ALSO_NOUNS and bool(form & (Form.BASE | Form.PRESENT))
            verbs[word] = Verb(lemma, allowed, forms, noun or (word in verbs and verbs[word].may_be_noun))
    return verbs


VERBS: dict[str, Verb] = _all_verbs()
"""Every form of every verb of speaking, by the form in lower case."""
