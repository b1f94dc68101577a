"""Errors of the builder: what the caller did wrong, or what the machine could not do."""

from __future__ import annotations

from kuangxin.errors import KuangxinError

__all__ = [
    "KuangxinError",
    "NothingRendered",
    "OutputRefused",
    "TemplateFails",
    "WorkerLost",
    "WrongUsage",
]


class NothingRendered(KuangxinError):
    """The pages were not written; the message says what is missing."""


class OutputRefused(KuangxinError):
    """The place for the output cannot be used; the message says why and what to do."""


class TemplateFails(KuangxinError):
    """A template cannot show a page; the message says which and where."""


class WorkerLost(KuangxinError):
    """A worker process ended before its task did."""


class WrongUsage(KuangxinError):
    """An argument that cannot be what it is meant to be."""
