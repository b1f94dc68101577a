"""What machines ask a site for: robots.txt, the sitemap, and its data in the words of schema.org.

The sitemap needs the site's public address (``address`` of register.yaml) and is left out without.
``context.jsonld`` makes the ``index.json`` of a subject JSON-LD 1.1: a schema.org Organization, or
Person, with identifier and names. ``dataset.jsonld`` describes the downloads as a Dataset.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice
from urllib.parse import quote, urlsplit

import msgspec

from kuangxin_site.pages.plan import Site

__all__ = ["CONTEXT", "SITEMAP_MOST", "subject_addresses", "write_machine_files"]

#: The file that a subject's ``index.json`` names as its context.
CONTEXT = "context.jsonld"
#: Addresses that one sitemap holds (sitemaps.org, protocol 0.9).
SITEMAP_MOST = 50_000
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MEDIA = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class _File(msgspec.Struct):
    path: str
    bytes: int


class _Files(msgspec.Struct):
    files: list[_File]


def write_machine_files(site: Site, addresses: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each file; ``addresses`` are those of all pages to be found."""
    yield CONTEXT, _json({"@context": _context(site)})
    yield "dataset.jsonld", _json(_dataset(site))
    yield "robots.txt", _robots(site).encode()
    if site.manifest.register.address:
        yield from _sitemaps(site.manifest.register.address, addresses)


def subject_addresses(site: Site) -> Iterator[str]:
    """Yield the address of every subject's page, a partition at a time."""
    for path in sorted((site.data / "subjects").glob("*.json")):
        found = msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, msgspec.Raw]])
        for code in found["subjects"]:
            yield f"subjects/{code}/"


def _context(site: Site) -> dict[str, object]:
    """Return the terms; those that schema.org has no word for are left out of the graph."""
    types = {
        kind.id: "schema:Person" if kind.natural_person else "schema:Organization"
        for kind in site.kinds.values()
    }
    return {
        "@version": 1.1,
        "schema": "https://schema.org/",
        "subject": "schema:about",
        "as_of": {"@id": "schema:dateModified", "@type": "schema:Date"},
        "release": "schema:version",
        "code": "schema:identifier",
        "records": "@nest",
        "kind": "@type",
        "name": "schema:name",
        "former_names": "schema:alternateName",
        **types,
    }


def _dataset(site: Site) -> dict[str, object]:
    manifest = site.manifest
    register = manifest.register
    files = msgspec.json.decode((site.data / "release.json").read_bytes(), type=_Files).files
    document: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": register.title,
        "description": register.about or register.title,
        "inLanguage": register.language,
        "isAccessibleForFree": True,
        "version": manifest.release,
        "dateModified": manifest.as_of.isoformat(),
        "creator": {"@type": "Organization", "name": register.publisher},
        "spatialCoverage": [one.name for one in register.coverage],
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"{register.address}data/{one.path}",
                "encodingFormat": _MEDIA[one.path.rpartition(".")[2]],
                "contentSize": f"{one.bytes} B",
            }
            for one in files
            if one.path.startswith("downloads/") and one.path.rpartition(".")[2] in _MEDIA
        ],
    }
    if register.address:
        document["url"] = f"{register.address}data/"
    return document


def _robots(site: Site) -> str:
    """Return robots.txt: everything is open; what somebody typed into the look-up is no page."""
    address = site.manifest.register.address
    lines = ["User-agent: *", f"Disallow: {urlsplit(address).path or '/'}search/?"]
    if address:
        lines += ["", f"Sitemap: {address}sitemap.xml"]
    return "\n".join(lines) + "\n"


def _sitemaps(address: str, pages: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the sitemap, or an index and its parts where one cannot hold all addresses."""
    rest = iter(pages)
    first, more = list(islice(rest, SITEMAP_MOST)), list(islice(rest, SITEMAP_MOST))
    if not more:
        yield "sitemap.xml", _sitemap("urlset", "url", address, first)
        return
    parts: list[str] = []
    while first:
        parts.append(f"sitemaps/{len(parts) + 1}.xml")
        yield parts[-1], _sitemap("urlset", "url", address, first)
        first, more = more, list(islice(rest, SITEMAP_MOST))
    yield "sitemap.xml", _sitemap("sitemapindex", "sitemap", address, parts)


def _sitemap(whole: str, one: str, address: str, pages: list[str]) -> bytes:
    entries = "".join(
        f"<{one}><loc>{escape(address + quote(page))}</loc></{one}>\n" for page in pages
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<{whole} xmlns="{_SITEMAP}">\n{entries}</{whole}>\n'.encode()


def _json(document: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"
