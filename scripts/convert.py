"""Make qarnot/_sync from qarnot/_async.

    python scripts/convert.py            write it
    python scripts/convert.py --check    fail when it is not what _async gives

The conversion drops `async` and `await` and renames whole names by the table below: in code, in
texts that are just such a name (as in `__all__`), and in the examples of docstrings. Whatever else
the two colours do differently stands as a pair of names in qarnot/_colour. A rename that no file
uses is an error, so that the table stays true.
"""

from __future__ import annotations

import argparse
import io
import re
import subprocess
import sys
import tempfile
import tokenize
from pathlib import Path

from trees import Tree, differences, read_tree, replace_tree

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "qarnot/_async"
TARGET = ROOT / "qarnot/_sync"

DROPPED = {"async", "await"}
RENAMES = {
    "AsyncClient": "Client",
    "AsyncConnection": "Connection",
    "AsyncDeadlineTransport": "DeadlineTransport",
    "AsyncBaseTransport": "BaseTransport",
    "AsyncExitStack": "ExitStack",
    "AsyncIterator": "Iterator",
    "AsyncLock": "Lock",
    "AsyncPauses": "Pauses",
    "AsyncPrefetch": "Prefetch",
    "Eventually": "Directly",
    "HomeLoop": "AnyThread",
    "NoOperators": "Operators",
    "REFUSE_UNKNOWN": "WARN_OF_UNKNOWN",
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "aclose": "close",
    "handle_async_request": "handle_request",
    "aiter_raw": "iter_raw",
    "asyncio": "sync",
    "enter_async_context": "enter_context",
    "in_stoppable_thread": "in_place",
    "set_async_httpx_client": "set_httpx_client",
    "unbroken": "as_it_is",
    "cannot_create": "create_now",
    "in_thread": "in_place",
    "side_by_side": "in_threads",
    "keep_as_received": "refresh_when_stale",
}
BANNER = "# Made from qarnot/_async/{name} by `make sync`: edit that file, not this one.\n"
EXAMPLE = re.compile(r"^(\s*(?:>>>|\.\.\.) )(.*)$", re.MULTILINE)
BLANK_WORDS = re.compile(r"\b(?:async|await) +")


class ConversionError(Exception):
    """A file that cannot be converted, and why."""


class Converter:
    """Convert files and remember which rules were used."""

    def __init__(self) -> None:
        self.used: set[str] = set()

    def convert(self, source: str, name: str) -> str:
        lines = source.splitlines(keepends=True)
        for token in reversed(self._tokens(source)):
            row, start = token.start
            end_row, end = token.end
            if token.type == tokenize.NAME and token.string in DROPPED:
                line = lines[row - 1]
                rest = line[end:].lstrip(" ")
                lines[row - 1] = line[:start] + rest
                self.used.add(token.string)
            elif token.type == tokenize.NAME and token.string in RENAMES:
                line = lines[row - 1]
                lines[row - 1] = line[:start] + self._rename(token.string) + line[end:]
            elif token.type == tokenize.STRING and token.string[1:-1] in RENAMES:
                line = lines[row - 1]
                renamed = f'"{self._rename(token.string[1:-1])}"'
                lines[row - 1] = line[:start] + renamed + line[end:]
            elif token.type == tokenize.STRING and token.string.lstrip("rR")[:3] == '"""':
                text = EXAMPLE.sub(self._convert_example, token.string)
                if text != token.string:
                    head, tail = lines[row - 1][:start], lines[end_row - 1][end:]
                    lines[row - 1 : end_row] = (head + text + tail).splitlines(keepends=True)
        return BANNER.format(name=name) + "".join(lines)

    def _tokens(self, source: str) -> list[tokenize.TokenInfo]:
        """List the tokens outside of f-strings, which older Pythons do not look into."""
        depth, found = 0, []
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            kind = tokenize.tok_name[token.type]
            depth += {"FSTRING_START": 1, "FSTRING_END": -1}.get(kind, 0)
            if depth == 0:
                found.append(token)
        return found

    def _rename(self, name: str) -> str:
        self.used.add(name)
        return RENAMES[name]

    def _convert_example(self, match: re.Match[str]) -> str:
        code = BLANK_WORDS.sub("", match[2])
        code = re.sub(
            r"\w+", lambda word: self._rename(word[0]) if word[0] in RENAMES else word[0], code
        )
        return match[1] + code.rstrip()


def tidy(folder: Path) -> None:
    """Sort imports and format, as the shorter lines want it, with no settings from elsewhere."""
    for command in (
        ["check", "--select", "I", "--fix-only", "--quiet"],
        ["format", "--quiet"],
    ):
        options = ["--isolated", "--no-cache", "--line-length", "100", str(folder)]
        subprocess.run([sys.executable, "-m", "ruff", *command, *options], check=True)


def make_sync() -> Tree:
    """Give all files of the converted folder."""
    converter = Converter()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "qarnot" / "_sync"
        for name, content in read_tree(SOURCE).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(converter.convert(content.decode(), name), encoding="utf-8")
        tidy(folder)
        tree = read_tree(folder)
    unused = sorted((RENAMES.keys() | DROPPED) - converter.used)
    if unused:
        raise ConversionError(f"rules of scripts/convert.py that nothing uses: {unused}")
    return tree


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    arguments = parser.parse_args()
    try:
        tree = make_sync()
    except ConversionError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if not arguments.check:
        replace_tree(tree, TARGET)
        return 0
    lines = differences(tree, TARGET)
    if lines:
        sys.stderr.write("\n".join([*lines, "qarnot/_async gives something else: `make sync`\n"]))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
