"""What a question would have for an answer -> whether a text holds such a thing.

A question for a date is answered by no sentence without one, and so it is with shares, numbers,
sums, ages, links, people and names of things. The kinds are told in `asking.py`.
"""

import re

from index import dates
from index.cues import cues
from index.numbers import UNITS, Quantity, quantities
from index.records import Document
from index.speakers import NAME, people_in
from rag.asked.asking import words
from rag.asked.when import without_editions
from rag.records import Query
from rag.sentences.counted import counts_another, nouns_asked

HELD = (
    "percent", "number", "money", "duration", "hours", "link", "named", "party", "age", "title",
)  # fmt: skip
"""Kinds of thing without which a sentence cannot answer; a date is one too, mostly."""
ATTRIBUTION = 12
"""Words up to which a sentence only tells who speaks: "X, chief executive, agreed."."""
_PERSON = re.compile(
    rf"{NAME}|\b(?:commissioner|secretary|councillor|cllr|minister|director|chief executive|CEO"
    r"|mayor|member|inspectors?|ofsted|police|charity)\b"
    r"|\bby (?!the (?:end|time)\b|\d|(?-i:[A-Z])\w+ \d{4})\w+"
    r"|\b(?:funding|money|help|support|staff|workers) from\b"
    r"|\b(?:chairs?|leads?|heads?|oversees?|manages?|runs?|provides?|delivers?)\b"
)
"""Somebody, or what is done by somebody."""
_FUTURE = re.compile(r"\bwhen will\b|\b(?:is|are) due\b|\bnext\b", re.IGNORECASE)
_INSPECTIONS = re.compile(
    r"\binspect\w*|\bvisit\w*|\b(?:JTAI|ILACS|SIF|ofsted|grade|rat(?:ed|ing)|judged)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(r"\b(?:will|next|planned|planning|due|aim\w*|from)\b", re.IGNORECASE)
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_DURATION = re.compile(
    r"\b(?:\w+)[- ](?:day|week|month|year)s?\b|\b(?:since|from) (?:\w+ )?(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\b(?:\d[\d,.]*|{'|'.join(UNITS)})[- ]"
    r"(?:beds?|bedded|places?)\b"
    r"|\bno (?:\w+ ){0,2}(?:children|young people|care leavers|families|staff|cases)\b|\bnone\b",
    re.IGNORECASE,
)
"""What is counted though it is no quantity of a measure: a six-bed unit, no children."""
_TIMES = r"(?:days?|weeks?|months?|years?|hours?)"
_OF_TIME = re.compile(
    rf"\b(?:\d[\d,.]*|{'|'.join(UNITS)})[- ]{_TIMES}\b(?! (?:of age|old))", re.IGNORECASE
)
_IN_TIME = re.compile(
    rf"\b(?:how many|how much|number of|average|in) (?:\w+ ){{0,2}}{_TIMES}\b(?! (?:before|after))",
    re.IGNORECASE,
)
_SHARE = re.compile(r"\d\s?(?:%|per cent\b)")
_BY_HOW_MUCH = re.compile(
    r"\b(?:by how (?:much|many)|how (?:much|many) (?:more|less|fewer|\w+er)|increase|decrease"
    r"|chang\w+|growth|rise|fall|cuts?|drop\w*|reduc\w+|gr[eo]w\w*"
    r"|(?:c[oa]me|go|gone|went) (?:up|down))\b",
    re.IGNORECASE,
)
_HABIT = re.compile(
    r"\bwhen (?:do|does|should|can|would)\b"
    r"(?!.*\b(?:start|begin|end|expire|due|open|close|publish))",
    re.IGNORECASE,
)
_OFTEN = re.compile(r"\bhow (?:often|frequently|regularly|soon)\b", re.IGNORECASE)
_EVERY = re.compile(
    r"\b(?:daily|(?:bi-?|fort)?(?:week|night|month)ly|quarterly|(?:bi-?)?annual(?:ly)?|yearly"
    r"|\w+ (?:days?|evenings?|mornings?|sessions?) (?:a|per|each|every) (?:week|month|year)"
    r"|regularly|every (?:\w+ )?(?:day|week|month|quarter|year)s?"
    r"|(?:once|twice|times) (?:a|per))\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|due to|owing to|as a (?:\w+ )?(?:result|consequence|legacy)|legacy"
    r"|result(?:s|ed|ing)? (?:in|from)|le(?:a?d|ading|ads) to|caus(?:es?|ed|ing)|attribut\w+"
    r"|thanks to|mean(?:s|t|ing)|in response|in order to|so (?:that|\w+ that)|reasons?|reflect\w*"
    r"|following|given (?:that|the)|expla\w+|contribut\w+|driv(?:en|ing|es?)|link(?:ed)? to"
    r"|stem(?:s|med|ming)?|lack of|insufficient|shortages?|not enough|gaps? in|hamper\w*|hinder\w*"
    r"|prevent(?:s|ed|ing)?|affect(?:ed|s|ing)|impact(?:ed|s|ing)?|complicated|exacerbat\w+"
    r"|influenc\w+|not kept pace|has reduced|enabl\w+|mak(?:es|ing) it|intended|otherwise|feedback"
    r"|to (?:ensure|avoid|prevent|meet|reduce|improve|address|help|enable|support|allow|make"
    r"|protect|include))\b"
    r"|\bas (?:they|it|there|not|these|this|recruitment|some|most|many|social workers|staff)\b"
    r"|\bsince (?!(?:the|her|his|its|their|last|\d{4}|\w+ \d{4})\b)",
    re.IGNORECASE,
)
"""What a sentence gives a reason with; "after" and a mere "to" are in too many."""
_HOURS = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\bweekends?\b|\bevenings?\b|\bovernight\b"
    r"|\bhours\b|\d\s?[ap]\.?m\b|\bo[’']clock\b|\b(?:seven|five|six|7|5|6) days\b|\bdaily\b"
    r"|\bnoon\b|\bmidnight\b",
    re.IGNORECASE,
)


def _named(name: str, text: str) -> bool:
    """Whether the last word of a name stands in the text: "Councillor Martin" is Mary Martin."""
    last = re.findall(r"\w{3,}", name.lower())[-1:]
    return all(re.search(rf"\b{re.escape(w)}", text.lower()) for w in last)


def must_hold(query: Query) -> bool:
    """Whether only a sentence with a figure, a date or the like can answer.

    "When does it take too long?" asks for no date.
    """
    if query.expected == "date":
        return not _HABIT.search(query.standalone)
    return query.expected in HELD


def holds(query: Query, text: str, document: Document, speaker: str | None = None) -> bool | None:
    """Whether a sentence holds the kind of thing asked for; None where no kind is known."""
    if query.expected in _PATTERNS:
        return bool(_PATTERNS[query.expected].search(text))
    match query.expected:
        case "date":
            return _dated(text, document, query.standalone)
        case "number":
            return _numbered(query, text)
        case "percent":
            shares = [q for q in quantities(text) if q.unit in ("percent", "ratio")]
            own = [q for q in shares if not _of_another(query, text, q)]
            return bool(own or (not shares and _SHARE.search(text)))
        case "post":
            return bool(query.names) and all(_named(n, text) for n in query.names)
        case "words":
            return _spoken(query, text, speaker)
        case "named":
            return bool(people_in(text))
        case "title":
            return _titled(query, text, document)
        case "person":
            return bool(_PERSON.search(text) or (speaker and " " in speaker))
        case _:
            return None


def _numbered(query: Query, text: str) -> bool:
    """Whether a text counts something, or tells how often or in what time it happens."""
    often = _OFTEN.search(query.standalone) and _EVERY.search(text)
    changed = _BY_HOW_MUCH.search(query.standalone)
    counted = any(
        (changed or q.unit != "change") and not _of_another(query, text, q)
        for q in quantities(text)
    )
    times = _IN_TIME.search(query.standalone) and _OF_TIME.search(text)
    return bool(often or counted or times or _COUNTED.search(text))


def _of_another(query: Query, text: str, quantity: Quantity) -> bool:
    """Whether a quantity is of something that nobody asks about: "a 100% pass rate"."""
    if counts_another(nouns_asked(query.standalone), text, quantity):
        return True
    noun = cues().link["own_noun"].match(text, quantity.end)
    if noun is None:
        return False
    said = query.standalone.lower()
    return not any(word in said for word in re.findall(r"[a-z]{4,}", noun[0].lower()))


_PATTERNS = {
    "duration": _DURATION,
    "hours": _HOURS,
    "link": _LINK,
    "money": re.compile("£"),
    "age": re.compile(
        r"\b(?:age[ds]?|birthdays?|under|over|until|till?|turn\w*|reach\w*|to)\b[^.;]{0,30}?"
        r"\b(?:[1-9]|1\d|2\d|eight|ten|eleven|\w+teen|twenty\W\w+)\b(?!\s?(?:%|per\s?cent))"
        r"|\b(?:1\d|2\d)(?:st|th|nd|rd|½|\.5| and a half)?[- ](?:birthday|years?|year-olds?)\b",
        re.IGNORECASE,
    ),
    "party": re.compile(
        r"\b(?:Conservatives?|Tor(?:y|ies)|Labour|Lib(?:eral)? Dem(?:ocrat)?s?|Green Party"
        r"|Reform(?: UK)?|Independents?|political party)\b"
    ),
    "reason": _REASON,
}


def _dated(text: str, document: Document, question: str) -> bool:
    """Whether a text gives a date; "published today" gives none that anybody asks for.

    What is still to come is dated by a limit ("by 2022") or told of as to come. The time of an
    inspection dates nothing else.
    """
    future, of_inspections = _FUTURE.search(question), _INSPECTIONS.search(question)
    if not of_inspections:
        text = without_editions(text)
    found = dates.find(text, reference=document.published)
    told = not future or _TO_COME.search(text)
    return any(
        d.last and text[d.start : d.end].lower() != "today" and (told or d.bound == "by")
        for d in found
    )


def _titled(query: Query, text: str, document: Document) -> bool:
    """Whether a text gives a name of something, beside the council's own and those asked of.

    "Care Leavers" is none, for all its capitals.
    """
    known = (*document.identity.councils, query.standalone)
    own = {w.lower() for name in known for w in re.findall(r"\w+", name)} | words().loose
    return any(
        m["quoted"] or not own & set(re.findall(r"\w+", m[0].lower()))
        for m in _TITLE.finditer(text)
    )


_TITLE = re.compile(
    r"[‘“](?P<quoted>[\w][^’”]{1,60})[’”]|(?<=[a-z,;:)] )(?!(?:Ofsted|Children|Her|His|The|A|In|At"
    r"|(?:UASC?|EET|NEET|PAs?|IROs?|DCS|SGOs?|PLO|EDT|PEPs?|EHCPs?|SEND|LAC|CLA|CIC|CIN|CP|MASH)\b"
    r"|January|February|March|April|May|June|July|August|September|October|November|December)\b)"
    r"(?:[A-Z]|\d{3}\b)[\w’&-]*|^(?!The |At |In )[A-Z]\w+ [A-Z]\w+|\([A-Z][A-Za-z]*[A-Z]\)"
)


def _spoken(query: Query, text: str, speaker: str | None) -> bool:
    """Whether somebody says the text, the one asked about where one is named."""
    if not speaker or len(text.split()) <= ATTRIBUTION:
        return False
    return not query.names or any(_named(name, speaker) for name in query.names)
