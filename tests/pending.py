"""What the document describes and the code does not do yet; see contract/pending.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

FILE = Path(__file__).parent / "contract/pending.toml"

Lists = dict[str, dict[str, list[str]]]


def read(text: str) -> dict[str, set[str]]:
    """Give the pending names by the dotted name of their list, such as ``operations.facade``."""
    tables: Lists = tomllib.loads(text)
    return {
        f"{table}.{name}": set(names)
        for table, lists in tables.items()
        for name, names in lists.items()
    }


PENDING = read(FILE.read_text())
