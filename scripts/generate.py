"""Make the low-level client and the JSON document from spec/openapi.yaml.

python scripts/generate.py            write them
python scripts/generate.py --check    fail when they are not what the spec gives
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from trees import Tree, differences, read_tree, replace_tree
from yaml_text import load_yaml

ROOT = Path(__file__).resolve().parent.parent
SPEC = Path("spec/openapi.yaml")
SETTINGS = Path("spec/generator.yaml")
GENERATED = Path("generated")
PACKAGE = "qarnot_rest"
DOCUMENT = Path("qarnot/_document.json")
TOOLS = ("openapi-python-client", "ruff")

NOTICE = """\
# Generated: do not edit

`qarnot_rest` is made by openapi-python-client from `spec/openapi.yaml`, with the settings in
`spec/generator.yaml`. To change it, change the spec and run `make generate`; `make check`
fails when this folder is anything else than what the spec gives.
"""


class GenerationError(Exception):
    """The client could not be made, and why."""


def pinned_versions() -> dict[str, str]:
    """Read the exact versions of the tools from pyproject.toml."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return {tool: match[1] for tool in TOOLS if (match := re.search(rf'"{tool}==([0-9.]+)"', text))}


def check_tools() -> dict[str, str]:
    """Refuse to generate with other versions than the pinned ones."""
    pinned = pinned_versions()
    for tool in TOOLS:
        installed = importlib.metadata.version(tool)
        if pinned.get(tool) != installed:
            raise GenerationError(
                f"{tool} is {installed}, pyproject.toml pins {pinned.get(tool)}: run `make setup`"
            )
    return pinned


def read_spec() -> dict[str, Any]:
    document: dict[str, Any] = load_yaml((ROOT / SPEC).read_text(encoding="utf-8"))
    return document


def without_errors(document: dict[str, Any]) -> dict[str, Any]:
    """Give the document without its error responses, which the generator must not see.

    A generated module reads the body of every declared response at once: an error that comes as a
    proxy's page, or with no body, would raise something that says neither status nor reason. Our
    wire judges errors by status, whatever their body is. The schemas of errors stay, so that there
    are models of them. A shared response stays when an operation that is left refers to it.
    """
    paths = {
        path: {key: _without_errors(part) for key, part in item.items()}
        for path, item in document["paths"].items()
    }
    used = {
        response.get("$ref")
        for item in paths.values()
        for part in item.values()
        if isinstance(part, dict)
        for response in part.get("responses", {}).values()
    }
    components = dict(document.get("components", {}))
    if "responses" in components:
        components["responses"] = {
            name: response
            for name, response in components["responses"].items()
            if f"#/components/responses/{name}" in used
        }
    return {**document, "paths": paths, "components": components}


def _without_errors(part: Any) -> Any:
    """Keep what an operation answers below status 400; what is no operation stays as it is."""
    if not isinstance(part, dict) or "responses" not in part:
        return part
    kept = {code: reply for code, reply in part["responses"].items() if str(code)[0] in "123"}
    return {**part, "responses": kept}


def with_told_parameters(document: dict[str, Any]) -> dict[str, Any]:
    """Give the document with the prose of each shared parameter on its schema as well.

    The generator takes what it writes of an argument into a docstring from there alone.
    """
    components = dict(document.get("components", {}))
    if "parameters" in components:
        components["parameters"] = {
            name: {
                **parameter,
                "schema": {"description": parameter["description"], **parameter["schema"]},
            }
            for name, parameter in components["parameters"].items()
        }
    return {**document, "components": components}


def run_generator(source: Path, target: Path) -> None:
    """Run the generator into a folder that does not exist yet; any warning is an error."""
    environment = dict(os.environ)
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
    command = [
        *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"),
        *("--path", str(source), "--config", str(ROOT / SETTINGS)),
        *("--output-path", str(target), "--fail-on-warning"),
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    if done.returncode or "WARNING" in said:
        raise GenerationError(f"the generator refuses {SPEC}:\n{said}")


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def fingerprint(package: Tree, tools: dict[str, str]) -> bytes:
    """Say what went in and what came out, so that a stale output shows without running anything."""
    whole = hashlib.sha256()
    for name, content in sorted(package.items()):
        whole.update(f"{name}\0{digest(content)}\n".encode())
    lines = [
        f"{SPEC} {digest((ROOT / SPEC).read_bytes())}",
        f"{SETTINGS} {digest((ROOT / SETTINGS).read_bytes())}",
        *(f"{tool} {version}" for tool, version in sorted(tools.items())),
        f"{PACKAGE} {whole.hexdigest()}",
    ]
    return ("\n".join(lines) + "\n").encode()


def make_client() -> Tree:
    """Give all files of the generated folder."""
    tools = check_tools()
    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch) / "openapi.json", Path(scratch) / PACKAGE
        seen = with_told_parameters(without_errors(read_spec()))
        source.write_text(json.dumps(seen), encoding="utf-8")
        run_generator(source, target)
        package = read_tree(target)
    package["py.typed"] = b""
    return {
        "README.md": NOTICE.encode(),
        "FINGERPRINT": fingerprint(package, tools),
        **{f"{PACKAGE}/{name}": content for name, content in package.items()},
    }


def make_document() -> bytes:
    """Give the spec as JSON, which the emulator and the contract tools read."""
    text = json.dumps(read_spec(), ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode()


def check(client: Tree, document: bytes) -> list[str]:
    lines = differences(client, ROOT / GENERATED)
    if not (ROOT / DOCUMENT).is_file() or (ROOT / DOCUMENT).read_bytes() != document:
        lines.append(f"changed: {ROOT / DOCUMENT}")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    arguments = parser.parse_args()
    try:
        client, document = make_client(), make_document()
    except GenerationError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if not arguments.check:
        replace_tree(client, ROOT / GENERATED)
        (ROOT / DOCUMENT).write_bytes(document)
        return 0
    lines = check(client, document)
    if lines:
        sys.stderr.write(
            "\n".join([*lines, f"{SPEC} with {SETTINGS} gives something else: `make generate`\n"])
        )
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
