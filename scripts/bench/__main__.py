"""Run benches and write their reports, in Markdown: ``python -m bench [NAME …]``."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Sequence

from bench import listing

BENCHES = {"listing": listing.run}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench", description="Measure speed, as ratios.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}")
    parser.add_argument("--rounds", type=int, default=7, help="how often each one works; 7")
    parser.add_argument("--items", type=int, help="how many things to work with")
    chosen = parser.parse_args(arguments)
    unknown = sorted(set(chosen.names) - BENCHES.keys())
    if unknown:
        parser.error(f"there is no bench {unknown[0]!r}; there are {', '.join(BENCHES)}")
    if chosen.rounds < 1 or (chosen.items is not None and chosen.items < 1):
        parser.error("--rounds and --items: 1 or more was expected")
    cores = os.cpu_count()
    sys.stdout.write(f"Python {platform.python_version()}, {cores} cores\n\n")
    for name in chosen.names or BENCHES:
        sys.stdout.write(BENCHES[name](chosen.rounds, chosen.items))
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
