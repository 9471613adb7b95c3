"""Page furniture, pure: what stands around the words of an article and tells nothing of its matter.

PRESS RELEASE
Harbour Herald, 7 November 2026
By Anna Berg
Dear Premier,
VESMARK, May 8, 2021 (Meridian) - The council met on Monday.
"""

import re

_UPPER = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶŁĽŃŇŌŐŘŚŞŠŤŪŮŰŹŻŽ]"
_PLACE = rf"{_UPPER}[\w.'’-]*(?:[ ,/]{{1,2}}{_UPPER}[\w.'’-]*){{0,6}}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DAY = rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?, \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}})"
_ISO_DAY = (
    r"\d{4}-\d\d-\d\d"
    r"(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?)?+"
)
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"

_DATELINE = re.compile(
    rf"""(?: (?P<place> {_PLACE} ) ,? )?
    [ ]? (?P<day> {_MONTH}[ ]\d{{1,2}}(?:,[ ]\d{{4}})? | \d{{1,2}}[ ]{_MONTH}(?:[ ]\d{{4}})? )?
    [ ]? (?P<agency> \([A-Z][^()\n]{{1,30}}\) )?
    \s* (?: --|[-–—] ) \s+ (?=["“‘'«\w])(?![a-z])""",
    re.VERBOSE,
)
_DATED_PLACE = re.compile(rf"{_PLACE}, {_WEEKDAY}(?P<day>{_DAY})[.:]\s+(?=[\"“‘'«\w])(?![a-z])")
_AGENCY_ALONE = re.compile(r"\((?:CNN|AP|AFP|UPI|Reuters)[^()\n]{0,20}\)\s*")
_LOOKED_AT = 200  # characters in which a dateline ends

_DATE_LINE = re.compile(
    rf"(?:(?i:date|dated|published|posted|updated)(?: on)?:? |(?:[Bb]y )?{_PLACE}(?:,| \||:| [-–—])? )?"
    rf"(?:{_WEEKDAY}(?P<day>{_DAY})(?:,? (?:at )?\d{{1,2}}[:.]\d\d)?|(?P<iso>{_ISO_DAY}))\.?"
)
_DATE_PREFIX = re.compile(rf"[Dd]ate:?\s+(?P<day>{_ISO_DAY})\s++(?![a-z])")
_BYLINE = re.compile(r"By [A-Z]")
_BANNER = re.compile(
    r"(?:(?:press|news|media) (?:release|statement|notice)|for immediate release|embargoed?\b.{0,60})[.:!]?",
    re.IGNORECASE,
)
_SALUTATION = re.compile(
    r"(?:dear\b[^.!?]{1,60}|(?:sirs?|madam|to the editors?)\b.{0,30})[,:]", re.IGNORECASE
)
_LONGEST = 90  # characters
_OPENING = 4  # paragraphs in which the day of an article is printed


def is_furniture(line: str) -> bool:
    """Whether a line is a banner, a lone date or byline, or a salutation."""
    line = line.strip()
    if len(line) > _LONGEST:
        return False
    if _BYLINE.match(line) and not re.search(r"[.!?]$", line):
        return True
    return any(pattern.fullmatch(line) for pattern in (_BANNER, _DATE_LINE, _SALUTATION))


def past_dateline(text: str) -> int:
    """Where the words of a paragraph begin, behind a dateline if it has one."""
    found = _dateline(text)
    return found.end() if found else 0


def printed_days(text: str) -> list[str]:
    """The days in datelines and lines of their own where an article opens, as printed, some without year."""
    opening = text.split("\n\n")[:_OPENING]
    lines = (line.strip() for paragraph in opening for line in paragraph[:_LOOKED_AT].split("\n"))
    found = [_DATE_LINE.fullmatch(line) or _dateline(line) for line in lines]
    days = [one.groupdict() for one in found if one]
    return [day for one in days if (day := one.get("day") or one.get("iso"))]


def date_prefix(text: str) -> re.Match[str] | None:
    """Scraped articles begin with " date 2021-05-08 " and then the text, on the same line."""
    return _DATE_PREFIX.match(text)


def _dateline(text: str) -> re.Match[str] | None:
    """ "LONDON, May 8 (MERIDIAN) - ", "(CNN) -- " or "London, 8 May 2021. ": something must tell it from a
    sentence with a dash."""
    head = text[:_LOOKED_AT]
    found = _DATELINE.match(head)
    if found and (found["agency"] or found["day"] or (found["place"] or "")[:3].isupper()):
        return found
    return _DATED_PLACE.match(head) or _AGENCY_ALONE.match(head)
