"""Render the pages of subjects, one partition a task, in worker processes that know no Pelican."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import jinja2
import msgspec

from kuangxin.records import decode_subject, encode
from kuangxin_site.pages.machine_files import CONTEXT
from kuangxin_site.pages.plan import Site, open_site
from kuangxin_site.pages.subjects import plan_subject
from kuangxin_site.pelican_bridge.environment import make_environment, render

__all__ = ["SubjectsTask", "render_subjects", "tools"]


class SubjectsTask(msgspec.Struct, frozen=True):
    """A partition file to render from ``data`` into ``site`` with a theme."""

    data: Path
    partition: str
    site: Path
    theme: Path
    content: Path


@lru_cache(maxsize=1)
def tools(data: Path, theme: Path, content: Path) -> tuple[Site, jinja2.Environment]:
    """Return the release for planning, and the environment to render with; a worker keeps both."""
    site = open_site(data, content)
    return site, make_environment(theme, site, content)


def render_subjects(task: SubjectsTask) -> int:
    """Render a page and its JSON for each subject of a partition; return how many."""
    site, environment = tools(task.data, task.theme, task.content)
    content = (task.data / "subjects" / task.partition).read_bytes()
    documents = msgspec.json.decode(content)["subjects"]
    for document in documents.values():
        subject = decode_subject(document)
        page = plan_subject(subject, site)
        folder = task.site / "subjects" / subject.code
        folder.mkdir(parents=True)
        (folder / "index.html").write_bytes(render(environment, page))
        (folder / "index.json").write_bytes(
            encode(
                {
                    "@context": f"{page.root}{CONTEXT}",
                    "register": site.manifest.register.id,
                    "release": site.manifest.release,
                    "as_of": site.manifest.as_of,
                    "subject": subject,
                }
            )
        )
    return len(documents)
