"""The facade: written by hand in ``qarnot/_async``, converted into ``qarnot/_sync``."""
