"""``python -m qarnot.emulator``."""

from qarnot.emulator.command import main

if __name__ == "__main__":
    raise SystemExit(main())
