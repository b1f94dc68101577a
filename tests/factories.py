"""Small factories: the least that makes a record, with what a test wants to say on top."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from kuangxin.disclosure import Dishonesty, Window, Windows
from kuangxin.grading import Band, Indicator, Standard
from kuangxin.records import Assessment, CreditItem, Listing, Record

WINDOWS = Windows(
    source="信用修复管理办法（国家发展改革委令第36号）",
    dishonesty=Dishonesty(
        minor=Window(published=False, max_months=3),
        general=Window(min_months=3, max_months=12),
        serious=Window(min_months=12, max_months=36),
    ),
    honour=Window(max_months=36),
    list_months={"honour": 36, "abnormal": None, "serious": 36},
)


def make_item(**given: Any) -> CreditItem:
    """Make a general dishonesty item of 2015-03-01."""
    fields: dict[str, Any] = {
        "id": "X-1",
        "category": "dishonesty",
        "severity": "general",
        "indicator": "D1",
        "facts": "示例事实",
        "basis": "示例依据",
        "document": "示例〔2015〕1号",
        "authority": "示例局",
        "determined_on": date(2015, 3, 1),
    }
    return CreditItem(**{**fields, **given})


def make_listing(**given: Any) -> Listing:
    """Make a current entry on the serious list."""
    fields: dict[str, Any] = {
        "list": "serious",
        "basis": "示例依据",
        "authority": "示例局",
        "document": "示例〔2015〕2号",
        "listed_on": date(2015, 4, 1),
    }
    return Listing(**{**fields, **given})


def make_record(**given: Any) -> Record:
    """Make a mining-right holder without anything."""
    fields: dict[str, Any] = {
        "kind": "mining-right-holder",
        "code": "91330000MA27U05291",
        "name": "示例矿业有限公司",
        "division": "330522",
    }
    return Record(**{**fields, **given})


def make_assessment(**given: Any) -> Assessment:
    """Make a decided quarterly result."""
    fields: dict[str, Any] = {
        "period": "2015Q3",
        "standard": "s",
        "points": Decimal("90.00"),
        "grade": "A",
        "title": "守信",
        "authority": "示例局",
        "document": "示例〔2015〕3号",
        "decided_on": date(2015, 10, 20),
    }
    return Assessment(**{**fields, **given})


def make_standard(**given: Any) -> Standard:
    """Make a standard of three indicators and four bands."""
    fields: dict[str, Any] = {
        "id": "s",
        "kind": "mining-right-holder",
        "title": "标准（示范）",
        "document": "示范〔2015〕1号",
        "authority": "示例厅",
        "effective_from": date(2015, 1, 1),
        "periods": ("quarter", "year"),
        "base": Decimal(100),
        "maximum": Decimal(120),
        "indicators": (
            _indicator("D1", "general", "-10.5", None),
            _indicator("D2", "serious", "-40", "-60"),
            Indicator(id="H1", title="荣誉", category="honour", points=Decimal(5), cap=Decimal(10)),
        ),
        "bands": (_band("A", 90), _band("B", 75), _band("C", 60), _band("D", 0)),
    }
    return Standard(**{**fields, **given})


def _indicator(name: str, severity: Any, points: str, cap: str | None) -> Indicator:
    return Indicator(
        id=name,
        title=name,
        category="dishonesty",
        severity=severity,
        points=Decimal(points),
        cap=None if cap is None else abs(Decimal(cap)),
    )


def _band(grade: str, lowest: int) -> Band:
    return Band(grade=grade, title=grade, meaning=grade, from_=Decimal(lowest))
