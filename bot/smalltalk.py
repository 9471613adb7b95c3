"""Telling a greeting from a question, pure. A whole short message must be small talk, or it is a question:
"Thanks to whom was the bridge saved?" is one, and so is "Hello Kitty"."""

import re
from enum import Enum

_LONGEST = 60  # characters; nobody says hello at greater length


class SmallTalk(Enum):
    """What a message is that asks nothing of the articles."""

    GREETING = "greeting"
    WELL_BEING = "how are you"
    THANKS = "thanks"
    AGREED = "all right"
    FAREWELL = "goodbye"
    IDENTITY = "who are you"
    HELP = "what can you do"
    LATEST = "what is new"
    BEYOND = "what no article tells"
    REFUSED = "no"
    LAUGHTER = "lol"
    CONFUSED = "I don't understand"
    SCOLDED = "you are stupid"
    WRONG = "that is wrong"
    STOP = "stop"
    HOW_MUCH = "how many articles are there"


_HELLO = (
    "hi+( there)?|hello+( there)?|hey+( there)?|hiya|howdy|greetings|good (morning|afternoon|evening|day)"
    "|test|ping|are you (there|awake|alive)|anybody there"
)
_THANKS = (
    "(many |ok(ay)? |great |no )?(thanks|thank you|thank u|thankyou|thx|ty|cheers)"
    "( so much| very much| a lot| a million| again)*( for (your|the|that|this)( help| answer| info)?)?"
    "|much appreciated|(that (was|is|'s) |that's )?(very |so |really )?helpful"
)
_PRAISE = (
    "((that|this|it) (was|is) |(that|this|it)'s |you (are|were) |you're )"
    "(very |so |really |most |just |exactly )*"
    "(helpful|useful|kind|great|good|nice|perfect|what i (needed|wanted|was looking for)|a great help)"
)
_AGREED = (
    "ok+|okay|k|yes|yeah|yep|alright|all right|got it|i see|understood|sure|fine|great|cool|nice|good"
    "|perfect|excellent|that('s| is) (right|true|correct)"
    "|awesome|wonderful|well done|good (bot|job|work)|sounds good"
)
_REFUSED = "no|nope|nah|not really|no need|not now|never ?mind|forget (it|that)|nothing"
_LAUGHTER = (
    "lol|rofl|lmao|(ha){2,}h?|(he){2,}|hihi|funny|(that|this|it)('s| is| was) (very |so |really )?funny"
)
_CONFUSED = (
    "(sorry )?i (do not|don't|did not|didn't|can't|cannot) (understand|get it|get that|follow)"
    "( (you|that|this|it))?|(i'm|i am) (confused|lost)|huh|what|pardon( me)?|what do you mean( by that)?"
    "|that makes no sense|(can you )?(please )?explain( that| yourself)?"
)
_SCOLDED = (
    "(you are|you're|youre|this is|that is|that's|what a)"
    " (so |very |really |such |just |a |an |completely |totally )*"
    "(stupid|dumb|useless|idiots?|rubbish|bad|terrible|awful|garbage|crap|annoying|worthless|joke|fool"
    "|not helpful|unhelpful)( bot| answer)?"
    "|(bad|stupid|dumb|useless) (bot|answer)|(you|this) sucks?|that (did not|didn't) help"
    "|((that|this|it) (was|is) )?not (very |really )?(helpful|useful)|shut up|i hate you"
)
_IT = "(that|this|it|he|she|you|the answer|your answer)"
_WRONG = (
    f"{_IT}('s|'re| is| was| are)( (all|just|quite|completely|totally))?"
    " (wrong|not (true|right|correct)|incorrect|false|untrue|nonsense|a lie|a mistake)"
    f"|{_IT} (isn't|wasn't|aren't) (true|right|correct)"
    "|wrong( answer| speaker| person)?|incorrect|nonsense|not true"
    "|(he|she|they) (never|did not|didn't) (say|said) (that|this|so|it)"
)
_STOP = (
    "stop( (it|that|this|now|(writing|sending)( me)?( alerts| messages| that)?))?|cancel|quit|exit|enough"
    "|leave me alone"
)
_HOW_MUCH = (
    "how (many|much) (articles|stories|texts|news|documents|outlets|sources)"
    "( (do you (have|know|hold)|are there|have you( got)?|can you search))?"
    "( (in (the|your|this) (collection|archive|database)|here|in total|altogether))*"
    "|how (big|large) is (the|your|this) (collection|archive|database)"
)
_FAREWELL = (
    "(good ?)?bye( ?bye)?|see (you|ya)( later| soon| tomorrow)?|later|good ?night|farewell|ciao|take care"
    "|have a (nice|good|great) (day|evening|weekend|one)"
)
_WELL_BEING = "how are you( doing)?( today)?|how('s| is) it going|how do you do|what'?s up|how are things|sup"
_IDENTITY = (
    "(who|what) (are|r) (you|u)( exactly)?|what is this( bot)?|what'?s this|what('s| is) your name"
    "|do you have a name|are you (a |an )?(real )?(bot|robot|human|person|machine|computer|ai|chatgpt)"
    "|introduce yourself|tell me about yourself|who (made|built|created|wrote|runs) (you|this|this bot)"
)
_HELP = (
    "help( me)?|what can (you|u|i) (do|ask|ask you)( for me| here)?|what do you (do|know)( about)?"
    "|how (does (this|it) work|do (you|i|we) (work|use (this|you|it)|start|ask))|how to use( this| you| it)?"
    "|(how )?can you help( me)?|commands|instructions|start|menu"
)
_LATEST = (
    "(show me |give me |what('s| is| are) )?(the )?(latest|newest|recent)"
    "( news| articles?| headlines?| stories)?|(what('s| is)|anything) new( today)?|headlines|news"
)
_BEYOND = (
    "(do you know )?(what('s| is) the time|what time is it|what('s| is) (the date|today's date|the day)"
    "|what (day|date|year) is (it|today))( here| today| now| right now)?"
    "|(what('s| is) the weather( like)?|how('s| is) the weather|will it rain)"
    "( today| tomorrow| outside| now)?"
    "|(please )?(tell me|do you know|say) (a|any|another) (good )?jokes?|sing( me)? (a song|something)"
    "|how old are you|where (are you|do you live)|do you (love|like) me"
)
_SUM = re.compile(
    r"(?:what(?:'s| is)|how much is|calculate)?\s*\d[\d.,]*"
    r"(?:\s*(?:[+*/x×÷^]|\s-\s|plus|minus|times)\s*\d[\d.,]*)+\s*=?\s*\??",
    re.IGNORECASE,
)

# Said before or after any of these without changing what it is.
_BEFORE = r"(?:(?:ok(?:ay)?|oh|well|so|and|great|hi|hello|hey|no) )?"
_AFTER = r"(?: (?:newsdesk|bot|dear|friend|friends|everyone|everybody|all|folks|mate|sir|please|then|now))?"

_PATTERNS = tuple(
    (talk, re.compile(f"{_BEFORE}(?:{pattern}){_AFTER}"))
    for talk, pattern in (
        (SmallTalk.GREETING, _HELLO),
        (SmallTalk.WELL_BEING, f"(?:(?:{_HELLO}) )?(?:{_WELL_BEING})"),
        (SmallTalk.THANKS, f"(?:{_THANKS})(?: (?:{_PRAISE}))?|{_PRAISE}"),
        (SmallTalk.REFUSED, _REFUSED),
        (SmallTalk.LAUGHTER, _LAUGHTER),
        (SmallTalk.CONFUSED, _CONFUSED),
        (SmallTalk.SCOLDED, _SCOLDED),
        (SmallTalk.STOP, _STOP),
        (SmallTalk.HOW_MUCH, _HOW_MUCH),
        (SmallTalk.WRONG, _WRONG),
        (SmallTalk.AGREED, _AGREED),
        (SmallTalk.FAREWELL, f"(?:(?:{_THANKS}|{_AGREED}) )?(?:{_FAREWELL})"),
        (SmallTalk.IDENTITY, f"(?:(?:{_HELLO}) )?(?:{_IDENTITY})"),
        (SmallTalk.HELP, _HELP),
        (SmallTalk.LATEST, _LATEST),
        (SmallTalk.BEYOND, _BEYOND),
    )
)


def small_talk(text: str) -> SmallTalk | None:
    """What the message is if it is small talk from end to end, None if it may be a question."""
    if len(text) > _LONGEST:
        return None
    if _SUM.fullmatch(text.strip()):
        return SmallTalk.BEYOND
    words = " ".join(re.findall(r"[\w'’]+", text.lower())).replace("’", "'")
    return next((talk for talk, pattern in _PATTERNS if pattern.fullmatch(words)), None)
