"""Changing boundaries: split, merge and redraw grids, their codes, and a doctor for what does not fit."""
