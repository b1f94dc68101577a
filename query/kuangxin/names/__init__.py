"""Names and codes: their normal form, the tokens they are found by, and the ranking of hits.

The one definition of the look-up, pure and without input or output: the builder stores subjects
under these tokens, the readers in Python and in the browser (``names.js``, the same functions)
plan, rank and answer with them. ``tests/conformance`` holds both to the same results.

>>> plan("ＡＢＣ 矿业", lambda token: False).first
('ab',)
>>> candidates = [Candidate("1", ("长兴甲矿业有限公司",)), Candidate("2", ("长兴乙石料厂",))]
>>> answer(plan("兴甲矿业", lambda token: False), candidates, 10, last=True).answer
'one'
"""

from kuangxin.names.grams import (
    CODE_GROWN,
    CODE_PART,
    HOT,
    KEPT,
    LONGEST,
    Plan,
    TooShort,
    code_grams,
    grams,
    level_of,
    number,
    plan,
    too_short,
)
from kuangxin.names.normal import (
    code_key,
    forms,
    is_unified,
    normalise,
    pieces,
    starts,
    units,
)
from kuangxin.names.ranking import Answer, Candidate, Match, Rank, answer, distance, rank
from kuangxin.names.start import Start, bucket_name, pack_bucket, parse_record, read_bucket

__all__ = [
    "CODE_GROWN",
    "CODE_PART",
    "HOT",
    "KEPT",
    "LONGEST",
    "Answer",
    "Candidate",
    "Match",
    "Plan",
    "Rank",
    "Start",
    "TooShort",
    "answer",
    "bucket_name",
    "code_grams",
    "code_key",
    "distance",
    "forms",
    "grams",
    "is_unified",
    "level_of",
    "normalise",
    "number",
    "pack_bucket",
    "parse_record",
    "pieces",
    "plan",
    "rank",
    "read_bucket",
    "starts",
    "too_short",
    "units",
]
