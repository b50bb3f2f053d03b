"""The walking network: every street between two junctions once, bridges, and the road each cell lies on."""

import numpy as np
import pandas as pd
import shapely

from data.demo.plane import Nodes, Plane
from geo.tiling import Blocks, Rings

AVENUE_DEPTH, STREET_DEPTH = 6.2, 3.6  # a cut that divided 2**depth blocks or more
CLASSES = ("avenue", "street", "lane", "bridge")
BRIDGE_EVERY = 36  # lattice steps, about a kilometre


def streets(ring: Rings, cell, blocks: Blocks, nodes: Nodes, plane: Plane) -> pd.DataFrame:
    """Edges of the network.

    Args:
        ring: outlines of the blocks that are part of a cell.
        cell: cell of each block; a border inside a joined cell is no street.

    Returns:
        from_node, to_node, length_m, cut (-1: along the water or the rim), rank (an index of
        ``CLASSES``) and geometry.
    """
    after = ring.following
    chain = np.cumsum(ring.corner) - 1
    start = np.flatnonzero(ring.corner)
    stop = np.r_[start[1:], len(ring.node)] - 1
    chosen = _once(ring.node[start], after[stop], cell[ring.owner[start]])
    rows = np.flatnonzero(np.isin(chain, chosen))
    line = np.r_[ring.node[rows], after[stop[chosen]]]
    of = np.r_[np.searchsorted(chosen, chain[rows]), np.arange(len(chosen))]
    order = np.argsort(of, kind="stable")
    cut = ring.cut[start[chosen]]
    edges = _edges(line[order], of[order], cut, street_rank(cut, blocks), nodes)
    ends = np.unique(edges[["from_node", "to_node"]])
    banks = [ends[ends % plane.nodes_wide == x] for x in (plane.bank, plane.bank + plane.water)]
    if not all(len(bank) for bank in banks):  # a hamlet on one bank
        return edges
    return pd.concat([edges, _bridges(banks, nodes, plane)], ignore_index=True)


def _once(first, last, owner):
    """Which chains to keep: one of two equal ones, none that has the same cell on both sides."""
    low, high = np.minimum(first, last), np.maximum(first, last)
    order = np.lexsort((high, low))
    twin = (low[order][1:] == low[order][:-1]) & (high[order][1:] == high[order][:-1])
    inside = twin & (owner[order][1:] == owner[order][:-1])
    return np.sort(order[np.r_[True, ~twin] & ~np.r_[inside, False]])


def _edges(node, of, cut, rank, nodes):
    count = len(cut)
    step = np.hypot(np.diff(nodes.x[node]), np.diff(nodes.y[node])) * (of[1:] == of[:-1])
    first = np.searchsorted(of, np.arange(count))
    last = np.searchsorted(of, np.arange(count), side="right") - 1
    lines = shapely.linestrings(np.stack([nodes.lon[node], nodes.lat[node]], axis=1), indices=of)
    return pd.DataFrame({
        "from_node": node[first], "to_node": node[last],
        "length_m": np.round(np.bincount(of[1:], step, count), 2), "cut": cut, "rank": rank,
        "geometry": lines,
    })  # fmt: skip


def _bridges(banks, nodes, plane):
    """Across the water about every kilometre, from junction to junction."""
    rows = [bank // plane.nodes_wide for bank in banks]
    low, high = max(row[0] for row in rows), min(row[-1] for row in rows)
    places = np.linspace(low, high, max(2, (high - low) // BRIDGE_EVERY) + 2)[1:-1]
    west, east = (
        bank[np.abs(row - places[:, None]).argmin(axis=1)] for bank, row in zip(banks, rows, strict=True)
    )
    node, of = np.stack([west, east], axis=1).ravel(), np.repeat(np.arange(len(places)), 2)
    none = np.full(len(places), -1)
    return _edges(node, of, none, np.full(len(places), CLASSES.index("bridge")), nodes)


def street_rank(cut, blocks: Blocks) -> np.ndarray:
    """0 avenue, 1 street, 2 lane: by how much of the town the cut divided; the rim is a lane."""
    depth = np.log2(len(blocks.box)) - np.r_[blocks.level, np.inf][cut]
    return np.where(depth >= AVENUE_DEPTH, 0, np.where(depth >= STREET_DEPTH, 1, 2))


def main_road(sides, blocks: Blocks) -> np.ndarray:
    """The cut of each cell's widest street; -1 if it has none."""
    level = np.where(sides < 0, np.iinfo(int).max, np.r_[blocks.level, 0][sides])
    return sides[np.arange(len(sides)), level.argmin(axis=1)]
