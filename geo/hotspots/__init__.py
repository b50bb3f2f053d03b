"""Hotspots: which grids are neighbours, the statistic, its exact chances, and what was found.

``neighbours`` → ``local`` (Gi*) → ``permutation`` (exact p, ``saddlepoint`` for large counts) →
``fdr`` (many grids at once) → ``find`` (all of it) → ``words`` (significant grids as places).
"""

from geo.hotspots.find import hotspots

__all__ = ["hotspots"]
