"""Keep real people's data out of the repository.

Looks for what real people's data looks like: ``python -m
competency_warehouse.personal_data FILE ...``. A hook of pre-commit runs it on what is
to be committed, a test on all that git tracks. It finds shapes, and so not everything:
exports of real people belong outside the repository (``COMPETENCY_EXPORTS``).
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA_FILES = {
    ".accdb", ".db", ".dta", ".duckdb", ".feather", ".mdb", ".ods", ".parquet", ".rds",
    ".sav", ".sqlite", ".wal", ".xls", ".xlsb", ".xlsm", ".xlsx",
}  # fmt: skip
PERSON_IDS = {"person_id", "assessor_id", "manager_id", "employee_id", "staff_id"}
NAMES = {
    "full_name", "first_name", "last_name", "surname", "forename", "person_name",
    "employee_name", "staff_name",
}  # fmt: skip

_EMAIL = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})", re.IGNORECASE)
_NO_ONES_DOMAIN = re.compile(
    r"(.+\.)?(example\.(org|com|net)|example|invalid|test|localhost)", re.IGNORECASE
)
_NATIONAL_INSURANCE = re.compile(
    r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b"
)
_NHS_NUMBER = re.compile(r"(?<![\w.-])(\d{3})([ -]?)(\d{3})\2(\d{4})(?![\w.-])")


@dataclass(frozen=True)
class Finding:
    """Something that looks like a real person's data.

    Attributes:
        file: where.
        row: the line, from 1; None: the file as a whole.
        what: what it looks like, without repeating it.
        remedy: what to do.
    """

    file: Path
    row: int | None
    what: str
    remedy: str

    def __str__(self) -> str:
        """The finding as a message."""
        place = f"{self.file}, row {self.row}" if self.row else str(self.file)
        return f"{place}: {self.what}. {self.remedy}"


def find_in(file: Path) -> Iterator[Finding]:
    """What looks like a real person's data in a file."""
    if file.suffix.lower() in DATA_FILES:
        yield Finding(
            file,
            None,
            "a file of data, which nobody can review",
            "Keep it outside the repository; commit CSV of synthetic people.",
        )
        return
    text = file.read_bytes().decode("utf-8", errors="replace")
    for row, line in enumerate(text.splitlines(), start=1):
        yield from _in_line(file, row, line)
    if file.suffix.lower() in {".csv", ".tsv"}:
        yield from _in_table(file, text)


def _in_line(file: Path, row: int, line: str) -> Iterator[Finding]:
    # Without an @, a long line would be searched for an address from each letter on.
    for address in _EMAIL.finditer(line) if "@" in line else ():
        if not _NO_ONES_DOMAIN.fullmatch(address[1]):
            yield Finding(
                file,
                row,
                "an e-mail address that may be somebody's",
                "Use one @example.org.",
            )
    if _NATIONAL_INSURANCE.search(line):
        yield Finding(
            file, row, "the form of a National Insurance number", "Remove it."
        )
    for number in _NHS_NUMBER.finditer(line):
        # Ten digits in a row are often something else: in tables they are looked at.
        is_set_apart = bool(number[2]) or file.suffix.lower() in {".csv", ".tsv"}
        if is_set_apart and _is_nhs_number(number[1] + number[3] + number[4]):
            yield Finding(file, row, "a valid NHS number", "Remove it.")


def _is_nhs_number(digits: str) -> bool:
    """Whether the last of ten digits is the check digit of the others (modulus 11)."""
    weighted = sum(int(digit) * (10 - at) for at, digit in enumerate(digits[:9]))
    return (11 - weighted % 11) % 11 == int(digits[9])


def _in_table(file: Path, text: str) -> Iterator[Finding]:
    lines = text.splitlines(keepends=True)
    delimiter = "\t" if file.suffix.lower() == ".tsv" else ","
    records = csv.DictReader(lines, delimiter=delimiter)
    for record in records:
        for column, value in record.items():
            if not column or not isinstance(value, str) or not value.strip():
                continue
            name = column.strip().lower().replace(" ", "_")
            is_made_up = value.strip().startswith(("person", "planned"))
            if name in PERSON_IDS and not is_made_up:
                yield Finding(
                    file,
                    records.line_num,
                    f"{column} may be a real person's",
                    "Synthetic people are person_0001, posts planned_0001 and so on.",
                )
            elif name in NAMES and not value.strip().startswith("Example"):
                yield Finding(
                    file,
                    records.line_num,
                    f"{column} may be a real person's",
                    "Synthetic people are Example Person 1 and so on.",
                )


def main(names: list[str]) -> int:
    """Print what is found, and say by the exit code whether anything was."""
    findings = [each for name in names for each in find_in(Path(name))]
    for each in findings:
        print(each)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
