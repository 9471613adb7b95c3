"""Who people are across articles, and whom the words of a question mean."""

import pytest

from data.statements import Naming
from index.who_said.aliases import Alias
from index.who_said.lookup import How, find_people
from index.who_said.name_forms import given_names_agree, is_named, split_title, words_of
from index.who_said.people import People, join_people

NAMINGS = [
    Naming("Katherine Ambler", "transport commissioner", 5),
    Naming("Kate Ambler", "", 2),
    Naming("Ambler", "Ms", 1),
    Naming("Petra Smith", "finance minister", 3),
    Naming("Alban Smith", "rower", 1),
    Naming("Smith", "baker", 1),
    Naming("Jonas Reed", "health minister", 4),
    Naming("Jonas Reed", "goalkeeper", 2),
    Naming("Lowen Sarn", "transport minister", 2),
    Naming("Hester Quill", "leader of the Harbour Alliance", 2),
    Naming("Hester Quill", "premier", 2),
    Naming("police", "", 2),
    Naming("a pensioner", "", 1),
    Naming("the Port Authority", "", 2),
    Naming("Transport Minister Maren Halvik", "", 2),
    Naming("Émile Garance-Roy", "sculptor", 2),
    Naming("Goalkeeper Marek Zelen", "", 1),
    Naming("Union of Bakers", "", 1),
    Naming("Dennis Prowse", "Bakers' Union regional officer", 1),
    Naming("@tilda_the_baker", "", 1),
    Naming("Nessa Trent", "the fishermen’s leader", 1),
    Naming("Lucan Abbot", "managing director", 1),
    Naming("engineer in charge of Orrevane's bridges", "", 1),
    Naming("Royal College of Midwives", "", 1),
]


def people(*aliases: Alias) -> People:
    return join_people(NAMINGS, aliases)


def joined(*aliases: Alias) -> list[set[str]]:
    return [set(one.names) for one in people(*aliases).everyone]


def found(words: str, *aliases: Alias) -> list[tuple[str, str]]:
    return [
        (one.name, one.roles[0] if one.roles else "") for one in find_people(people(*aliases), words).found
    ]


def test_nicknames_and_bare_family_names_join() -> None:
    assert {"Katherine Ambler", "Kate Ambler", "Ambler"} in joined()
    assert people().of("Kate Ambler", "").name == "Katherine Ambler"


def test_people_of_one_family_name_and_different_roles_do_not_join() -> None:
    everyone = joined()
    assert {"Petra Smith"} in everyone
    assert {"Alban Smith"} in everyone
    assert {"Smith"} in everyone, "a baker is neither the minister nor the rower"


def test_two_people_of_one_name_are_told_apart_by_the_worlds_of_their_roles() -> None:
    reeds = [one for one in people().everyone if one.name == "Jonas Reed"]
    assert sorted(one.roles for one in reeds) == [("goalkeeper",), ("health minister",)]


def test_one_person_may_have_several_roles_of_one_world() -> None:
    (quill,) = [one for one in people().everyone if one.name == "Hester Quill"]
    assert quill.statements == 4


def test_a_title_before_a_name_is_no_part_of_it() -> None:
    assert split_title("Transport Minister Maren Halvik") == ("Transport Minister", "Maren Halvik")
    assert split_title("Maren Halvik") == ("", "Maren Halvik")
    assert "Maren Halvik" in [one.name for one in people().everyone]


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("ken", "kenneth", True),
        ("kenneth", "ken", True),
        ("k", "kenneth", True),
        ("bill", "william", True),
        ("petra", "alban", False),
        ("k", "luis", False),
        ("", "luis", True),
    ],
)
def test_given_names_agree_by_nickname_and_initial(one: str, other: str, agree: bool) -> None:
    assert given_names_agree(one, other) is agree


def test_descriptions_are_not_names() -> None:
    assert is_named("the Port Authority")
    assert not is_named("the report")
    assert not is_named("A pensioner")
    assert words_of("The Hauliers’ League’s") == ("hauliers", "league")


# The aliases file comes first


def test_an_alias_joins_what_would_not_join() -> None:
    alias = Alias("Petra Smith-Lund", ("Petra Smith", "Smith"))
    assert {"Petra Smith", "Smith"} in joined(alias)
    assert found("Smith-Lund", alias) == [("Petra Smith-Lund", "finance minister")]


def test_a_name_alone_in_the_file_is_kept_apart() -> None:
    assert {"Kate Ambler"} in joined(Alias("Kate Ambler"))


def test_a_role_tells_two_people_of_one_name_apart() -> None:
    minister, keeper = (
        Alias("Jonas Reed", role="minister"),
        Alias("Jonas Reed Jr", ("Jonas Reed",), "goalkeeper"),
    )
    assert people(minister, keeper).of("Jonas Reed", "goalkeeper").name == "Jonas Reed Jr"
    assert people(minister, keeper).of("Jonas Reed", "health minister").name == "Jonas Reed"


# Several who speak as one

TOGETHER = join_people(
    [
        Naming("Joe Tarn and Bill Munrow", "", 1),
        Naming("Joe Tarn", "fisherman", 2),
        Naming("Roads and Bridges Office", "", 1),
    ],
    (),
)


@pytest.mark.parametrize(
    ("words", "name", "company"),
    [
        ("Joe Tarn", "Joe Tarn", {"Joe Tarn", "Joe Tarn and Bill Munrow"}),
        ("Tarn", "Joe Tarn", {"Joe Tarn", "Joe Tarn and Bill Munrow"}),
        ("Bill Munrow", "Joe Tarn and Bill Munrow", {"Joe Tarn and Bill Munrow"}),
        ("Joe Tarn and Bill Munrow", "Joe Tarn and Bill Munrow", {"Joe Tarn and Bill Munrow"}),
        ("the Bridges Office", "Roads and Bridges Office", {"Roads and Bridges Office"}),
    ],
)
def test_who_speaks_with_another_is_found_by_either_name(words: str, name: str, company: set[str]) -> None:
    (one,) = find_people(TOGETHER, words).found
    assert one.name == name
    assert {other.name for other in TOGETHER.with_others([one])} == company


def test_nobody_joins_the_company_of_a_namesake() -> None:
    others = join_people([Naming("Ann Tarn", "", 1), Naming("Joe Tarn and Bill Munrow", "", 1)], ())
    assert {one.name for one in others.with_others(find_people(others, "Ann Tarn").found)} == {"Ann Tarn"}


# Whom a question means


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Katherine Ambler", ["Katherine Ambler"]),
        ("Kate Ambler", ["Katherine Ambler"]),
        ("ms ambler", ["Katherine Ambler"]),
        ("Commissioner Ambler", ["Katherine Ambler"]),
        ("the transport commissioner", ["Katherine Ambler"]),
        ("petra smith", ["Petra Smith"]),
        ("goalkeeper Jonas Reed", ["Jonas Reed"]),
        ("the port authority", ["the Port Authority"]),
        ("the police", ["police"]),
        ("Kathrine Amblar", ["Katherine Ambler"]),
        ("Loewn Sarn", ["Lowen Sarn"]),
        ("Gerald Thornbury", []),
        ("the volcano", []),
        ("", []),
    ],
)
def test_words_mean_people(words: str, names: list[str]) -> None:
    assert [name for name, _ in found(words)] == names


def test_an_ambiguous_name_means_all_of_that_name() -> None:
    assert sorted(found("Smith")) == [
        ("Alban Smith", "rower"),
        ("Petra Smith", "finance minister"),
        ("Smith", "baker"),
    ]
    assert sorted(found("Jonas Reed")) == [("Jonas Reed", "goalkeeper"), ("Jonas Reed", "health minister")]


def test_how_somebody_was_found_is_told() -> None:
    assert find_people(people(), "Petra Smith").how is How.NAME
    assert find_people(people(), "the minister").how is How.ROLE
    assert find_people(people(), "Petra Smiht").how is How.GUESS


def test_an_unknown_name_comes_with_the_closest() -> None:
    look = find_people(people(), "Petra Smithfield-Jones")
    assert not look.found
    assert "Petra Smith" in [one.name for one in look.closest]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Garance Roy", ["Émile Garance-Roy"]),
        ("Emile Garance Roy", ["Émile Garance-Roy"]),
        ("Garance-Roy", ["Émile Garance-Roy"]),
        ("the goalkeeper", ["Goalkeeper Marek Zelen", "Jonas Reed"]),
        ("the baker", ["Smith"]),
        ("the goalkeeper Jonas Reed", ["Jonas Reed"]),
        ("the regional officer", ["Dennis Prowse"]),
        ("the director", ["Lucan Abbot"]),
        ("fishermen", []),
        ("the manager", []),
        ("the midwife", []),
        ("the Chamber of Commerce", []),
    ],
)
def test_a_description_means_those_who_are_that_not_those_who_have_the_word(
    words: str, names: list[str]
) -> None:
    assert sorted(name for name, _ in found(words)) == names


def test_small_words_offer_nobody() -> None:
    assert find_people(people(), "the Chamber of Commerce").closest == ()
    assert [one.name for one in find_people(people(), "Hester Quimby").closest] == ["Hester Quill"]
