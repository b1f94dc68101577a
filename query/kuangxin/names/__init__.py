"""Names and codes: their normal form, the tokens they are found by, and the ranking of hits.

The one definition of the look-up, pure and without input or output: the builder stores subjects
under these tokens, the readers in Python and in the browser (``theme/js/names/``, the same
functions) plan, rank and answer with them. ``tests/conformance`` holds both to the same results.
``spelling`` has the ways one name is written in. The road of a query: ``questions`` (what it means), ``planning`` (what to fetch), ``ranking`` (how
far each subject is from it), ``answering`` (what is said).

>>> read = Sounds({"长": ("chang",), "兴": ("xing",), "甲": ("jia",), "矿": ("kuang",)}, {})
>>> asking = Inquiry(plan("兴甲矿业", lambda token: False, read), Ranking(read), 10)
>>> asking.tokens
('jia xin',)
>>> asking.take([Candidate("1", ("长兴甲矿业有限公司",))]).answer
'one'
"""

from kuangxin.names.answering import Answer, Check, Inquiry, Match
from kuangxin.names.normal import code_key, is_unified, normalise, pieces, starts, units
from kuangxin.names.planning import Plan, plan
from kuangxin.names.questions import Question, Reading, question, too_short
from kuangxin.names.ranking import Candidate, Rank, Ranking
from kuangxin.names.sounds import Sounds, blur, syllables
from kuangxin.names.spelling import forms, plain, respelled
from kuangxin.names.standing import Standing, parse_standing, standing_text
from kuangxin.names.start import (
    GB2312,
    OtherStart,
    Start,
    bucket_name,
    pack_bucket,
    parse_record,
    read_bucket,
    record_line,
)
from kuangxin.names.tokens import (
    CODE_PART,
    HOT,
    KEPT,
    code_grams,
    gram,
    grams,
    initials,
    number,
    segments,
    tokens,
)

__all__ = [
    "CODE_PART",
    "GB2312",
    "HOT",
    "KEPT",
    "Answer",
    "Candidate",
    "Check",
    "Inquiry",
    "Match",
    "OtherStart",
    "Plan",
    "Question",
    "Rank",
    "Ranking",
    "Reading",
    "Sounds",
    "Standing",
    "Start",
    "blur",
    "bucket_name",
    "code_grams",
    "code_key",
    "forms",
    "gram",
    "grams",
    "initials",
    "is_unified",
    "normalise",
    "number",
    "pack_bucket",
    "parse_record",
    "parse_standing",
    "pieces",
    "plain",
    "plan",
    "question",
    "read_bucket",
    "record_line",
    "respelled",
    "segments",
    "standing_text",
    "starts",
    "syllables",
    "tokens",
    "too_short",
    "units",
]
