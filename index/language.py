"""Which language a text is written in, pure."""

from py3langid import classify

_ENOUGH = 60  # characters under which a guess would be a coin toss
_READ = 3_000


def language_of(text: str) -> str:
    """The ISO 639-1 code of the text's language; empty when it is too short to tell."""
    sample = text[:_READ].strip()
    if len(sample) < _ENOUGH:
        return ""
    return str(classify(sample)[0])
