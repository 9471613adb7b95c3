"""Capitals that stand for their government: "Beijing denies …" is said by China."""

GOVERNMENT_OF: dict[str, str] = {
    "abuja": "Nigeria", "ankara": "Turkey", "athens": "Greece", "baghdad": "Iraq", "bangkok": "Thailand",
    "beijing": "China", "belgrade": "Serbia", "berlin": "Germany", "bern": "Switzerland",
    "bogotá": "Colombia", "brasilia": "Brazil", "bratislava": "Slovakia", "bucharest": "Romania",
    "budapest": "Hungary", "cairo": "Egypt", "canberra": "Australia", "caracas": "Venezuela",
    "copenhagen": "Denmark", "damascus": "Syria", "dhaka": "Bangladesh", "dublin": "Ireland",
    "hanoi": "Vietnam", "havana": "Cuba", "helsinki": "Finland", "islamabad": "Pakistan",
    "jakarta": "Indonesia", "jerusalem": "Israel", "kabul": "Afghanistan", "kathmandu": "Nepal",
    "khartoum": "Sudan", "kyiv": "Ukraine", "kiev": "Ukraine", "lisbon": "Portugal",
    "ljubljana": "Slovenia", "london": "United Kingdom", "madrid": "Spain", "manila": "Philippines",
    "minsk": "Belarus", "moscow": "Russia", "nairobi": "Kenya", "oslo": "Norway", "ottawa": "Canada",
    "paris": "France", "prague": "Czech Republic", "pretoria": "South Africa", "pyongyang": "North Korea",
    "riga": "Latvia", "riyadh": "Saudi Arabia", "rome": "Italy", "seoul": "South Korea",
    "sofia": "Bulgaria", "stockholm": "Sweden", "taipei": "Taiwan", "tallinn": "Estonia",
    "tbilisi": "Georgia", "tehran": "Iran", "tirana": "Albania", "tokyo": "Japan", "tripoli": "Libya",
    "vienna": "Austria", "vilnius": "Lithuania", "warsaw": "Poland", "washington": "United States",
    "yerevan": "Armenia", "zagreb": "Croatia",
}  # fmt: skip
"""The country by its capital in lower case."""
