"""The documented page of ``qarnot.connection`` as a table of checks."""

import pytest

pytest.register_assert_rewrite(*(f"{__name__}.{part}" for part in ("connection", "reads", "work")))
