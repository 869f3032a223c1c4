"""Merged and separate views of what instances wrote."""

from __future__ import annotations

from hypothesis import given, strategies as st

from qarnot.emulator.core.output import OutputLog


def test_each_line_of_the_merged_view_names_its_instance() -> None:
    log = OutputLog()
    log.append(0, b"a\nb\n")
    log.append(12, b"c\n")
    assert log.merged() == "0> a\n0> b\n12> c\n"
    assert log.of(0) == "a\nb\n"
    assert log.of(12) == "c\n"
    assert log.of(3) == ""


def test_lines_of_several_instances_are_not_torn_by_their_pieces() -> None:
    log = OutputLog()
    log.append(0, b"one ")
    log.append(1, b"two ")
    log.append(0, b"line\n")
    log.append(1, b"lines\n")
    assert log.take_merged() == "0> one line\n1> two lines\n"


def test_an_unfinished_line_is_given_once_and_continued() -> None:
    log = OutputLog()
    log.append(0, b"par")
    assert log.merged() == "0> par"
    assert log.merged() == "0> par"
    assert log.take_merged() == "0> par"
    assert log.take_merged() == ""
    log.append(0, b"tial\nnext\n")
    assert log.take_merged() == "tial\n0> next\n"
    assert log.merged() == "0> partial\n0> next\n"


def test_a_taken_unfinished_line_is_ended_when_another_instance_goes_on() -> None:
    log = OutputLog()
    log.append(0, b"par")
    log.take_merged()
    log.append(1, b"x\n")
    log.append(0, b"tial\n")
    assert log.merged() == "0> par\n1> x\n0> tial\n"


def test_characters_in_pieces_are_put_together_and_broken_ones_replaced() -> None:
    log = OutputLog()
    log.append(0, "é".encode()[:1])
    assert log.take_of(0) == ""
    log.append(0, "é".encode()[1:] + b"\xff\n")
    assert log.take_of(0) == "é\ufffd\n"
    log.append(0, "é".encode()[:1])
    log.append(0, b"", last=True)
    assert log.take_of(0) == "\ufffd"
    assert log.merged() == "0> é\ufffd\n0> \ufffd"


_pieces = st.lists(
    st.tuples(st.integers(0, 2), st.text("ab\n", max_size=5), st.booleans()), max_size=20
)


@given(_pieces)
def test_what_is_taken_adds_up_to_the_whole(pieces: list[tuple[int, str, bool]]) -> None:
    log = OutputLog()
    taken = ""
    own = {0: "", 1: "", 2: ""}
    for instance, text, take in pieces:
        log.append(instance, text.encode())
        own[instance] += text
        if take:
            taken += log.take_merged()
    assert taken + log.take_merged() == log.merged()
    assert {number: log.of(number) for number in own} == own
    lines = log.merged().split("\n")
    assert all(line[:3] in ("0> ", "1> ", "2> ") for line in lines[:-1])
    for number, text in own.items():
        shown = "".join(line[3:] for line in lines if line.startswith(f"{number}> "))
        assert shown == text.replace("\n", "")
