"""What a host sends with the files of a site: headers, how long to keep a file, types.

The one place where these stand. ``kuangxin-site serve`` sends them, and the tests hold every recipe of
docs/hosting.md to them.
"""

from __future__ import annotations

import re

__all__ = ["FOR_GOOD", "HEADERS", "REVALIDATED", "TYPES", "caching_of"]

#: Sent with every answer.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
#: Cache-Control of a file of the theme asked for with ``?v=``, which changes with the file.
FOR_GOOD = "public, max-age=31536000, immutable"
#: Cache-Control of all others: kept, but asked about each time.
REVALIDATED = "no-cache"
#: Content-Type by the ending of a name, of all that a site holds; what has none is bytes.
TYPES = {
    "bin": "application/octet-stream",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "jsonld": "application/ld+json; charset=utf-8",
    "ofd": "application/ofd",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "text/xml; charset=utf-8",
    "zip": "application/zip",
    "html": "text/html; charset=utf-8",
}
#: An address, with its query, that names a file of the theme by its fingerprint.
_BY_FINGERPRINT = re.compile(r"^[^?]*/theme/[^?]+\?(.*&)?v=")


def caching_of(address: str, status: int) -> str:
    """Return the Cache-Control of an answer to ``address``, which has its query.

    Only the theme may be kept for good, and only when it is there: a page that anybody asks for with
    a ``?v=`` of his own, and a file that is missing for a moment, must not stay in a cache for a year.
    """
    there = status in (200, 206, 304)
    return FOR_GOOD if there and _BY_FINGERPRINT.search(address) else REVALIDATED
