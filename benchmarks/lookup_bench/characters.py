"""What people mistake characters for: the same sound, any other, one that looks alike.

Readings and traditional characters come from pypinyin and OpenCC, where they are installed; without
them the queries that need them are left out.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from random import Random

__all__ = [
    "any_other",
    "can_read",
    "can_write_traditional",
    "fuzzy",
    "looks_alike",
    "same_sound",
    "syllables",
    "traditional",
]

#: Groups of characters that look alike.
_ALIKE = (
    "矿旷犷 业亚 未末 己已巳 土士 木本术 大太犬 天夭 日曰目 人入 王玉主 千干于 力刀 石右后 白自百 田由甲申 "
    "民氏 泰秦 茂荗 恒桓垣 鑫金 宏宠 盛威 兴共 源原 华毕 永水 晶品 材村 林杯 汇江 洋详 博搏 宝室 东乐 丰羊 "
    "铁轶 铜钢 银根 锋峰 煤媒 炭岩 砂沙 测侧 绘给 勘堪 探深 设没 机杌 械戒 电龟 器哭 建健 程呈 贸货 易昜 "
    "开升 发友 广厂 长张 安按 平乎 远运 通道 明朋 龙尤 凤风 飞气 海悔 湖溯 州洲 杭抗 宁宇 温湿 嘉喜 台合 "
    "丽俪 衢街 金全 县具 市巾 省眚 浙淅 汪江"
)
_GB2312_LEVEL_ONE = range(0xB0, 0xD8)

#: Beginnings and ends of syllables that many speakers do not tell apart.
_FUZZY_BEGINS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_FUZZY_ENDS = (("ing", "in"), ("eng", "en"))


def can_read() -> bool:
    """Tell whether pypinyin is installed."""
    return importlib.util.find_spec("pypinyin") is not None


def can_write_traditional() -> bool:
    """Tell whether OpenCC is installed."""
    return importlib.util.find_spec("opencc") is not None


@cache
def _common() -> str:
    """Return the 3,755 common characters of GB 2312, level one."""
    codes = (bytes((row, cell)) for row in _GB2312_LEVEL_ONE for cell in range(0xA1, 0xFF))
    return b"".join(codes).decode("gb2312", errors="ignore")


def any_other(chance: Random) -> str:
    """Return a common character."""
    return chance.choice(_common())


@cache
def _homophones() -> dict[str, str]:
    found: dict[str, str] = {}
    for character in _common():
        (sound,) = syllables(character)
        found[sound] = found.get(sound, "") + character
    return found


def same_sound(character: str, chance: Random) -> str | None:
    """Return a common character of the same toneless reading, or None."""
    others = _homophones().get("".join(syllables(character)), "").replace(character, "")
    return chance.choice(others) if others else None


def looks_alike(character: str, chance: Random) -> str | None:
    """Return a character that looks like another, or None."""
    others = "".join(group for group in _ALIKE.split() if character in group).replace(character, "")
    return chance.choice(others) if others else None


def syllables(text: str) -> list[str]:
    """Return the toneless readings, ü as v; what has none stays as it is, without brackets."""
    import pypinyin

    read = pypinyin.lazy_pinyin(text)
    return [kept for one in read if (kept := "".join(filter(str.isalnum, one)).lower())]


def fuzzy(sounds: list[str], chance: Random) -> list[str] | None:
    """Return the syllables with one of them as a speaker of the south may write it, or None."""
    for place in chance.sample(range(len(sounds)), len(sounds)):
        others = _fuzzy_forms(sounds[place])
        if others:
            return [*sounds[:place], chance.choice(others), *sounds[place + 1 :]]
    return None


def _fuzzy_forms(sound: str) -> list[str]:
    found = []
    for long, short in _FUZZY_BEGINS:
        if sound.startswith(long):
            found.append(short + sound[len(long) :])
        elif sound.startswith(short):
            found.append(long + sound[len(short) :])
    for long, short in _FUZZY_ENDS:
        if sound.endswith(long):
            found.append(sound[: -len(long)] + short)
        elif sound.endswith(short):
            found.append(sound[: -len(short)] + long)
    known = {one for one in found if one in _homophones()}
    return sorted(known)


@cache
def _converter() -> object:
    import opencc

    return opencc.OpenCC("s2t")


def traditional(text: str) -> str:
    """Return the text in traditional characters."""
    return str(_converter().convert(text))  # type: ignore[attr-defined] # OpenCC ships no types
