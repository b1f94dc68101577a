"""One fictitious subject of the demonstration register: its names, licences and history.

Everything says 示例. ``SCENES`` are the states that must occur in every register however small;
the first subjects of a kind play them, the others are drawn at random.
"""

from __future__ import annotations

from typing import Any

from kuangxin import codes
from kuangxin_site.collect.demo_draw import Draw

__all__ = ["SCENES", "Subject", "make_expert_code", "make_subject", "make_uscc"]

Subject = dict[str, Any]

#: The states played by the first subjects of each kind.
SCENES = {
    "mining-right-holder": (
        "former-name", "honour", "abnormal", "serious", "removed", "minor", "expired",
        "repaired", "objection", "lapsed", "left", "not-assessed",
    ),
    "exploration-right-holder": ("shared", "general", "objection-decided", "not-assessed", "former-name"),
    "qualified-unit": (
        "statement", "general", "several", "serious", "not-assessed", "honour", "left",
        "recorded-later", "entered", "too-new", "overridden", "share",
    ),
    "expert": ("honour-item", "left-library", "minor", "not-assessed", "serious-item"),
}  # fmt: skip

_BRANDS = [
    "青峰",
    "长岭",
    "云溪",
    "金川",
    "远山",
    "石门",
    "天目",
    "百丈",
    "龙泉湾",
    "东岙",
    "西坞",
    "南屏",
    "北麓",
    "白岩",
    "赤石",
    "翠屏",
    "鹿鸣",
    "松源",
    "柏林",
    "梅岭",
    "兰溪湾",
    "竹海",
    "菱湖",
    "舟山湾",
    "恒岳",
    "泰安",
    "瑞丰",
    "宏达",
    "永兴",
    "嘉禾",
    "德清湾",
    "安澜",
    "启明",
    "博远",
    "致诚",
    "立信",
    "明德",
    "厚土",
    "坤元",
    "磐石",
]
_SECOND = "一二三四五六七八九十甲乙丙丁元亨利贞和顺"
_TRADES = {
    "mining-right-holder": ("矿业", "石料", "建材", "萤石", "叶蜡石", "矿产开发"),
    "exploration-right-holder": ("矿产勘查", "地质勘探", "矿业", "资源勘查"),
    "qualified-unit": ("地质勘查", "岩土工程", "矿业权评估", "地质环境工程", "岩矿测试"),
}
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_MINERALS = ("建筑用凝灰岩", "建筑用花岗岩", "萤石", "叶蜡石", "石灰岩", "明矾石", "砖瓦用页岩")
_SPECIALTIES = ("矿产地质", "水工环地质", "采矿工程", "矿业权评估", "测绘", "地质灾害防治")


def make_uscc(division: str, number: int) -> str:
    """Return a valid code whose organisation part begins DEM, for a running number."""
    places = []
    for _ in range(5):
        number, place = divmod(number, 31)
        places.append(codes.ALPHABET[place])
    organisation = "DEM" + "".join(reversed(places))
    body = f"91{division}{organisation}{codes.organisation_check_character(organisation)}"
    return body + codes.check_character(body)


def make_expert_code(division: str, number: int) -> str:
    """Return an expert's number of the register's own scheme."""
    return f"SLZJ-{division}-{number:07}"


def make_subject(kind: str, code: str, division: str, place: str, draw: Draw) -> Subject:
    """Make a subject without credit information."""
    subject: Subject = {"code": code, "name": _name(kind, place, draw), "division": division}
    if kind == "expert":
        types = ("editor", "auditor", "reviewer")
        subject["expert_types"] = sorted(draw.some(types, draw.randint(1, 2)))
        subject["specialty"] = draw.choice(_SPECIALTIES)
        return subject
    if kind == "qualified-unit":
        subject["unit_type"] = draw.choice(("survey", "hazard", "evaluation", "laboratory"))
    subject["licences"] = [_licence(kind, division, draw) for _ in range(draw.choice((1, 1, 1, 2)))]
    return subject


def _name(kind: str, place: str, draw: Draw) -> str:
    brand = draw.choice(_BRANDS) + draw.choice(_SECOND)
    if kind == "expert":
        return f"示例{draw.choice(_SURNAMES)}{draw.choice(_SECOND)}{draw.choice(_SECOND)}"
    trade = draw.choice(_TRADES[kind])
    shape = draw.random()
    if shape < 0.05:
        return f"示例{brand}（{place}）{trade}有限公司"
    if shape < 0.08:
        return f"示例{brand}{trade}股份有限公司{place}分公司"
    return f"示例{place}{brand}{trade}{'有限责任公司' if shape > 0.85 else '有限公司'}"


def _licence(kind: str, division: str, draw: Draw) -> Subject:
    year, month = draw.randint(2009, 2014), draw.randint(1, 12)
    years = draw.choice((3, 5, 8, 10))
    licence: Subject = {"number": f"示例{division}{year}{month:02}{draw.below(10**7):07}"}
    if kind == "qualified-unit":
        licence["certificate_type"] = draw.choice(("design", "construction", "supervision"))
        licence["class"] = draw.choice("AB")
        licence["authority"] = "示例省自然资源厅"
    else:
        mine = "矿" if kind == "mining-right-holder" else "普查"
        licence["right_name"] = f"示例{draw.choice(_BRANDS)}{draw.choice(_SECOND)}{mine}"
        licence["mineral"] = draw.choice(_MINERALS)
        licence["area_km2"] = draw.randint(5, 400) / 100
    if kind == "mining-right-holder":
        licence["mining_method"] = draw.choice(("open_pit", "underground"))
        licence["production_scale"] = f"{draw.choice((5, 10, 30, 50, 100))} 万吨/年"
    if kind == "exploration-right-holder":
        licence["exploration_stage"] = draw.choice(("survey", "detailed", "prospecting"))
    licence["valid_from"] = f"{year}-{month:02}-15"
    licence["valid_until"] = f"{year + years}-{month:02}-14"
    return licence
