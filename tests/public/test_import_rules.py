"""Who may import whom: the table of the project's structure, held against the code."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STANDARD = sys.stdlib_module_names

FACADE = {"_async", "_sync"}
# Modules of qarnot that do no input or output; they import only each other.
PURE = {
    "_access", "_access_rights", "_account", "_adoption", "_batch", "_callers", "_carbon_facts",
    "_checks", "_completed", "_creation", "_credits", "_decoding", "_display", "_elastic",
    "_events", "_exchange", "_fields", "_files", "_finding", "_forks", "_forwards", "_instances",
    "_judging", "_listing", "_live", "_local_files", "_operations", "_outcome", "_output",
    "_platform", "_polling", "_project", "_proxies", "_readers", "_received", "_record",
    "_regular",
    "_replacing", "_replies", "_requests", "_responses", "_retry_after", "_secret",
    "_shorthand", "_spans", "_states", "_storage_address", "_tally", "_text", "_transfers",
    "_values", "_version",
    "advanced_bucket", "budget", "computing_quotas", "config", "dependency", "error",
    "exceptions", "filters", "forced_constant", "forced_network_rule", "hardware_constraint",
    "helper", "hooks", "multi_slots_settings", "paginate", "polling", "privileges", "ranges",
    "retry", "retry_settings", "scaling", "scheduling_type", "snapshot", "status",
}  # fmt: skip
SHIMS = {"_colour", "_progress_bar", "_task_display"}
DOORS = {
    "__init__", "aio", "bucket", "carbon_facts", "connection", "credits_client", "job", "pool",
    "project", "secrets", "storage", "task",
}  # fmt: skip

# part -> the parts of qarnot, and the packages, that it may import
RULES: dict[str, tuple[set[str], set[str]]] = {
    **dict.fromkeys(PURE, (PURE, {"attrs"})),
    "_progress_bar": (PURE, {"tqdm"}),
    "_task_display": (PURE | {"_progress_bar"}, set()),
    "_colour": (PURE | {"_colour"}, {"anyio"}),
    "_faults": (PURE, {"httpx"}),
    "_builders": (PURE, {"qarnot_rest"}),
    "_transport": ({"_forks", "_proxies", "exceptions"}, {"anyio", "httpx", "httpcore"}),
    "_async": (
        PURE | SHIMS | {"_builders", "_faults", "_transport", "_objects", "_async"},
        {"httpx", "qarnot_rest", "attrs", "mypy_boto3_s3"},
    ),
    "_sync": (
        PURE | SHIMS | {"_builders", "_faults", "_transport", "_objects", "_sync"},
        {"httpx", "qarnot_rest", "attrs", "mypy_boto3_s3"},
    ),
    "_objects": (
        {"_local_files", "_regular", "_replacing", "_secret", "_text", "_transfers",
         "exceptions", "_objects"},
        {"attrs", "boto3", "botocore", "urllib3", "mypy_boto3_s3"},
    ),
    "emulator": (
        {"exceptions", "emulator"},
        {"boto3", "botocore", "jsonschema", "moto", "mypy_boto3_s3", "openapi_schema_validator",
         "referencing", "werkzeug"},
    ),
    "contract": (
        {"_builders", "_exchange", "_operations", "_replies", "_retry_after", "_secret",
         "_transport", "_version", "config", "contract", "exceptions"},
        {"attrs", "httpx", "jsonschema", "openapi_schema_validator", "qarnot_rest", "referencing"},
    ),
    **dict.fromkeys(DOORS, (PURE | FACADE | DOORS, set())),
}  # fmt: skip
# file -> what it alone may import besides
EXCEPTIONS = {"emulator/connect.py": {"qarnot"}, "bucket.py": {"boto3", "qarnot"}}
# The contract runner judges the headers and bodies of errors too, which the wire does not keep.
HTTP_FILES = {
    "_faults.py", "_transport.py", "contract/sender.py",
    "_async/rest.py", "_async/wire.py", "_sync/rest.py", "_sync/wire.py",
}  # fmt: skip


def part_of(path: Path) -> str:
    return path.relative_to(ROOT / "qarnot").parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Give each imported module by its whole name, and whether it is imported at the top."""
    package = ["qarnot", *path.relative_to(ROOT / "qarnot").parts[:-1]]
    tree = ast.parse(path.read_text())
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in top
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            if name == "qarnot":
                for alias in node.names:
                    yield f"qarnot.{alias.name}", id(node) in top
            else:
                yield name, id(node) in top


def sources() -> list[Path]:
    return sorted((ROOT / "qarnot").rglob("*.py"))


def test_every_part_has_a_rule() -> None:
    assert {part_of(path) for path in sources()} == RULES.keys()


def test_nobody_imports_what_the_rules_do_not_allow() -> None:
    broken = []
    for path in sources():
        parts, packages = RULES[part_of(path)]
        file = path.relative_to(ROOT / "qarnot").as_posix()
        for name, _ in imports(path):
            first, _, rest = name.partition(".")
            if first in EXCEPTIONS.get(file, set()) or first in STANDARD:
                continue
            allowed = rest.split(".")[0] in parts if first == "qarnot" else first in packages
            if not allowed:
                broken.append(f"{file} imports {name}")
    assert broken == []


def test_http_stays_behind_the_wire() -> None:
    for path in sources():
        file = path.relative_to(ROOT / "qarnot").as_posix()
        found = {name.split(".")[0] for name, _ in imports(path)} & {"httpx", "httpcore"}
        assert not found or file in HTTP_FILES, f"{file} imports {found}"


def test_the_storage_layer_is_loaded_only_when_it_is_used() -> None:
    for path in sources():
        if part_of(path) in {"_objects", "emulator"}:
            continue
        at_the_top = {name for name, is_top in imports(path) if is_top}
        assert not any(name.startswith(("qarnot._objects", "boto")) for name in at_the_top), path


def test_generated_builders_are_called_in_few_places_only() -> None:
    for path in sources():
        if "._get_kwargs(" in path.read_text():
            assert part_of(path) in FACADE | {"_builders", "contract"}, path
