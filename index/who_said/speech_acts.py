"""What one does by saying something, pure: the act behind a cue, and whether words speak against others."""

import re

from index.who_said.speech_questions import Act
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

_DENIAL = re.compile(
    r"\b(?:denie[ds]|reject(?:s|ed)|dispute[ds]|dismisse[ds]|contradict(?:s|ed))\s+"
    r"(?:this|that|it|(?:the|all|any|these|those|his|her|their)\s+\w+)\s*[.;]\s*$",
    re.IGNORECASE,
)
_DENIAL_WITHIN = 60  # characters


def act_of_cue(cue: str) -> Act:
    """What one does by this cue; SAY where it is no more than that."""
    found = set(terms(cue))
    return next((act for act, words in _ACT_TERMS.items() if found & words), Act.SAY)


def contradicts(cue: str) -> bool:
    """Whether the cue itself speaks against what others say."""
    return bool(set(terms(cue)) & _AGAINST_TERMS)


def denies_before(text: str, at: int) -> bool:
    """Whether the sentence just before denies what others said: "The league denied this." """
    return _DENIAL.search(text[max(0, at - _DENIAL_WITHIN) : at]) is not None


def doubts(words: str) -> bool:
    """Whether the words deny something, whatever it is."""
    return _DOUBT.search(words) is not None
