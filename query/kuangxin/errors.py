"""Errors of the reader: what the caller did wrong, or what the machine could not do.

Each message says what, where, and how to mend it. Problems of a register's input are values of
the builder (``kuangxin_site.problems``), not exceptions.
"""

from __future__ import annotations

__all__ = [
    "DamagedRelease",
    "InvalidCode",
    "KuangxinError",
    "NotARelease",
    "ReleaseChanged",
    "Unreachable",
]


class KuangxinError(Exception):
    """Base of every error that this package raises on purpose."""


class InvalidCode(KuangxinError, ValueError):
    """A text that cannot be the identifier it is said to be."""


class NotARelease(KuangxinError):
    """A folder, archive or address that holds no data release."""


class DamagedRelease(KuangxinError):
    """A file of the release is missing, cannot be read, or is not what the release states."""


class ReleaseChanged(KuangxinError):
    """Another release was published in the place of one that was being read."""


class Unreachable(KuangxinError):
    """An address that does not answer, or not with what it is asked for."""
