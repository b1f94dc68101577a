"""Check one chunk of subjects or of assessments: the task of a worker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

import msgspec

from kuangxin import codes
from kuangxin.records import Json, Record, decode_record
from kuangxin_site.check.bounds import MOST_PROBLEMS, bounded
from kuangxin_site.check.context import Context, load_context
from kuangxin_site.check.divisions import covered
from kuangxin_site.check.facts import Finding, record_findings
from kuangxin_site.check.join import DecidedResult
from kuangxin_site.check.lines import Chunk, LineProblem, decode_line, read_lines
from kuangxin_site.check.refused import refused_findings
from kuangxin_site.check.results import result_findings
from kuangxin_site.check.spool import Entry, Spool
from kuangxin_site.check.texts import may_be_suspect, text_findings
from kuangxin_site.problems import Problem, pointer_to
from kuangxin_site.schemas import Schema
from kuangxin_site.wording import describe_os_error, describe_refusal, field_title, say

__all__ = ["Checked", "Task", "check_chunk", "moved"]

_WARNINGS = frozenset(
    {
        "code-normalised",
        "code-organisation",
        "formula",
        "not-shown-before",
        "objection-upheld",
    }
)
_CR = b"\r"


class Task(msgspec.Struct, frozen=True):
    """One chunk to check, and where its spool goes; ``partitions`` is their number."""

    context: Path
    chunk: Chunk
    what: str
    kind: str
    partitions: int
    spool: Path


class Checked(msgspec.Struct):
    """What came of a chunk: how many lines it has, and what is wrong (lines count from 1).

    ``unread`` tells that the code of some line cannot be known.
    """

    lines: int
    problems: list[Problem]
    unread: bool = False


def check_chunk(task: Task) -> Checked:
    """Check the lines of one chunk and spool what later stations need of them."""
    check = _LineCheck(load_context(task.context), task)
    lines = 0
    try:
        for line in read_lines(check.context.folder, task.chunk):
            lines += 1
            check.take(line, lines)
    except OSError as error:
        check.cannot_read(error)
    check.spool.write(task.spool)
    problems = bounded(check.problems, check.context.settings.language)
    return Checked(lines, problems, check.unread)


class _LineCheck:
    def __init__(self, context: Context, task: Task) -> None:
        self.context = context
        self.task = task
        self.problems: list[Problem] = []
        self.unread = False
        self.spool = Spool(task.partitions)
        self._language = context.settings.language
        self._own_codes = context.kinds[task.kind].identifier == "own"
        self._division = self._division_of_file()
        self._below = covered(context.divisions, (self._division,))
        self._schema = self._find_schema()
        self._crlf_seen = False

    def take(self, line: bytes | LineProblem, number: int) -> None:
        """Check one line."""
        try:
            if isinstance(line, LineProblem):
                raise line
            self._take(line, number)
        except LineProblem as problem:
            self.unread = self.unread or problem.code != "blank-line"
            self._say(problem.code, number, (), problem.values)
        except RecursionError:
            self.unread = True
            self._say("too-deep", number, (), {})
        if len(self.problems) > 3 * MOST_PROBLEMS:
            self.problems = bounded(self.problems, self._language)

    def cannot_read(self, error: OSError) -> None:
        """Report that the file cannot be read to its end."""
        self.unread = True
        self._say("unreadable", 0, (), {"detail": describe_os_error(error, self._language)})

    def _take(self, line: bytes, number: int) -> None:
        line = self._without_line_end(line, number)
        if not line:
            raise LineProblem("blank-line")
        value = decode_line(line)
        if not self._schema.is_valid(value):
            self._refuse(value, number, line)
            return
        try:
            found = self._decode(value, line)
        except msgspec.ValidationError as error:
            self._refuse(value, number, line, error)
            return
        code = self._code(value, number)
        self._look_at_texts(value, number, line)
        if isinstance(found, Record):
            self._look_at_division(value, number)
            self._take_subject(code, found, number, line)
        else:
            if found.decided_on > self.context.as_of:
                values = {"value": found.decided_on, "limit": self.context.as_of}
                self._say("not-shown-before", number, ("decided_on",), values)
            self._spool("assessment", code, number, line)

    def _look_at_texts(self, value: dict[str, Json], number: int, line: bytes) -> None:
        if may_be_suspect(line.decode()):
            for path, rule, text in text_findings(value):
                self._say(rule, number, path, {"value": text})

    def _decode(self, value: dict[str, Json], line: bytes) -> Record | DecidedResult:
        if self.task.what == "assessment":
            return msgspec.json.decode(line, type=DecidedResult)
        return decode_record(self.task.kind, value)

    def _division_of_file(self) -> str:
        """Return the division whose subjects the file holds by its name, or "": any."""
        path = PurePosixPath(self.task.chunk.path)
        named = self.task.what == "subject" and path.suffix == ".jsonl"
        return path.stem if named and path.stem in self.context.divisions else ""

    def _look_at_division(self, value: dict[str, Json], number: int) -> None:
        """Say that a subject stands in the file of a division in which it does not lie."""
        division, place = value.get("division"), self._division
        if not place or division == place or not isinstance(division, str):
            return
        divisions = self.context.divisions
        if division in divisions and division not in self._below:
            names = f"{division} {divisions[division].name}", f"{place} {divisions[place].name}"
            values = {"value": names[0], "limit": names[1], "other": division}
            self._say("other-division", number, ("division",), values)

    def _take_subject(self, code: str, record: Record, number: int, line: bytes) -> None:
        self._tell(record_findings(record, self.context), number)
        for item in record.credit_information:
            self._spool("item", item.id, number)
        self._spool("subject", code, number, line)

    def _tell(self, findings: Iterable[Finding], number: int) -> None:
        for path, rule, values in findings:
            if rule == "end-before-start":
                other = self._schema.title((*path[:-1], str(values["other"])))
                values = {**values, "other": other}
            self._say(rule, number, path, values)

    def _without_line_end(self, line: bytes, number: int) -> bytes:
        if self.task.chunk.start == 0 and number == 1 and line.startswith(b"\xef\xbb\xbf"):
            self._say("bom", number, (), {})
            line = line[3:]
        if _CR in line:
            if not self._crlf_seen:
                self._say("crlf", number, (), {})
            self._crlf_seen = True
            line = line.rstrip(_CR)
        if not self.task.chunk.path.endswith(".jsonl"):
            line = line.strip()
        return line

    def _code(self, value: dict[str, Json], number: int) -> str:
        """Check the code and return it in its one written form."""
        text = str(value["code"])
        if self._own_codes:
            if not codes.is_own_code(text):
                self.unread = True
                self._say("code-own", number, ("code",), {"value": text})
            return text
        code = codes.compact(text)
        reason = codes.explain(code)
        if reason is not None:
            self.unread = True
            self._say(f"code-{reason}", number, ("code",), {"value": text})
        else:
            if code != text:
                values = {"value": text, "limit": code}
                self._say("code-normalised", number, ("code",), values)
            # Told where the subject stands, not again in each of its results.
            if self.task.what == "subject" and not codes.organisation_code_agrees(code):
                self._say("code-organisation", number, ("code",), {"value": code})
        return code

    def _find_schema(self) -> Schema:
        if self.task.what == "assessment":
            return self.context.schemas["assessment.schema.json"]
        return self.context.schema(self.task.kind)

    def _spool(self, what: str, key: str, number: int, line: bytes = b"") -> None:
        self.spool.add(Entry(what, self.task.kind, key, self.task.chunk.path, number, line))

    def _refuse(
        self,
        value: dict[str, Json],
        number: int,
        line: bytes,
        error: msgspec.ValidationError | None = None,
    ) -> None:
        """Say why a value is refused: by its schema, or behind a schema that allows too much.

        What the schema does not refuse in it is looked at all the same.
        """
        file = self.task.chunk.path
        found = describe_refusal(
            self._schema, value, self._language, file=file, line=number, detail=error
        )
        self.problems.extend(found)
        self._look_at_texts(value, number, line)
        wrong = {problem.pointer for problem in found}
        if isinstance(value.get("code"), str) and "/code" not in wrong:
            what = "refused" if self.task.what == "subject" else "refused-result"
            self._spool(what, self._code(value, number), number)
        else:
            self.unread = True
        if self.task.what == "subject":
            findings = refused_findings(self.task.kind, value, wrong, self.context)
            self._tell(findings, number)
            self._look_at_division(value, number)
            for id_ in _item_ids(value, wrong):
                self._spool("item", id_, number)
        else:
            sound = {name: one for name, one in value.items() if f"/{name}" not in wrong}
            self._tell(result_findings(self.task.kind, sound, file, self.context), number)

    def _say(
        self, code: str, number: int, path: tuple[str | int, ...], values: Mapping[str, object]
    ) -> None:
        self.problems.append(
            say(
                code,
                self._language,
                file=self.task.chunk.path,
                line=number,
                pointer=pointer_to(path),
                field=field_title(self._schema, path),
                severity="warning" if code in _WARNINGS else "error",
                values=values,
            )
        )


def _item_ids(value: dict[str, Json], wrong: set[str]) -> Iterator[str]:
    """Yield the ids of the items of a refused subject, so that one used twice is found."""
    items = value.get("credit_information")
    for index, item in enumerate(items if isinstance(items, list) else ()):
        id_ = item.get("id") if isinstance(item, dict) else None
        if isinstance(id_, str) and f"/credit_information/{index}/id" not in wrong:
            yield id_


def moved(problems: list[Problem], lines: int) -> Iterator[Problem]:
    """Yield the problems of a chunk with their lines counted from the start of the file."""
    for problem in problems:
        line = problem.line + lines if problem.line else 0
        yield msgspec.structs.replace(problem, line=line)
