"""Compare a folder with what it should hold, in both directions."""

from __future__ import annotations

from pathlib import Path

Tree = dict[str, bytes]


def read_tree(folder: Path) -> Tree:
    """Read everything below a folder, except what Python leaves when it runs.

    A link stands in the tree with its target as its content, an empty folder with a slash at the
    end of its name, so that neither goes unnoticed.
    """
    tree: Tree = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        is_leftover = path.suffix == ".pyc" and path.parent.name == "__pycache__"
        if path.is_symlink():
            tree[name] = f"link to {path.readlink()}".encode()
        elif path.is_file() and not is_leftover:
            tree[name] = path.read_bytes()
        elif path.is_dir() and path.name != "__pycache__" and not any(path.iterdir()):
            tree[f"{name}/"] = b""
    return tree


def differences(expected: Tree, folder: Path) -> list[str]:
    """Name everything below a folder that is missing, changed, or not expected."""
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
    for name, content in found.items():
        if not name.endswith("/") and expected.get(name) != content:
            (folder / name).unlink()
    for name, content in expected.items():
        if found.get(name) != content:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink() and not any(path.iterdir()):
            path.rmdir()
