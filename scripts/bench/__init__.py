"""Speed, measured as ratios between programs that do the same in one run.

``python -m bench`` runs all benches, ``python -m bench NAME …`` some; each is a module with a
function ``run``, named in :data:`bench.__main__.BENCHES`.
"""
