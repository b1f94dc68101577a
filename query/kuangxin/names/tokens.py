"""Tokens: under what a subject is stored, and what a query asks for.

Tokens of a name are made from its blurred sounds (:mod:`kuangxin.names.sounds`), after the name is
cut at its legal forms. A *gram* is a run of two or more neighbouring sounds, written in the order
of the alphabet: a name is found with a character replaced by one that sounds alike, or with two
exchanged. Pairs are tokens. A token owned by more than ``HOT`` subjects is *hot*: it keeps its
``KEPT`` shortest names only, and the grams one sound longer become tokens where both their parts
are hot. So a text that few names contain has a token with all of them, and one stored file
answers it. In Latin script each letter is a sound.

Beside its grams a subject owns ``i`` and the initials of a name, ``w`` and the whole name where all
grams are hot, grams with a sound between them where a slip would leave nothing (:func:`skips`,
:func:`leaps`), and
grams of its code, with ``#`` in front. Of a unified code every third is enough to find it by any
six characters; other codes are short or begin alike: all their grams are tokens, and grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from kuangxin.names.normal import code_key, is_syllabic, is_unified, starts
from kuangxin.names.sounds import Sounds, blur
from kuangxin.names.spelling import forms

__all__ = [
    "CODE_PART",
    "CODE_STEP",
    "HOT",
    "KEPT",
    "LONGEST",
    "Gram",
    "IsHot",
    "Segment",
    "all_initials",
    "code_grams",
    "code_tokens",
    "cut_initials",
    "gram",
    "grams",
    "initial_tokens",
    "initials",
    "leaps",
    "name_tokens",
    "number",
    "segments",
    "skips",
    "spoken",
    "straddling",
    "tokens",
    "unified_grams",
]

#: A token owned by more subjects than this is hot.
HOT = 200
#: So many names, the shortest, stand under a hot token.
KEPT = 20
#: Grams do not grow beyond so many sounds.
LONGEST = 64
#: Characters of a gram of a code. So many places apart stand the grams of a unified code, so that
#: a part of it with six characters (``CODE_PART + CODE_STEP - 1``) or more has one of them.
CODE_PART, CODE_STEP = 4, 3
#: So many sounds on either side of a place are looked at where grams stand across it.
_REACH = 4
#: Fewest and most letters of the initials that are a token.
_INITIALS = (2, 40)
#: Two neighbouring pairs that are cold, as ``leaps`` is told of them.
_TWO_COLD = b"\1\1"
#: So many other readings of its characters are stored for a name.
_OTHER_READINGS = 4
#: What follows a legal form is another body (a branch): its first gram begins with this sound.
_AFTER = "|"
#: Legal forms, by blurred sounds, the longest first: 股份有限公司, 有限责任公司, 有限公司,
#: 责任公司, 普通合伙, 有限合伙, 公司.
_FORMS = tuple(
    tuple(form.split())
    for form in (
        "gu fen you xian gong si",
        "you xian ze ren gong si",
        "you xian gong si",
        "ze ren gong si",
        "pu tong he huo",
        "you xian he huo",
        "gong si",
    )
)
_FORMS_BY_SOUND = {
    first: [form for form in _FORMS if form[0] == first] for first in {form[0] for form in _FORMS}
}
#: The initials of legal forms at the end of a name.
_FORM_INITIALS = ("gfyxgs", "yxzrgs", "yxgs", "zrgs", "pthh", "yxhh", "gs")
#: Legal words at the end of a name in Latin script.
_LEGAL = frozenset({
    *("ab", "ag", "as", "bv", "co", "company", "corp", "corporation", "gmbh", "inc"),
    *("incorporated", "kg", "limited", "llc", "llp", "lp", "ltd", "ltda", "nv", "oy"),
    *("plc", "private", "pte", "pvt", "sa", "sarl", "sas", "sl", "spa", "srl"),
})  # fmt: skip

IsHot = Callable[[str], bool]


class Segment(NamedTuple):
    """What stands between legal forms: blurred sounds, and the place of the first in the name."""

    place: int
    sounds: tuple[str, ...]


class Gram(NamedTuple):
    """A token of a text, and the places from which up to which it stands there."""

    begin: int
    end: int
    token: str


def number(token: str) -> int:
    """Return the number of a token: crc32 of its UTF-8 bytes.

    >>> number("kuan ye")
    3421606998
    """
    return crc32(token.encode())


def gram(sounds: Sequence[str]) -> str:
    """Return the token of neighbouring sounds, whatever their order.

    >>> gram(("kuan", "ye")) == gram(("ye", "kuan")) == "kuan ye"
    True
    """
    return " ".join(sorted(sounds))


def spoken(form: str, sounds: Sounds) -> list[tuple[str, ...]]:
    """Return the ways to read a form of a name: as usual, then with one character read otherwise.

    >>> spoken("乐石", Sounds({"乐": ("le", "yue"), "石": ("shi",)}, {}))
    [('le', 'shi'), ('yue', 'shi')]
    """
    all = [sounds.readings.get(character) or (character,) for character in form]
    usual = tuple([readings[0] for readings in all])
    found = [usual]
    for place, readings in enumerate(all):
        for other in readings[1:]:
            found.append((*usual[:place], other, *usual[place + 1 :]))
    return found[: 1 + _OTHER_READINGS]


def segments(sounds: Sequence[str]) -> list[Segment]:
    """Cut blurred sounds at the legal forms.

    >>> segments("an ji kuan ye you xian gong si hu zou fen".split())
    [Segment(place=0, sounds=('an', 'ji', 'kuan', 'ye')), Segment(place=7, sounds=('|', 'hu', 'zou', 'fen'))]
    """
    found: list[Segment] = []
    place, begin, lead = 0, 0, False

    def close() -> None:
        if place > begin:
            after = (_AFTER,) if lead else ()
            found.append(Segment(begin - len(after), (*after, *sounds[begin:place])))

    while place < len(sounds):
        forms = _FORMS_BY_SOUND.get(sounds[place], ())
        form = next((one for one in forms if tuple(sounds[place : place + len(one)]) == one), ())
        if form:
            close()
            place += len(form)
            begin, lead = place, True
        else:
            place += 1
    close()
    return found


def grams(segment: Segment, is_hot: IsHot) -> Iterator[Gram]:
    """Yield the tokens of a segment, the pairs first, then what grows from hot ones.

    >>> segment = Segment(0, ("an", "ji", "kuan", "ye"))
    >>> [gram.token for gram in grams(segment, {"ji kuan", "kuan ye"}.__contains__)]
    ['an ji', 'ji kuan', 'kuan ye', 'ji kuan ye']
    """
    sounds, length = segment.sounds, 2
    places = range(len(sounds) - 1)
    while places and length <= LONGEST:
        hot = set()
        for place in places:
            token = gram(sounds[place : place + length])
            begin = segment.place + place
            yield Gram(begin, begin + length, token)
            if is_hot(token):
                hot.add(place)
        places = [place for place in sorted(hot) if place + 1 in hot]  # type: ignore[assignment]
        length += 1


def initials(form: str, spoken: Sequence[str]) -> str:
    """Return the initials of a form of a name, without those of the legal form at its end.

    In a name with Chinese characters each letter counts, in others the first of each word; digits
    are left out.

    >>> initials("安吉矿业有限公司", "an ji kuang ye you xian gong si".split())
    'ajky'
    >>> initials("grand motors llc", "grand motors llc")
    'gml'
    """
    chinese = any(map(is_syllabic, form))
    places = range(len(form)) if chinese else starts(form)
    letters = "".join(spoken[place][0] for place in places)
    return cut_initials("".join(letter for letter in letters if "a" <= letter <= "z"))


def all_initials(form: str, spoken: Sequence[str]) -> set[str]:
    """Return the initials of a form; in Latin script also those without its legal words.

    >>> sorted(all_initials("grand sample motors s a", "grand sample motors s a"))
    ['gsm', 'gsmsa']
    """
    name = _without_legal_words(form)
    return {initials(form, spoken), initials(name, spoken[: len(name)])}


def _without_legal_words(form: str) -> str:
    """Return a form in Latin script without the legal words at its end."""
    words = form.split(" ")
    end = len(words)
    while end > 1:
        size = next((n for n in (1, 2, 3, 4) if _is_legal(words[:end], n)), 0)
        if not size:
            break
        end -= size
    return " ".join(words[:end])


def _is_legal(words: Sequence[str], size: int) -> bool:
    """Tell whether the last words, of which several are single letters, are a legal word."""
    last = words[-size:]
    return size < len(words) and "".join(last) in _LEGAL and (size == 1 or max(map(len, last)) == 1)


def initial_tokens(form: str, spoken: Sequence[str]) -> set[str]:
    """Return the tokens of the initials of a form: none where they are too few or too many."""
    least, most = _INITIALS
    return {"i" + one for one in all_initials(form, spoken) if least <= len(one) <= most}


def cut_initials(letters: str) -> str:
    """Return initials without those of a legal form at their end.

    >>> cut_initials("ajkyyxgs"), cut_initials("gs")
    ('ajky', 'gs')
    """
    for form in _FORM_INITIALS:
        if letters.endswith(form) and letters != form:
            return letters[: -len(form)]
    return letters


def code_grams(key: str, length: int, is_hot: IsHot) -> Iterator[str]:
    """Yield the tokens of a code's key with ``length`` characters.

    >>> list(code_grams("5l2j3305", 4, lambda token: False))
    ['#5l2j', '#l2j3', '#2j33', '#j330', '#3305']
    >>> list(code_grams("913305", 5, {"#9133", "#1330"}.__contains__))
    ['#91330']
    """
    least = min(CODE_PART, len(key))
    for place in range(len(key) - length + 1):
        gram = key[place : place + length]
        if length == least or (is_hot("#" + gram[:-1]) and is_hot("#" + gram[1:])):
            yield "#" + gram


def unified_grams(key: str) -> list[str]:
    """Return the tokens of a unified code: four characters from every third place.

    Of three neighbouring grams of a part of it one is among these.

    >>> unified_grams("91330522ma27u05291")
    ['#9133', '#3052', '#22ma', '#a27u', '#u052']
    """
    return ["#" + key[place : place + CODE_PART] for place in range(0, 15, CODE_STEP)]


def code_tokens(code: str, is_hot: IsHot) -> set[str]:
    """Return the tokens of a code."""
    key = code_key(code)
    if is_unified(code):
        return set(unified_grams(key))
    lengths = range(min(CODE_PART, len(key)), len(key) + 1)
    return {token for length in lengths for token in code_grams(key, length, is_hot)}


def straddling(segment: Segment, middle: int, is_hot: IsHot) -> list[str]:
    """Return the cold grams of what is left without the sound at ``middle``, across its place.

    >>> straddling(Segment(0, ("sen", "tun", "kuan", "ye")), 1, {"kuan sen", "kuan ye"}.__contains__)
    ['kuan sen ye']
    """
    before = segment.sounds[max(0, middle - _REACH) : middle]
    left = Segment(0, before + segment.sounds[middle + 1 : middle + 1 + _REACH])
    place = len(before)
    return [
        token
        for begin, end, token in grams(left, is_hot)
        if begin < place < end and not is_hot(token)
    ]


def skips(cut: Sequence[Segment], first: int, last: int, is_hot: IsHot) -> set[str]:
    """Return the tokens that a name owns although a sound stands between them.

    Where one slip at a place would leave none of the cold grams, which have the places from
    ``first`` up to ``last`` in common, the grams across that place are tokens: one who leaves the
    character out types them, and a plan asks for them for one who mistypes it.

    >>> skips([Segment(0, ("sen", "tun", "kuan", "ye"))], 1, 2, lambda token: False)
    {'kuan sen'}
    """
    return {
        token
        for segment in cut
        for middle in range(1, len(segment.sounds) - 1)
        if first <= segment.place + middle < last
        for token in straddling(segment, middle, is_hot)
    }


def leaps(segment: Segment, cold: bytes) -> list[tuple[str, str]]:
    """Return the sounds on either side of each sound whose pairs with both are cold.

    ``cold`` has 1 for each pair of neighbours that is, else 0. The gram of these two is a token unless it is hot:
    of a short text one wrong character, or one left out, hurts each pair of neighbours that says
    whose name it is.

    >>> leaps(Segment(0, ("an", "sen", "tun", "kuan", "ye")), bytes((1, 1, 0, 1)))
    [('an', 'tun')]
    """
    sounds = segment.sounds
    found, place = list[tuple[str, str]](), cold.find(_TWO_COLD)
    while place >= 0:
        found.append((sounds[place], sounds[place + 2]))
        place = cold.find(_TWO_COLD, place + 1)
    return found


def name_tokens(name: str, sounds: Sounds, is_hot: IsHot) -> set[str]:
    """Return the tokens of one name: its grams and initials, the whole where all grams are hot."""
    found, wholes = set[str](), set[str]()
    for form in forms(name):
        for reading in spoken(sounds.fold(form), sounds):
            found |= initial_tokens(form, reading)
            heard = [blur(sound) for sound in reading if sound != " "]
            cut = segments(heard)
            owned = [each for segment in cut for each in grams(segment, is_hot)]
            cold = [each for each in owned if not is_hot(each.token)]
            found.update(each.token for each in owned)
            first = max((each.begin for each in cold), default=0)
            last = min((each.end for each in cold), default=LONGEST)
            found.update(skips(cut, first, last, is_hot))
            for segment in cut:
                pairs = bytes(not is_hot(gram(pair)) for pair in pairwise(segment.sounds))
                found.update(t for t in map(gram, leaps(segment, pairs)) if not is_hot(t))
            if not cold:
                wholes.add("w" + gram(heard))
    return found | wholes


def tokens(
    code: str, names: Sequence[str], sounds: Sounds, is_hot: IsHot = lambda token: False
) -> set[str]:
    """Return all tokens that a subject owns in a register where ``is_hot`` tells the hot ones.

    >>> read = Sounds({"矿": ("kuang",), "业": ("ye",)}, {})
    >>> sorted(tokens("33", ["矿业"], read))
    ['#33', 'iky', 'kuan ye']
    """
    found = code_tokens(code, is_hot)
    for name in names:
        found |= name_tokens(name, sounds, is_hot)
    return found
