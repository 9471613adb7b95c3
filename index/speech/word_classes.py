"""Closed classes of English words, and what can be told of the others by their endings.

No tagger: who speaks and where a reported clause ends is decided by the small words around it.
"""


def word_set(words: str) -> frozenset[str]:
    """The words of a list that is written as text."""
    return frozenset(words.split())


DETERMINERS = word_set(
    """the a an this that these those his her its their my our your whose some many several most all both no
    any each every another other few more half such what which either neither much"""
)
POSSESSIVES = word_set("his her its their my our your whose")
SUBJECT_PRONOUNS = word_set("he she they it i we you")
NOUN_LIKE_DETERMINERS = word_set("this that these those some many several most all both few others each")
INDEFINITES = word_set("everyone everybody someone somebody anyone anybody nobody one others none")
RELATIVES = word_set("who which that whom")
PREPOSITIONS = word_set(
    """of in on at by for from to with without within about against among between through during before after
    under over into onto upon off out up down near since until till toward towards across behind beyond
    despite except inside outside like unlike amid per via than as along around above below beneath beside
    besides throughout regarding concerning including following"""
)
CONJUNCTIONS = word_set("and or but nor yet plus")
SUBORDINATORS = word_set(
    """if whether because although though while when whenever since unless until after before as where why how
    what who whom whose which that than so lest once whereas wherever"""
)
BE = word_set("be am is are was were been being 's 're 'm ain't isn't aren't wasn't weren't")
MODALS = word_set(
    """would could should may might must can shall wouldn't couldn't shouldn't mightn't mustn't can't
    cannot"""
)
FUTURE = word_set("will won't 'll")
AUXILIARIES = (
    BE
    | MODALS
    | FUTURE
    | word_set("have has had having haven't hasn't hadn't do does did don't doesn't didn't 've 'd")
)
NEGATIONS = word_set("not never neither nor hardly barely no")
ADVERBS = word_set(
    """also later then now once again even just only still already often recently earlier previously
    repeatedly not never always soon sometimes instead perhaps maybe too thus therefore meanwhile
    however further twice since ever simply basically reportedly allegedly apparently there here first
    long all both yet so rightly aloud afterward afterwards beforehand anyway quite rather almost nearly much
    more most once"""
)
WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = word_set(
    """january february march april may june july august september october november december jan feb mar apr
    jun jul aug sept sep oct nov dec"""
)
TIME_WORDS = WEEKDAYS | word_set(
    """yesterday today tonight tomorrow afterward afterwards earlier later recently"""
)
TIME_UNITS = word_set(
    """day days week weeks month months year years hour hours minute minutes morning afternoon evening night
    weekend spring summer autumn fall winter decade decades time"""
)
NOT_ADVERBS_IN_LY = word_set("family ally italy july assembly reply supply italy only early daily weekly")
IRREGULAR_PASTS = word_set(
    """was were had did went came took made gave got saw knew thought found left felt kept brought began held
    wrote stood heard met ran paid sat spoke lay led read grew lost fell sent built understood drew broke
    spent cut rose drove bought wore chose won threw caught ate flew fought taught sold hit shot struck rode
    shook quit put set let laid meant dealt swore tore sang swam sank became told said"""
)
PRESENT_VERBS = word_set(
    """is are has have does do says goes comes takes makes gives gets sees knows thinks finds leaves feels
    keeps brings begins holds stands runs leads needs wants seems looks means shows allows remains plans
    works faces"""
)


def is_adverb(word: str) -> bool:
    """Whether a lower-case word can stand between a subject and its verb."""
    return word in ADVERBS or (word.endswith("ly") and word not in NOT_ADVERBS_IN_LY and len(word) > 4)


def has_auxiliary(word: str) -> bool:
    """Whether it is an auxiliary, alone or glued to its subject ("he's", "they'll")."""
    if word in AUXILIARIES:
        return True
    head, mark, tail = word.partition("'")
    return bool(mark) and (
        "n't" in word or tail in ("re", "ve", "ll", "d", "m") or (tail == "s" and (head in _CLITIC_HOSTS))
    )


_CLITIC_HOSTS = SUBJECT_PRONOUNS | word_set("that there what who here where how")


def may_be_finite(word: str) -> bool:
    """Whether a lower-case word looks like a finite verb: an auxiliary, a known form, or one in -ed."""
    return (
        has_auxiliary(word)
        or word in IRREGULAR_PASTS
        or word in PRESENT_VERBS
        or (word.endswith("ed") and len(word) > 4)
    )
