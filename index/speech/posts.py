"""Posts on social networks as articles print them, pure: the words with their author's handle, and no
quotation marks.

The ferries will not sail today. — Kelmhaven Ferries (@kelmferries) May 8, 2025
Kelmhaven Ferries (@kelmferries): The ferries will not sail today.
"""

import re

from index.speech.quotation_marks import Quotation

_HANDLE = r"@\w{2,30}"
_AUTHOR = rf"[^\W\d_][^():@—–]{{1,60}} \({_HANDLE}\)"
_SIGNED = re.compile(rf"\s[—–-]{{1,2}}\s*{_AUTHOR}[\w ,.:·]{{0,40}}$")
_HEADED = re.compile(rf"(?:{_AUTHOR}|{_HANDLE})(?:,? (?:on )?\w+(?: \d{{1,2}}(?:, \d{{4}})?)?)?:\s+")


def post_quotations(text: str, start: int, end: int) -> list[Quotation]:
    """The words of the post that is the paragraph `text[start:end]`; none where it is no post."""
    headed = _HEADED.match(text, start, end)
    if headed and headed.end() < end:
        return [Quotation(headed.end(), end)]
    signed = _SIGNED.search(text[start:end])
    if signed and signed.start():
        return [Quotation(start, start + signed.start())]
    return []
