"""Compare a folder with what it should hold, in both directions."""

from __future__ import annotations

from pathlib import Path

Tree = dict[str, bytes]


def read_tree(folder: Path) -> Tree:
    """Read every file below a folder, except what Python leaves when it runs."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def differences(expected: Tree, folder: Path) -> list[str]:
    """Name each file below a folder that is missing, changed, or not expected."""
    found = read_tree(folder) if folder.is_dir() else {}
    lines = [f"missing: {folder / name}" for name in sorted(expected.keys() - found.keys())]
    lines += [f"unexpected: {folder / name}" for name in sorted(found.keys() - expected.keys())]
    lines += [
        f"changed: {folder / name}"
        for name in sorted(expected.keys() & found.keys())
        if expected[name] != found[name]
    ]
    return lines


def replace_tree(expected: Tree, folder: Path) -> None:
    """Make a folder hold exactly these files."""
    found = read_tree(folder) if folder.is_dir() else {}
    for name in found.keys() - expected.keys():
        (folder / name).unlink()
    for name, content in expected.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if found.get(name) != content:
            path.write_bytes(content)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
