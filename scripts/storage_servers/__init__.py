"""Storage servers on this machine, started for tests and ended with them.

``storage_server.py`` is the command; each server has a module here, with what it needs.
"""

from __future__ import annotations

HOST = "127.0.0.1"
"""Where all of them listen, and only there."""
