"""All that the two colours do differently: pairs of names, one for async code, one for blocking.

``scripts/convert.py`` turns the first of each pair into the second.
"""
