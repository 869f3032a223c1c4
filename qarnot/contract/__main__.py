"""``python -m qarnot.contract``."""

from qarnot.contract.command import main

if __name__ == "__main__":
    raise SystemExit(main())
