"""What one does by saying something, pure: the act behind a cue, and whether words speak against others."""

import re

from index.speech_questions import Act
from index.words import terms

_CUES = {
    Act.CALL: "call describe brand dub label compare deem term liken characterise denounce condemn",
    Act.ACCUSE: "accuse blame charge fault criticise criticize allege denounce condemn",
    Act.DENY: "deny reject dispute dismiss refute rebut contradict insist rebuff repudiate decline",
    Act.WARN: "warn caution alert fear",
    Act.PROMISE: "promise pledge vow assure guarantee commit undertake",
}
_AGAINST = (
    "deny reject dispute dismiss refute rebut contradict disagree insist counter retort object challenge"
)
_ACT_TERMS = {act: frozenset(terms(words)) for act, words in _CUES.items()}
_AGAINST_TERMS = frozenset(terms(_AGAINST))
_DOUBT = re.compile(
    r"\b(?:not|n['’]t|never|no|nobody|nothing|none|neither|nor|false|untrue|wrong|nonsense|lie|lies)\b|n['’]t\b",
    re.IGNORECASE,
)


def act_of_cue(cue: str) -> Act:
    """What one does by this cue; SAY where it is no more than that."""
    found = set(terms(cue))
    return next((act for act, words in _ACT_TERMS.items() if found & words), Act.SAY)


def contradicts(cue: str) -> bool:
    """Whether the cue itself speaks against what others say."""
    return bool(set(terms(cue)) & _AGAINST_TERMS)


def doubts(words: str) -> bool:
    """Whether the words deny something, whatever it is."""
    return _DOUBT.search(words) is not None
