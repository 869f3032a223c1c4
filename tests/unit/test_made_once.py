"""Attributes that are made when they are first used."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from qarnot._record import MadeOnce


class Thing:
    notes = MadeOnce[list[str]](list)
    lock = MadeOnce(threading.Lock)


def test_nothing_is_made_before_it_is_used() -> None:
    thing = Thing()
    assert vars(thing) == {}
    thing.notes.append("first")
    assert vars(thing) == {"notes": ["first"]}


def test_each_object_has_its_own() -> None:
    one, other = Thing(), Thing()
    one.notes.append("only here")
    assert other.notes == []
    assert one.lock is not other.lock


def test_it_can_be_replaced() -> None:
    thing = Thing()
    thing.notes = ["set"]
    assert thing.notes == ["set"]


def test_a_class_gives_what_makes_it() -> None:
    assert isinstance(Thing.notes, MadeOnce)


def test_threads_that_come_at_once_get_the_same() -> None:
    together = threading.Barrier(8)

    def make() -> object:
        together.wait(10)
        return object()

    class Slow:
        value = MadeOnce(make)

    slow = Slow()
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: slow.value, range(8)))
    assert len(set(map(id, found))) == 1
