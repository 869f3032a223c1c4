"""Random pairs of a local tree and a folder of a bucket, and random faults on the way."""

from __future__ import annotations

import hashlib
import random
import threading
from collections.abc import Mapping
from pathlib import Path

from attrs import define, field, frozen

from qarnot._objects import ObjectStore

from .catalogue import (
    CUT_XML,
    EMPTY200,
    ERROR_IN_200,
    EXECUTED_500,
    EXECUTED_ERROR_IN_200,
    FLIPPED_TRUNCATED,
    FORBIDDEN,
    HTML200,
    INTERNAL_ERROR,
    KEY_TWICE,
    LOST,
    NO_CONTENTS,
    NO_ETAG,
    NO_TRUNCATED,
    OTHER_BUCKET,
    RESET,
    SLOW_DOWN,
    WRONG_ETAG,
    XHTML200,
    cut,
    flip,
    other_range,
    refusal,
    told_range,
)
from .proxy import Fault, Request

NAMES = (
    *("a", "b", "c", "d/a", "d/b", "d/e/f", "g/a", "a.txt", "é", "a b", "a+b", "x%20y", "&<>"),
    *("A", "D/a", ".hidden", "z" * 100),
)
CONTENTS = (b"", b"x", b"the same", b"another", bytes(1000), bytes(range(256)) * 40)

NO_SUCH_KEY = refusal(404, "NoSuchKey")
ANYWHERE = (RESET, RESET, LOST, LOST, SLOW_DOWN, INTERNAL_ERROR, FORBIDDEN, HTML200, EMPTY200)
KINDS: Mapping[str, tuple[Fault, ...]] = {
    "list": (
        *(RESET, SLOW_DOWN, FORBIDDEN, HTML200, XHTML200, EMPTY200, CUT_XML, NO_TRUNCATED),
        *(FLIPPED_TRUNCATED, KEY_TWICE, OTHER_BUCKET, NO_CONTENTS),
    ),
    "put": (*ANYWHERE, XHTML200, EXECUTED_500, WRONG_ETAG, NO_ETAG),
    "copy": (*ANYWHERE, XHTML200, EXECUTED_500, ERROR_IN_200, EXECUTED_ERROR_IN_200),
    "head": (RESET, LOST, SLOW_DOWN, FORBIDDEN, WRONG_ETAG, NO_ETAG, NO_SUCH_KEY),
    "get": (*ANYWHERE, XHTML200, WRONG_ETAG, NO_ETAG, NO_SUCH_KEY),
    "delete_objects": (*ANYWHERE, XHTML200, EXECUTED_500),
}
LIES = frozenset({NO_CONTENTS.name, NO_SUCH_KEY.name})
"""Faults by which a listing is whole for all that it says, or an object is gone by now."""


def md5_of(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


@frozen
class Pair:
    """What is here and what is there before anything is done.

    :ivar local: contents by name below the folder.
    :ivar remote: contents by name below the prefix.
    """

    local: dict[str, bytes]
    remote: dict[str, bytes]


def _tree(chance: random.Random, most: int) -> dict[str, bytes]:
    names = chance.sample(NAMES, chance.randint(0, most))
    return {name: _content(chance) for name in names}


def _content(chance: random.Random) -> bytes:
    return chance.choice((*CONTENTS, chance.randbytes(chance.randint(1, 40))))


def _changed(chance: random.Random, tree: dict[str, bytes]) -> dict[str, bytes]:
    """Give the tree after some renames, swaps, changes, removals and additions."""
    tree = dict(tree)
    for _ in range(chance.randint(0, 3)):
        names = sorted(tree)
        match chance.choice(("rename", "swap", "change", "remove", "add", "copy")):
            case "rename" if names:
                content = tree.pop(chance.choice(names))
                tree[chance.choice(NAMES)] = content
            case "swap" if len(names) > 1:
                one, other = chance.sample(names, 2)
                tree[one], tree[other] = tree[other], tree[one]
            case "change" if names:
                tree[chance.choice(names)] = _content(chance)
            case "remove" if names:
                del tree[chance.choice(names)]
            case "copy" if names:
                tree[chance.choice(NAMES)] = tree[chance.choice(names)]
            case _:
                tree[chance.choice(NAMES)] = _content(chance)
    return tree


def draw_pair(chance: random.Random) -> Pair:
    local = _tree(chance, 6)
    remote = _changed(chance, local) if chance.random() < 0.7 else _tree(chance, 6)
    return Pair(local, remote)


def write_tree(folder: Path, tree: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def read_tree(folder: Path) -> dict[str, bytes]:
    """Give the contents of all files, and where links lead."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = b"-> " + str(path.readlink()).encode()
        elif path.is_file():
            found[name] = path.read_bytes()
    return found


def store_tree(store: ObjectStore, bucket: str, prefix: str, tree: Mapping[str, bytes]) -> None:
    for name, content in tree.items():
        store.client.put_object(Bucket=bucket, Key=prefix + name, Body=content)


def etags_in(store: ObjectStore, bucket: str, prefix: str = "") -> dict[str, str]:
    """Give the MD5 of all objects; all have been stored in one piece."""
    return {stored.key: stored.etag for stored in store.list_objects(bucket, prefix)}


@define
class RandomFaults:
    """Spoils some of the exchanges; asked by the proxy.

    :ivar met: operations and names of the faults that were met.
    """

    chance: random.Random
    places: dict[int, float] = field(init=False)
    met: list[tuple[str, str]] = field(factory=list)
    _seen: int = 0
    _lock: threading.Lock = field(factory=threading.Lock)

    def __attrs_post_init__(self) -> None:
        count = self.chance.randint(1, 4)
        # A fault that lasts for some exchanges in a row outlives the retries.
        self.places = {}
        for _ in range(count):
            place, kind = self.chance.randrange(8), self.chance.random()
            for each in range(self.chance.choice((1, 1, 1, 3, 8))):
                self.places[place + each] = kind

    @property
    def has_lied(self) -> bool:
        """Whether an answer was wrong in a way that nobody can see."""
        return any(name in LIES for _, name in self.met)

    def __call__(self, request: Request) -> Fault | None:
        with self._lock:
            drawn = self.places.get(self._seen)
            self._seen += 1
            if drawn is None or request.operation not in KINDS:
                return None
            kinds = KINDS[request.operation]
            if request.operation == "get":
                place = int(drawn * 10_000)
                kinds = (*kinds, flip(place), flip(place + 1), cut(place), other_range(place | 1))
                kinds = (*kinds, told_range(place | 1))
            fault = kinds[int(drawn * len(kinds))]
            self.met.append((request.operation, fault.name))
            return fault
