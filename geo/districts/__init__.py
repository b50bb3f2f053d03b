"""Beats, the sets of grids that workers are responsible for: their connectedness and their measures."""
