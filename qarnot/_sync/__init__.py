# Made from qarnot/_async/__init__.py by `make sync`: edit that file, not this one.
"""The facade: written by hand in ``qarnot/_async``, converted into ``qarnot/_sync``."""
