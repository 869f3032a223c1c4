"""Read YAML with the parser in C, five times as fast, where PyYAML was built with it."""

from __future__ import annotations

from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(text: str) -> Any:
    """Give what a document of YAML says.

    :raises yaml.YAMLError: it is none.
    """
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both loaders are safe
