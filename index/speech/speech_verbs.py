"""The verbs that attribute words to somebody, and what may follow each.

"The mayor said the plan would fail", "told them that it would", "called it a farce", "vowed to go on",
"urged them to go on": which of these a verb can begin is its frames.
"""

from dataclasses import dataclass
from enum import Flag, auto

from index.speech.word_classes import word_set


class Frame(Flag):
    """What can follow a verb of speaking, or come before it."""

    QUOTE = auto()
    """Quotation marks: she joked: "…"."""
    INVERTED = auto()
    """Its subject behind it, after the words: "…," said the mayor."""
    CLAUSE = auto()
    """A clause that is introduced: found that …, asked whether …"""
    BARE = auto()
    """A clause that is not: said the plan would fail; or the plan would fail, he said."""
    PERSON = auto()
    """Whom it is said to: told reporters that …"""
    INFINITIVE = auto()
    """vowed to go on."""
    PERSON_INFINITIVE = auto()
    """urged them to go on."""
    THING = auto()
    """called the plan a farce, accused them of theft, denied the charge."""
    BELIEF = auto()
    """It tells what somebody thinks, which nobody need have said."""


class Form(Flag):
    """How a verb is inflected; past tense and past participle are the same for most."""

    BASE = auto()
    PRESENT = auto()
    PAST = auto()
    PARTICIPLE = auto()
    ING = auto()


@dataclass(frozen=True, slots=True)
class SpeechVerb:
    """A verb form: its lemma, what may follow it, how it is inflected, whether it may be a noun instead."""

    lemma: str
    frames: Frame
    forms: Form
    may_be_noun: bool


_SAYING = Frame.QUOTE | Frame.CLAUSE | Frame.BARE
_LEMMAS: tuple[tuple[Frame, str], ...] = (
    (
        _SAYING | Frame.INVERTED,
        """say state add write note report announce argue explain claim declare reply respond reveal
        predict insist acknowledge admit concede contend maintain assert allege observe remark comment
        recall conclude confirm caution warn complain stress emphasize emphasise lament joke quip tweet
        testify suggest opine""",
    ),
    (_SAYING, "reiterate brag boast muse underline underscore clarify swear counter attest"),
    (_SAYING | Frame.PERSON, "tell assure remind inform warn"),
    (_SAYING | Frame.INFINITIVE, "vow pledge promise threaten"),
    (Frame.QUOTE | Frame.CLAUSE, "propose demand agree retort repeat recount point"),
    (
        Frame.QUOTE | Frame.INVERTED,
        """ask shout yell whisper scream cry exclaim continue recount read answer enthuse gush interject
        mutter scoff fume sigh marvel wonder counter chide chime retort""",
    ),
    (
        Frame.QUOTE,
        """chant post text begin recite sing rant tease snap mock elaborate object protest thunder growl crow
        comment urge call describe quote""",
    ),
    (
        Frame.QUOTE | Frame.INVERTED,
        "grin smile laugh beam chuckle giggle sob groan moan grunt shrug nod",
    ),
    (Frame.QUOTE | Frame.CLAUSE | Frame.PERSON | Frame.PERSON_INFINITIVE, "ask tell"),
    (
        Frame.CLAUSE,
        """post find show rule hold recommend disclose mention signal hint imply speculate question hear
        wonder indicate advise note dispute""",
    ),
    (Frame.CLAUSE | Frame.BARE, "deny estimate indicate"),
    (Frame.CLAUSE | Frame.PERSON, "notify advise"),
    (Frame.CLAUSE | Frame.BARE | Frame.BELIEF, "think believe"),
    (Frame.CLAUSE | Frame.BELIEF, "feel hope fear doubt expect"),
    (
        Frame.THING,
        """call describe accuse criticize criticise praise blame condemn denounce dismiss deny decry
        deride slam blast brand label dub characterize characterise portray hail applaud deplore
        commend liken lambaste mock ridicule question announce cite deem promise pledge warn insist
        complain reject dispute refute rebut""",
    ),
    (Frame.PERSON_INFINITIVE, "urge implore exhort beg encourage warn advise order"),
    (Frame.INFINITIVE, "offer refuse"),
)

_IRREGULAR = {
    "say": ("says", "said", "said", "saying"),
    "tell": ("tells", "told", "told", "telling"),
    "write": ("writes", "wrote", "written", "writing"),
    "read": ("reads", "read", "read", "reading"),
    "think": ("thinks", "thought", "thought", "thinking"),
    "swear": ("swears", "swore", "sworn", "swearing"),
    "begin": ("begins", "began", "begun", "beginning"),
    "feel": ("feels", "felt", "felt", "feeling"),
    "hold": ("holds", "held", "held", "holding"),
    "hear": ("hears", "heard", "heard", "hearing"),
    "find": ("finds", "found", "found", "finding"),
    "show": ("shows", "showed", "shown", "showing"),
    "sing": ("sings", "sang", "sung", "singing"),
}
_DOUBLES_ITS_CONSONANT = word_set("admit brag quip beg slam dub snap rebut grin sob shrug nod")
_ALSO_NOUNS = word_set(
    """state note report claim comment joke boast tweet quote post point promise pledge vow threat demand
    order cry chant answer text protest estimate rule hope fear doubt call blame question praise brand
    label hold show find sigh rant mock read remark reply snap object counter caution feel threaten
    mention dispute grin smile laugh beam chuckle giggle sob groan moan grunt shrug nod"""
)


def _inflections(lemma: str) -> list[tuple[str, Form]]:
    if lemma in _IRREGULAR:
        present, past, participle, ing = _IRREGULAR[lemma]
        return [
            (lemma, Form.BASE),
            (present, Form.PRESENT),
            (past, Form.PAST),
            (participle, Form.PARTICIPLE),
            (ing, Form.ING),
        ]
    stem = lemma + lemma[-1] if lemma in _DOUBLES_ITS_CONSONANT else lemma
    present = f"{lemma}es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else f"{lemma}s"
    past = f"{stem}d" if stem.endswith("e") else f"{stem}ed"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        present, past = f"{lemma[:-1]}ies", f"{lemma[:-1]}ied"
    ing = f"{stem[:-1]}ing" if stem.endswith("e") else f"{stem}ing"
    return [(lemma, Form.BASE), (present, Form.PRESENT), (past, Form.PAST | Form.PARTICIPLE), (ing, Form.ING)]


def _speech_verbs() -> dict[str, SpeechVerb]:
    frames: dict[str, Frame] = {}
    for frame, lemmas in _LEMMAS:
        for lemma in lemmas.split():
            frames[lemma] = frames.get(lemma, Frame(0)) | frame
    verbs: dict[str, SpeechVerb] = {}
    for lemma, allowed in frames.items():
        for word, form in _inflections(lemma):
            forms = verbs[word].forms | form if word in verbs else form
            noun = (
                lemma in _ALSO_NOUNS and bool(forms & (Form.BASE | Form.PRESENT)) and Form.PAST not in forms
            )
            verbs[word] = SpeechVerb(lemma, allowed, forms, noun)
    return verbs


SPEECH_VERBS: dict[str, SpeechVerb] = _speech_verbs()
"""Every form of every verb of speaking, by the form in lower case."""

SPEECH_NOUNS = word_set(
    """statement comment message tweet post letter email e-mail note memo remark remarks speech question
    reply response warning announcement caveat motto slogan explanation text passage"""
)
"""Nouns that can introduce words in quotation marks: issued a statement: "…"."""
