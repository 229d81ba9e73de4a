"""Composed YAML: every scalar the text that stands there, and no harm in any tag.

The document is composed, never constructed, so that no tag does anything, no alias
grows beyond measure, and ``1.10`` stays ``1.10`` and ``yes`` stays ``yes``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import yaml
from yaml.composer import ComposerError
from yaml.nodes import MappingNode, Node, SequenceNode
from yaml.reader import ReaderError

from competency_warehouse.errors import UserError
from competency_warehouse.readers.text import (
    check_size,
    check_text,
    text_of,
    unified,
)

if TYPE_CHECKING:
    from competency_warehouse.readers import Page

MAX_DEPTH = 30
MAX_VALUES = 200_000  # with aliases written out

_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_NULLS = ("", "~", "null", "Null", "NULL")


class _Loader(yaml.SafeLoader):
    """The safe loader, with limits, that remembers comments by line."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0
        self.count = 0
        self.comments: dict[int, str] = {}

    def compose_node(self, parent: Node | None, index: object) -> Node:
        """As the safe loader does, as far as the limits go."""
        self.depth += 1
        self.count += 1
        for found, most, what in (
            (self.depth, MAX_DEPTH, "nested over {:,} deep"),
            (self.count, MAX_VALUES, "over {:,} values"),
        ):
            if found > most:
                mark = self.peek_event().start_mark
                raise ComposerError(None, None, what.format(most), mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def scan_to_next_token(self) -> None:
        """Keep the comments that are passed over."""
        first, line = self.pointer, self.line
        super().scan_to_next_token()
        self._keep_comments(first, line)

    def scan_block_scalar_ignored_line(self, start_mark: yaml.Mark) -> None:
        """Keep the comment behind the ``|`` or ``>`` of a block."""
        first, line = self.pointer, self.line
        super().scan_block_scalar_ignored_line(start_mark)
        self._keep_comments(first, line)

    def _keep_comments(self, first: int, line: int) -> None:
        passed = self.buffer[first : self.pointer]
        for place, text in enumerate(_BREAK.split(passed), line + 1):
            if "#" in text:
                self.comments[place] = text[text.index("#") :].strip()


@dataclass(frozen=True)
class Value:
    """A piece of a document: a text, a list or a mapping.

    Attributes:
        lines: the source lines of all text in it and of its key, counted from 1.
        text: of a text, without blanks around it; empty for null, lists and mappings.
        fields: of a mapping, in order, keys that come twice and all; of a list, with
            empty keys.
        is_list: whether it is a list.
        is_mapping: whether it is a mapping.
    """

    lines: frozenset[int]
    text: str = ""
    fields: tuple[tuple[str, Value], ...] = ()
    is_list: bool = False
    is_mapping: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether there is no text in it at all."""
        return not self.text and all(
            not key and value.is_blank for key, value in self.fields
        )

    def get(self, key: str) -> Value | None:
        """The first field of that key."""
        return next((value for name, value in self.fields if name == key), None)

    def texts(self, *keys: str) -> list[str]:
        """The texts of all fields of these keys, in the order of the keys."""
        return [
            value.text
            for key in keys
            for name, value in self.fields
            if name == key and value.text
        ]

    def json(self) -> str:
        """As JSON, all scalars as texts."""
        if self.is_mapping:
            pairs = (f"{_quoted(key)}: {value.json()}" for key, value in self.fields)
            return f"{{{', '.join(pairs)}}}"
        if self.is_list:
            return f"[{', '.join(value.json() for _, value in self.fields)}]"
        return _quoted(self.text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True)
class Document:
    """A page that was composed and found harmless."""

    root: Value
    lines: tuple[str, ...]
    comments: dict[int, str]
    notes: tuple[str, ...]


@lru_cache(maxsize=1)
def yaml_document(page: Page) -> Document:
    """Compose a page.

    Raises:
        UserError: it is no YAML, too large or too deep, or refers to itself.
    """
    check_size(page)
    text = text_of(page)
    try:
        loader = _Loader(text + "\n")
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line, text.rstrip().count("\n")) + 1
        raise UserError(
            f"{page.name}:{line}: this is not YAML that can be read: "
            f"{error.problem}. Mend the page there, or just above."
        ) from error
    except ReaderError as error:
        line = len(_BREAK.findall(text[: error.position])) + 1
        raise UserError(
            f"{page.name}:{line}: holds U+{error.character:04X}, which is no "
            "character of YAML. Remove it."
        ) from error
    conversion = _Conversion(page.name)
    value = conversion.value(root, 0) if root else Value(frozenset())
    lines = tuple(_BREAK.split(text))
    return Document(value, lines, loader.comments, tuple(conversion.notes))


class _Conversion:
    """From nodes to values, written out; refuses what grows beyond measure."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0
        self.notes: list[str] = []

    def value(self, node: Node, depth: int) -> Value:
        """The value of a node that is so deep in the document."""
        self.count += 1
        line = node.start_mark.line + 1
        if self.count > MAX_VALUES or depth > MAX_DEPTH:
            raise UserError(
                f"{self.name}:{line}: with aliases (*) written out, there are over "
                f"{MAX_VALUES:,} values or {MAX_DEPTH} levels. Make it smaller."
            )
        if not re.match(r"tag:yaml\.org,2002:(?!python)", node.tag):
            raise UserError(
                f"{self.name}:{line}: has the tag {node.tag}, and only plain YAML is "
                "read. Remove the tag."
            )
        if isinstance(node, MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, SequenceNode):
            items = [("", self.value(item, depth + 1)) for item in node.value]
            return _collection(line, items, is_list=True)
        check_text(node.value, f"{self.name}:{line}")
        # A block ends where the next token starts, other text where it stands.
        last = node.end_mark.line + (node.style not in ("|", ">"))
        is_null = node.style is None and node.value in _NULLS
        text = "" if is_null else unified(node.value).strip()
        return Value(frozenset(range(line, max(line, last) + 1)), text)

    def _mapping(self, node: MappingNode, depth: int) -> Value:
        line = node.start_mark.line + 1
        fields: list[tuple[str, Value]] = []
        names: set[str] = set()
        for key_node, value_node in node.value:
            key = self.value(key_node, depth + 1)
            name = key.json() if key.fields else key.text
            if name in names:
                self.notes.append(
                    f"{self.name}:{min(key.lines)}: the key {name!r} comes again; "
                    "both are kept"
                )
            names.add(name)
            value = self.value(value_node, depth + 1)
            fields.append((name, replace(value, lines=key.lines | value.lines)))
        return _collection(line, fields, is_mapping=True)


def _collection(line: int, fields: list[tuple[str, Value]], **shape: bool) -> Value:
    lines = frozenset({line}).union(*(value.lines for _, value in fields))
    return Value(lines, fields=tuple(fields), **shape)
