"""The road through the stations: check, assess, release, pages, and the swap at the end."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path

import msgspec

from kuangxin_site import pelican_bridge
from kuangxin_site.check.bounds import bounded
from kuangxin_site.check.register import read_register
from kuangxin_site.checking import Progress, check_lines, examine, open_workers, silent
from kuangxin_site.errors import NothingRendered, OutputRefused
from kuangxin_site.parallel import Executor, peak_bytes
from kuangxin_site.precompress import precompress
from kuangxin_site.problems import InputRefused, Problem, has_errors, in_order
from kuangxin_site.release.changes import Earlier, Predecessor
from kuangxin_site.release.write import write_release
from kuangxin_site.staging import open_staging
from kuangxin_site.wording import Language

__all__ = ["Built", "Job", "Looked", "StationCost", "build_site", "check_register"]

#: Renders all pages of a release and returns how many.
Render = Callable[[pelican_bridge.Work], int]


class Looked(msgspec.Struct, frozen=True):
    """What a check came to; ``rows`` counts the subjects that were read."""

    problems: list[Problem]
    rows: int = 0
    files: int = 0
    language: Language = "zh-CN"


class StationCost(msgspec.Struct, frozen=True):
    """Wall and processor seconds of a station, and the largest memory of a process until its end."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


class Built(msgspec.Struct, frozen=True):
    """What a build came to."""

    release: str
    as_of: date
    subjects: int
    pages: int
    next_expiry: date | None
    address: str
    warnings: list[Problem]
    costs: dict[str, StationCost]


def check_register(
    folder: Path, *, jobs: int = 0, language: Language = "zh-CN", progress: Progress | None = None
) -> Looked:
    """Look through a register and return everything that is wrong with it; write nothing."""
    with tempfile.TemporaryDirectory(prefix="kuangxin-") as work, ExitStack() as stack:
        context, files, problems = read_register(folder, language)
        if context is None:
            return Looked(in_order(problems))
        tell = progress or silent
        executor = stack.enter_context(open_workers(jobs, files))
        spooled = check_lines(context, files, Path(work), executor, problems, tell)
        found = [*problems, *examine(spooled, executor, tell)]
        problems = bounded(found, context.settings.language)
        return Looked(in_order(problems), spooled.rows, len(files), context.settings.language)


def build_site(
    folder: Path,
    output: Path,
    *,
    as_of: date | None = None,
    jobs: int = 0,
    progress: Progress | None = None,
    render: Render = pelican_bridge.publish,
    precompressed: bool = False,
    components: bool = False,
) -> Built:
    """Compile a register into its site and release, in place of an older one at ``output``.

    ``render`` writes the pages; Pelican's own command gives its own. ``precompressed`` puts
    compressed forms beside the text files, for hosts that send them; ``components`` adds the
    page of the theme's components.

    Raises:
        InputRefused: the register has errors; nothing was written.
        OutputRefused: ``output`` cannot be used.
        OSError: the disk is full or fails; the old output is whole.
    """
    with Job(folder, output, as_of=as_of, jobs=jobs, progress=progress) as job:
        job.prepare()
        job.render(render, components=components)
        if precompressed:
            job.compress()
        return job.finish()


class Job:
    """One build in three steps; the pages come between the release and the swap."""

    def __init__(
        self,
        folder: Path,
        output: Path,
        *,
        as_of: date | None = None,
        jobs: int = 0,
        progress: Progress | None = None,
    ) -> None:
        self.folder = folder
        self.site = Path()
        self._output = output
        self._as_of = as_of
        self._jobs = jobs
        self._tell = progress or silent
        self._stack = ExitStack()
        self._meter = _Meter()
        self._warnings: list[Problem] = []
        self._pages = 0

    def __enter__(self) -> Job:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def prepare(self) -> Path:
        """Check the register and write its release into the staging folder, which is returned."""
        if self.folder.resolve().is_relative_to(self._output.resolve()):
            raise OutputRefused(
                f"{self._output} holds the register, which the new site would replace; "
                "name another place with --output"
            )
        context, files, problems = read_register(self.folder, "zh-CN")
        if context is None:
            raise InputRefused(problems)
        context.as_of = self._as_of or context.as_of
        self._staging = self._stack.enter_context(open_staging(self._output))
        self.site, work = self._staging.site, self._staging.work
        self.executor = self._stack.enter_context(open_workers(self._jobs, files))
        self._meter.begin(self.executor)
        spooled = check_lines(context, files, work, self.executor, problems, self._tell)
        if has_errors(problems):
            found = [*problems, *examine(spooled, self.executor, self._tell)]
            raise InputRefused(bounded(found, context.settings.language))
        self._meter.end("check")
        write_release(
            context,
            spooled,
            self.site / "data",
            work,
            context.as_of,
            self.executor,
            problems,
            _earlier(self._output),
            self._timed,
        )
        self._warnings = in_order(problems)
        return self.site

    def render(self, render: Render, *, components: bool = False) -> None:
        """Render all pages into the staging folder.

        Raises:
            NothingRendered: Pelican ran without our plugin, so there is no site to put in place.
        """
        work = pelican_bridge.Work(
            self.site / "data",
            self.folder,
            self.site,
            self.executor,
            self._tell,
            components=components,
        )
        self._pages = render(work)
        if not self._pages:
            raise NothingRendered(
                "Pelican wrote no page; keep kuangxin_site.pelican_bridge.plugin in its PLUGINS"
            )
        self._meter.end("pages")

    def compress(self) -> None:
        """Put compressed forms beside the text files of the staging folder."""
        precompress(self.site, self.executor, self._timed)

    def finish(self) -> Built:
        """Put the new site in the place of the old one."""
        manifest = msgspec.json.decode(
            (self.site / "data/release.json").read_bytes(), type=_Manifest
        )
        self._staging.finish()
        return Built(
            release=manifest.release,
            as_of=manifest.as_of,
            subjects=manifest.counts["subjects"],
            pages=self._pages,
            next_expiry=manifest.next_expiry,
            address=manifest.register.address,
            warnings=self._warnings,
            costs=self._meter.costs,
        )

    def _timed(self, step: str, done: int, of: int) -> None:
        self._tell(step, done, of)
        if done == of:
            self._meter.end(step)


class _Register(msgspec.Struct):
    address: str = ""


class _Manifest(msgspec.Struct):
    register: _Register
    release: str
    as_of: date
    counts: dict[str, int]
    next_expiry: date | None


class _Meter:
    """Notes what each station costs."""

    def __init__(self) -> None:
        self.costs: dict[str, StationCost] = {}
        self._executor: Executor | None = None
        self._wall = self._cpu = 0.0

    def begin(self, executor: Executor) -> None:
        self._executor = executor
        self._wall, self._cpu = time.perf_counter(), self._cpu_seconds()

    def end(self, station: str) -> None:
        assert self._executor is not None
        wall, cpu = time.perf_counter(), self._cpu_seconds()
        peak = max(peak_bytes(), self._executor.cost.peak_bytes)
        self.costs[station] = StationCost(wall - self._wall, cpu - self._cpu, peak)
        self._wall, self._cpu = wall, cpu

    def _cpu_seconds(self) -> float:
        workers = self._executor.cost.cpu_seconds if self._executor else 0.0
        return time.process_time() + workers


def _earlier(output: Path) -> Earlier | None:
    """Return the release that stands at the output, if one does."""
    data = output / "data"
    with suppress(OSError, msgspec.MsgspecError):
        content = (data / "release.json").read_bytes()
        return Earlier(data, msgspec.json.decode(content, type=Predecessor))
    return None
