"""Time zones by the names that people write: a city, a country that has only one, UTC+2. Pure."""

import re
import unicodedata
from functools import cache
from zoneinfo import available_timezones

from bot.clock_times import ScheduleError

_REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_OFFSET = re.compile(r"(?:utc|gmt)_?([+−-])_?0?(\d{1,2})(?::?00)?")
_ALSO = """
Africa/Accra: ghana
Africa/Addis_Ababa: ethiopia
Africa/Algiers: algeria
Africa/Cairo: egypt, alexandria
Africa/Casablanca: morocco, rabat
Africa/Johannesburg: south africa, cape town, durban, pretoria
Africa/Lagos: nigeria, abuja
Africa/Nairobi: kenya
Africa/Tunis: tunisia
America/Argentina/Buenos_Aires: argentina
America/Bogota: colombia, medellin, cali
America/Caracas: venezuela
America/Chicago: dallas, houston, austin, san antonio, minneapolis, st louis, new orleans, milwaukee
America/Denver: salt lake city
America/Edmonton: calgary
America/Havana: cuba
America/Lima: peru
America/Los_Angeles: san francisco, seattle, san diego, las vegas, portland, sacramento
America/Montevideo: uruguay
America/New_York: boston, washington, washington dc, philadelphia, miami, atlanta, baltimore
America/Sao_Paulo: rio, rio de janeiro, brasilia
America/Toronto: ottawa, quebec, montreal
Asia/Baghdad: iraq
Asia/Bangkok: thailand
Asia/Colombo: sri lanka
Asia/Dhaka: bangladesh
Asia/Dubai: united arab emirates, uae, abu dhabi
Asia/Ho_Chi_Minh: vietnam, hanoi
Asia/Jakarta: surabaya, bandung
Asia/Jerusalem: israel, tel aviv, haifa
Asia/Karachi: pakistan, lahore, islamabad
Asia/Kathmandu: nepal
Asia/Kolkata: india, mumbai, bombay, delhi, new delhi, bangalore, bengaluru, chennai
Asia/Kolkata: hyderabad, pune, ahmedabad
Asia/Kuala_Lumpur: malaysia
Asia/Kuwait: kuwait
Asia/Makassar: bali
Asia/Manila: philippines
Asia/Qatar: doha
Asia/Riyadh: saudi arabia, jeddah, mecca
Asia/Seoul: korea, south korea, busan
Asia/Shanghai: china, beijing, shenzhen, guangzhou, wuhan, chengdu, tianjin
Asia/Taipei: taiwan
Asia/Tehran: iran
Asia/Tokyo: japan, osaka, kyoto, yokohama, nagoya
Australia/Sydney: canberra
Europe/Amsterdam: netherlands, the netherlands, rotterdam, the hague
Europe/Athens: greece, thessaloniki
Europe/Belgrade: serbia
Europe/Berlin: germany, munich, munchen, hamburg, frankfurt, cologne, koln, stuttgart, dusseldorf, leipzig
Europe/Brussels: belgium, antwerp, ghent
Europe/Bucharest: romania
Europe/Budapest: hungary
Europe/Copenhagen: denmark
Europe/Dublin: ireland, cork
Europe/Helsinki: finland
Europe/Istanbul: turkey, turkiye, ankara, izmir
Europe/Kyiv: ukraine, kharkiv, odesa, lviv
Europe/London: uk, united kingdom, great britain, britain, england, scotland, wales, birmingham, manchester
Europe/London: edinburgh, glasgow, liverpool, leeds, bristol, cardiff
Europe/Madrid: barcelona, valencia, seville
Europe/Moscow: st petersburg, saint petersburg
Europe/Oslo: norway, bergen
Europe/Paris: france, lyon, marseille, toulouse
Europe/Prague: czechia, czech republic
Europe/Rome: italy, milan, milano, naples, turin, florence
Europe/Sofia: bulgaria
Europe/Stockholm: sweden, gothenburg
Europe/Vienna: austria, graz
Europe/Warsaw: poland, krakow, gdansk
Europe/Zurich: switzerland, geneva, basel, bern
Pacific/Auckland: new zealand, wellington, christchurch
"""


def find_zone(place: str) -> str:
    """The IANA time zone of a place: its name, a large city, a country that has but one, or a distance from
    UTC. Raises ScheduleError."""
    if zone := known_zone(place):
        return zone
    raise ScheduleError(
        f"I know no time zone called “{place.strip()[:60]}”. Write a large city of your zone, such as "
        "Berlin or New York, its name, such as Europe/Berlin, or UTC+2."
    )


def known_zone(place: str) -> str:
    """As `find_zone`, empty where there is none."""
    wanted = re.sub(r"\s+(?:time|zone)$", "", _plain(place.strip(" .,()")).removeprefix("in "))
    wanted = re.sub(r"\s+", "_", wanted)
    return _zones().get(wanted) or _at_offset(wanted)


def zone_words(zone: str) -> str:
    """A zone as people write it: those at whole hours from UTC have a name with the sign turned round."""
    if found := re.fullmatch(r"Etc/GMT([+-])(\d+)", zone):
        return f"UTC{'-' if found[1] == '+' else '+'}{found[2]}"
    return zone


def _at_offset(wanted: str) -> str:
    found = _OFFSET.fullmatch(wanted)
    if not found:
        return ""
    name = f"Etc/GMT{'-' if found[1] == '+' else '+'}{int(found[2])}"
    return name if name in available_timezones() else ""


@cache
def _zones() -> dict[str, str]:
    """Zones by their names, by their cities and by what else is in them, in small letters without accents."""
    names = sorted(available_timezones())
    cities = {name.rpartition("/")[2].lower(): name for name in names if name.split("/")[0] in _REGIONS}
    also = {
        place.strip().replace(" ", "_"): zone
        for zone, places in (line.split(": ") for line in _ALSO.strip().splitlines())
        for place in places.split(",")
    }
    return {name.lower(): name for name in names} | cities | also


def _plain(place: str) -> str:
    folded = unicodedata.normalize("NFKD", place.casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))
