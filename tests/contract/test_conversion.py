"""The converter changes what it should and nothing else."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def converted(source: str) -> str:
    sys.path.insert(0, str(SCRIPTS))
    try:
        spec = importlib.util.spec_from_file_location("convert", SCRIPTS / "convert.py")
        assert spec is not None
        assert spec.loader is not None
        module: Any = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(SCRIPTS))
    text: str = module.Converter().convert(source, "x.py")
    return text.split("\n", 1)[1]


def test_async_and_await_go_and_names_change() -> None:
    source = "async def f():\n    async with a as b:\n        await unbroken(await in_thread(b))\n"
    assert converted(source) == "def f():\n    with a as b:\n        as_it_is(in_place(b))\n"


def test_prose_comments_and_other_texts_stay() -> None:
    source = (
        '"""You await unbroken."""\n# await unbroken\n'
        'x = "await unbroken"\ny = f"await {unbroken}"\n'
    )
    assert converted(source) == source


def test_examples_in_docstrings_are_converted() -> None:
    source = (
        '"""Text: await.\n\n>>> x = await f()\n>>> async for y in z:\n'
        '...     await y.aclose()\n"""\n'
    )
    expected = '"""Text: await.\n\n>>> x = f()\n>>> for y in z:\n...     y.close()\n"""\n'
    assert converted(source) == expected


def test_a_text_that_is_just_a_name_is_changed() -> None:
    assert converted('__all__ = ["AsyncConnection", "x"]\n') == '__all__ = ["Connection", "x"]\n'


def test_a_name_is_changed_as_a_whole_only() -> None:
    assert (
        converted("in_thread_more = not_in_thread = in_thread\n")
        == "in_thread_more = not_in_thread = in_place\n"
    )
