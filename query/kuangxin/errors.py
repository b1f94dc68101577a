"""Errors of the reader: what the caller did wrong, or what the machine could not do.

Each message says what, where, and how to mend it. Problems of a register's input are values of
the builder (``kuangxin_site.problems``), not exceptions.
"""

from __future__ import annotations

__all__ = ["DamagedRelease", "InvalidCode", "KuangxinError", "NotARelease"]


class KuangxinError(Exception):
    """Base of every error that this package raises on purpose."""


class InvalidCode(KuangxinError, ValueError):
    """A text that cannot be the identifier it is said to be."""


class NotARelease(KuangxinError):
    """A folder, archive or address that holds no data release."""


class DamagedRelease(KuangxinError):
    """A file of the release is missing or cannot be read."""
