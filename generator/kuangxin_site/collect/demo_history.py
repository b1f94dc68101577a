"""What happened to a fictitious subject: credit information, listings, leaving, a statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from kuangxin_site.collect.demo_draw import Draw
from kuangxin_site.collect.demo_subject import Subject

__all__ = ["add_history"]

_BASIS = "示例依据：示范评价标准的相应指标"
_FACTS = {
    "dishonesty": "示例事实：经核查，该主体存在所列情形",
    "honour": "示例事实：该主体获得所列表彰",
    "supervision": "示例事实：监督检查的记录",
}
#: For each indicator used here, its category and severity in the standards of ``content/``.
_INDICATORS = {
    "D01": ("dishonesty", "serious"), "D02": ("dishonesty", "serious"),
    "D03": ("dishonesty", "general"), "D04": ("dishonesty", "general"),
    "D05": ("dishonesty", "general"), "D06": ("dishonesty", "general"),
    "D07": ("dishonesty", "minor"), "D08": ("dishonesty", "general"), "H01": ("honour", None), "H02": ("honour", None),
    "S01": ("supervision", None),
}  # fmt: skip


def add_history(subject: Subject, kind: str, scene: str, city: str, draw: Draw) -> bool:
    """Play a scene, or a random history for ``""``; return whether the subject is assessed."""
    history = _History(subject, kind, city, draw)
    play = _SCENES.get(scene)
    if play is not None:
        play(history)
    elif not scene:
        history.at_random()
    return scene != "not-assessed" and not (not scene and draw.random() < 0.04)


class _History:
    def __init__(self, subject: Subject, kind: str, city: str, draw: Draw) -> None:
        self.subject = subject
        self.kind = kind
        self.authority = f"示例{city}自然资源局"
        self.draw = draw

    def item(self, indicator: str, day: date, **more: Any) -> None:
        items = self.subject.setdefault("credit_information", [])
        number = len(items) + 1
        category, severity = _INDICATORS[indicator]
        item: Subject = {
            "id": f"{self.subject['code']}-{self.kind[0].upper()}{number}",
            "category": category,
            **({"severity": severity} if severity else {}),
            "indicator": indicator,
            "facts": f"{_FACTS[category]}。",
            "basis": _BASIS,
            "document": f"示例信〔{day.year}〕{self.draw.randint(1, 999)}号",
            "authority": self.authority,
            "determined_on": day.isoformat(),
            **more,
        }
        items.append(item)

    def listing(self, name: str, day: date, **more: str) -> None:
        self.subject.setdefault("listings", []).append(
            {
                "list": name,
                "basis": "示例依据：示范的列入条件",
                "authority": "示例省自然资源厅",
                "document": f"示例名单〔{day.year}〕{self.draw.randint(1, 999)}号",
                "listed_on": day.isoformat(),
                **more,
            }
        )

    def at_random(self) -> None:
        chance = self.draw.random()
        if chance < 0.72:
            return
        day = date(2015, 1, 5) + timedelta(days=self.draw.below(350))
        if chance < 0.84:
            self.item(self.draw.choice(("H01", "H02")), day)
        elif chance < 0.90:
            self.item(self.draw.choice(("D07", "S01")), day)
        elif chance < 0.97:
            for _ in range(self.draw.choice((1, 1, 2))):
                self.item(self.draw.choice(("D03", "D04", "D05", "D06")), day)
        else:
            self.item(self.draw.choice(("D01", "D02")), day)
            if self.draw.random() < 0.5 and self.kind != "expert":
                self.item("D04", day)
                self.listing("serious", day + timedelta(days=10))


def _nothing(history: _History) -> None:
    """Leave the subject without a history."""


def _former_name(history: _History) -> None:
    history.subject["former_names"] = ["示例" + "旧" + history.subject["name"][2:]]
    if history.kind != "expert":
        history.subject["other_names"] = [f"Shili Demonstration {history.kind.title()} Co., Ltd."]


def _honour(history: _History) -> None:
    history.item("H01", date(2015, 2, 10))
    history.listing("honour", date(2015, 11, 2))


def _abnormal(history: _History) -> None:
    history.item("D03", date(2015, 8, 3))
    history.listing("abnormal", date(2015, 8, 20))


def _serious(history: _History) -> None:
    history.item("D01", date(2015, 5, 12))
    history.item("D04", date(2015, 5, 12))
    history.listing("serious", date(2015, 6, 1))


def _removed(history: _History) -> None:
    history.item("D03", date(2015, 2, 3), repaired_on="2015-06-10")
    reason = "示例：已改正并公示"
    history.listing("abnormal", date(2015, 2, 20), removed_on="2015-06-12", removed_reason=reason)


def _expired(history: _History) -> None:
    history.item("D04", date(2014, 6, 3))
    history.item("D06", date(2015, 1, 20), publish_until="2015-07-20")


def _objection(history: _History) -> None:
    history.item("D05", date(2015, 11, 3), objections=[{"received_on": "2016-01-11"}])


def _objection_decided(history: _History) -> None:
    decided = {"received_on": "2015-06-01", "decided_on": "2015-06-19", "outcome": "rejected"}
    history.item(
        "D03", date(2015, 5, 18), objections=[{**decided, "document": "示例异〔2015〕4号"}]
    )


def _lapsed(history: _History) -> None:
    history.subject["licences"] = history.subject["licences"][:1]
    history.subject["licences"][0] |= {"valid_from": "2010-03-01", "valid_until": "2015-02-28"}


def _left(history: _History) -> None:
    history.subject |= {"left_on": "2015-12-15", "left_reason": "示例：主体注销"}


def _left_library(history: _History) -> None:
    history.item("D01", date(2015, 9, 8))
    history.subject |= {"left_on": "2015-10-08", "left_reason": "示例：提供虚假原始数据，出库"}


def _several(history: _History) -> None:
    for indicator, month in (("D03", 3), ("D04", 5), ("D05", 9)):
        history.item(indicator, date(2015, month, 16))


def _statement(history: _History) -> None:
    history.item("D06", date(2015, 10, 9))
    history.subject["statement"] = "示例陈述：已按要求整改，整改报告已报送。"


def _recorded_later(history: _History) -> None:
    """Let the third quarter be decided before the item of its time is recorded."""
    history.item("D06", date(2015, 9, 10), recorded_on="2015-11-05")


def _entered(history: _History) -> None:
    """Let the subject come on record so that only the last quarter is assessed."""
    history.subject["entered_on"] = "2015-05-04"


def _too_new(history: _History) -> None:
    """Let the subject be too short on record for every period."""
    history.subject["entered_on"] = "2015-09-10"


def _share(history: _History) -> None:
    """Let an item concern one of two certificates."""
    first = {**history.subject["licences"][0]}
    first |= {"valid_from": "2012-03-15", "valid_until": "2020-03-14"}
    history.subject["licences"] = [first, {**first, "number": f"{first['number']}-2"}]
    history.item("D08", date(2015, 8, 12), licence=first["number"])


_SCENES: dict[str, Callable[[_History], None]] = {
    "former-name": _former_name,
    "shared": _nothing,
    "honour": _honour,
    "abnormal": _abnormal,
    "serious": _serious,
    "removed": _removed,
    "minor": lambda history: history.item("D07", date(2015, 12, 1)),
    "expired": _expired,
    "repaired": lambda history: history.item("D03", date(2015, 3, 2), repaired_on="2015-07-06"),
    "objection": _objection,
    "objection-decided": _objection_decided,
    "lapsed": _lapsed,
    "left": _left,
    "left-library": _left_library,
    "general": lambda history: history.item("D03", date(2015, 9, 14)),
    "several": _several,
    "statement": _statement,
    "recorded-later": _recorded_later,
    "entered": _entered,
    "too-new": _too_new,
    "overridden": lambda history: history.item("D06", date(2015, 10, 14)),
    "share": _share,
    "honour-item": lambda history: history.item("H01", date(2015, 4, 22)),
    "serious-item": lambda history: history.item("D02", date(2015, 7, 7)),
}
