"""Query a published credit register.

>>> import kuangxin
>>> register = kuangxin.open("output")              # doctest: +SKIP
>>> register["91330000MA27U05291"].grade            # doctest: +SKIP
'B'

:func:`assess` computes any published grade again, :mod:`kuangxin.verify` all of them.

The register answers for today: what may no longer be shown is left out, also from an old copy.
"""

from __future__ import annotations

from kuangxin.errors import (
    DamagedRelease,
    InvalidCode,
    KuangxinError,
    NotARelease,
    ReleaseChanged,
    Unreachable,
)
from kuangxin.grading import NotAssessed, Standard, Withheld, assess, withheld_in
from kuangxin.records import (
    Assessment,
    CreditItem,
    Licence,
    Listing,
    Objection,
    Reason,
    Record,
    Subject,
)
from kuangxin.register import Found, Hit, Listed, Register
from kuangxin.register import open_register as open

__all__ = [
    "Assessment",
    "CreditItem",
    "DamagedRelease",
    "Found",
    "Hit",
    "InvalidCode",
    "KuangxinError",
    "Licence",
    "Listed",
    "Listing",
    "NotARelease",
    "NotAssessed",
    "Objection",
    "Reason",
    "Record",
    "Register",
    "ReleaseChanged",
    "Standard",
    "Subject",
    "Unreachable",
    "Withheld",
    "assess",
    "open",
    "withheld_in",
]
