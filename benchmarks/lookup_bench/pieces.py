"""Cut names into place, brand, trade and legal form, and make further names of the pieces.

Nothing here knows a gazetteer: a place is a beginning, a trade an ending that many names share.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from lookup_bench.subjects import Parts

__all__ = ["contains_any", "cut", "fictitious_stock", "recombine"]

_FORM = re.compile(
    r"(?:[（(]集团[）)]|集团)?(?:股份有限|有限责任|有限|责任|总)?公司.{0,14}$"
    r"|(?:总厂|分厂|工厂|厂|商店|店|经营部|服务部|部|中心|合作社|社|站|研究院|院|所|场|行)"
    r"(?:[（(].{2,6}[）)])?$"
)
_LONGEST_PLACE, _LONGEST_TRADE = 9, 6
_TRIES = 10_000

_BRANDS = "岚砚泓璟霁峥珩屿澜岑垚崧峦磐沅曦陌埠坤垣鑫宏恒泰德信华盛兴隆永昌瑞丰锦源嘉禾远大金石"
_TRADES = (
    "矿业 矿产品 矿业开发 矿业投资 矿山机械 矿山机械配件 矿山设备 石材 石材装饰 石料 石料加工 砂石 "
    "煤炭 煤炭物资 煤炭贸易 萤石 叶蜡石 地质勘查 地质勘探 勘察设计 岩土工程 测绘 土地规划 建材 "
    "水泥 钼业 铜业 铁矿 非金属矿产 矿泉水 爆破工程 进出口 贸易 物资经营"
)
#: Legal forms, each as often as it stands here.
_FORMS = (
    "有限公司 有限公司 有限公司 有限公司 有限公司 有限公司 有限公司 有限责任公司 有限责任公司 厂 厂 "
    "股份有限公司 集团有限公司 （集团）有限公司 厂(普通合伙) 有限公司第一分公司 经营部"
)


def cut(names: Sequence[str]) -> list[Parts]:
    """Return the pieces of each name; what cannot be told apart stays in the brand.

    >>> cut(["湖州甲乙矿业有限公司"] * 5)[0].form
    '有限公司'
    """
    heads = [_FORM.sub("", name) or name for name in names]
    enough = max(5, len(names) // 1500)
    places = Counter(
        head[:length]
        for head in heads
        for length in range(2, min(_LONGEST_PLACE, len(head) - 3) + 1)
    )
    rests = [_drop_place(head, places, enough) for head in heads]
    trades = Counter(
        rest[-length:]
        for rest in rests
        for length in range(2, min(_LONGEST_TRADE, len(rest) - 2) + 1)
    )
    found = []
    for name, head, rest in zip(names, heads, rests, strict=True):
        longest = min(_LONGEST_TRADE, len(rest) - 2)
        sizes = (size for size in range(longest, 1, -1) if trades[rest[-size:]] >= enough)
        trade = next(sizes, 0)
        place = head[: len(head) - len(rest)]
        brand = rest[: len(rest) - trade]
        found.append(Parts(place, brand, rest[len(brand) :], name[len(head) :]))
    return found


def _drop_place(head: str, places: Counter[str], enough: int) -> str:
    """Return what follows the longest beginning that many names share, three characters at least."""
    for length in range(min(_LONGEST_PLACE, len(head) - 3), 1, -1):
        if places[head[:length]] >= enough:
            return head[length:]
    return head


def fictitious_stock(divisions: Path, chance: Random) -> list[Parts]:
    """Return pieces made up for this benchmark, at the places of a register's ``divisions.csv``."""
    with divisions.open(encoding="utf-8", newline="") as lines:
        full = [row["name"] for row in csv.DictReader(lines) if row["parent"]]
    places = [place for name in full for place in (name, name.rstrip("市县区") or name)]
    trades, forms = _TRADES.split(), _FORMS.split()
    return [
        Parts(
            "示例" + chance.choice(places),
            "".join(chance.choices(_BRANDS, k=chance.choice((2, 2, 2, 3)))),
            chance.choice(trades),
            chance.choice(forms),
        )
        for _ in range(4000)
    ]


def recombine(
    stock: Sequence[Parts], chance: Random, is_taken: Callable[[str], bool]
) -> Iterator[Parts]:
    """Yield new names without end, of a place, a brand, a trade and a form of the stock.

    Half of the brands are those of the stock, half are crossed of two. ``is_taken`` tells which
    names may not be made; the caller adds each name to what is taken.

    Raises:
        SystemExit: the pieces give no further name.
    """
    whole = [parts for parts in stock if parts.place and parts.brand and parts.trade]
    if not whole:
        raise SystemExit("the names share no beginnings and endings: no further ones can be made")
    while True:
        for _ in range(_TRIES):
            place, trade, form = (chance.choice(whole) for _ in range(3))
            made = Parts(place.place, _brand(whole, chance), trade.trade, form.form)
            if not is_taken(made.whole):
                break
        else:
            raise SystemExit("the pieces of the names give no further name: ask for fewer subjects")
        yield made


def _brand(stock: Sequence[Parts], chance: Random) -> str:
    one, other = chance.choice(stock).brand, chance.choice(stock).brand
    return one if chance.random() < 0.5 else one[:1] + (other[1:] or other)


def contains_any(texts: Iterable[str]) -> Callable[[str], bool]:
    """Return a function that tells whether a name contains one of many texts."""
    by_begin: dict[str, list[str]] = {}
    for text in texts:
        by_begin.setdefault(text[:2], []).append(text)
    return lambda name: any(
        name.startswith(text, place)
        for place in range(len(name) - 1)
        for text in by_begin.get(name[place : place + 2], ())
    )
