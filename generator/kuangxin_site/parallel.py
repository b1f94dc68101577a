"""Where tasks run: in this process, or in a pool of worker processes.

A task is a function at the top of a module with one argument that can be pickled. Results come in
the order of the arguments, so that the output does not depend on the number of workers.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Protocol, TypeVar

from kuangxin_site.errors import WorkerLost

__all__ = ["Cost", "Executor", "open_executor", "peak_bytes", "without_gc", "worker_count"]

_A = TypeVar("_A")
_R = TypeVar("_R")


class Cost:
    """What the tasks cost: processor seconds of the workers, and the largest memory of one.

    Tasks that run in this process cost it, and count as nothing here.
    """

    def __init__(self) -> None:
        self.cpu_seconds = 0.0
        self.peak_bytes = 0


@contextmanager
def without_gc() -> Iterator[None]:
    """Do without the collector while very many objects are made that all stay: it finds nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Executor(Protocol):
    """Something that runs tasks."""

    jobs: int
    cost: Cost

    def map(self, task: Callable[[_A], _R], arguments: Iterable[_A]) -> Iterator[_R]:
        """Run ``task`` for each argument and yield the results in the order of the arguments."""
        ...


class _Here:
    """Runs tasks one after the other in this process."""

    jobs = 1

    def __init__(self) -> None:
        self.cost = Cost()

    def map(self, task: Callable[[_A], _R], arguments: Iterable[_A]) -> Iterator[_R]:
        return map(task, arguments)


class _Processes:
    """Runs tasks in worker processes, a few ahead of the one that is waited for."""

    def __init__(self, pool: ProcessPoolExecutor, jobs: int) -> None:
        self.jobs = jobs
        self.cost = Cost()
        self._pool = pool

    def map(self, task: Callable[[_A], _R], arguments: Iterable[_A]) -> Iterator[_R]:
        running: deque[Future[tuple[_R, float, int]]] = deque()
        try:
            for argument in arguments:
                running.append(self._pool.submit(_measured, task, argument))
                if len(running) >= 3 * self.jobs:
                    yield self._take(running.popleft())
            while running:
                yield self._take(running.popleft())
        finally:
            for future in running:
                future.cancel()

    def _take(self, future: Future[tuple[_R, float, int]]) -> _R:
        try:
            result, seconds, peak = future.result()
        except BrokenProcessPool:
            raise WorkerLost(
                "a worker process was ended from outside, perhaps for lack of memory; "
                "nothing was changed; try again with fewer --jobs"
            ) from None
        self.cost.cpu_seconds += seconds
        self.cost.peak_bytes = max(self.cost.peak_bytes, peak)
        return result


def _end_with_parent() -> None:
    """Let this worker end when its parent does, even when that is killed.

    A worker that waits for work would else wait for ever: it holds both ends of the queue.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _measured(task: Callable[[_A], _R], argument: _A) -> tuple[_R, float, int]:
    """Run a task and return its result, its processor seconds and the worker's peak memory."""
    began = time.process_time()
    result = task(argument)
    return result, time.process_time() - began, peak_bytes()


def peak_bytes() -> int:
    """Return the largest memory this process has had, in bytes; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def worker_count(jobs: int) -> int:
    """Return ``jobs``, or the number of processors that this process may use when it is 0."""
    if jobs > 0:
        return jobs
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def open_executor(jobs: int) -> Iterator[Executor]:
    """Open an executor with ``jobs`` workers (0: one a processor); 1 runs in this process.

    Workers are spawned, not forked, so that they hold nothing of the parent's memory.
    """
    jobs = worker_count(jobs)
    if jobs == 1:
        yield _Here()
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_end_with_parent) as pool:
        try:
            yield _Processes(pool, jobs)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
