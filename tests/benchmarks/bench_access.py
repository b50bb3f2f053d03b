"""Walks and floating catchments on a street-like graph, against pandana and pysal's ``access``.

Both peers are installed by hand (``pip install pandana access``); without one its rows are left out.
"""

import warnings
from importlib.util import find_spec

import numpy as np
import pandas as pd
import shapely
from peers import compared, limited, processor, ran
from report import table

from geo.access.nearest import costs_within, nearest_m
from geo.access.network import Stands, of_arrays
from geo.access.scores import gaussian, two_step

SEED, SIDE, STREET_M = 7, 316, 100.0
KINDS, FACILITIES, FAR_M, LIMIT_M = 8, 2000, 5_000.0, 1000.0
#: seconds a peer may take
PEER_S = 45.0


def town(side: int = SIDE, facilities: int = FACILITIES) -> dict:
    """About 100,000 crossings, or side × side: a bent square plan with a fifth of its streets missing."""
    rng = np.random.default_rng(SEED)
    number = np.arange(side * side).reshape(side, side)
    xy = np.stack(np.meshgrid(*[np.arange(side) * STREET_M] * 2), axis=-1).reshape(-1, 2)
    xy += rng.uniform(-30, 30, xy.shape)
    tail = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    head = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    kept = rng.random(len(tail)) < 0.8
    tail, head = tail[kept], head[kept]
    length = np.hypot(*(xy[tail] - xy[head]).T) * rng.uniform(1.0, 1.2, len(tail))
    lines = shapely.linestrings(np.stack([xy[tail], xy[head]], axis=1))
    return {
        "xy": xy, "tail": tail, "head": head, "length": length, "lines": lines,
        "places": rng.choice(len(xy), facilities, replace=False), "kinds": rng.integers(0, KINDS, facilities),
        "people": rng.integers(1, 200, len(xy)), "supply": rng.integers(10, 80, facilities),
    }  # fmt: skip


def at_crossings(net, crossings: np.ndarray) -> Stands:
    """Places at crossings: at an end of a street that meets there; on none where no street does."""
    street = np.full(net.crossings, -1)
    along = np.zeros(net.crossings)
    for ends, where in ((net.tail, np.zeros(len(net.tail))), (net.head, net.length_m)):
        street[ends], along[ends] = np.arange(len(ends)), where
    return Stands(street[crossings], along[crossings], np.where(street[crossings] < 0, np.inf, 0.0))


def graph(t: dict):
    """Our network, from the table of streets."""
    return of_arrays(t["tail"], t["head"], t["length"], np.zeros(len(t["tail"]), bool), t["lines"])


def our_nearest(t: dict) -> pd.DataFrame:
    """The graph, and the nearest of each kind from every crossing."""
    net = graph(t)
    return nearest_m(
        net, at_crossings(net, np.arange(len(t["xy"]))), at_crossings(net, t["places"]), t["kinds"]
    )


def our_catchments(t: dict) -> np.ndarray:
    """The graph, all walks within the limit, and E2SFCA."""
    net = graph(t)
    homes = at_crossings(net, np.arange(net.crossings))
    costs = costs_within(net, homes, at_crossings(net, t["places"]), LIMIT_M)
    return two_step(costs, t["people"][: net.crossings], t["supply"], LIMIT_M, gaussian(LIMIT_M))


def their_network(t: dict):
    """pandana's network with its preprocessing."""
    import pandana

    frame = pd.DataFrame({"length": t["length"]})
    x, y = pd.Series(t["xy"][:, 0]), pd.Series(t["xy"][:, 1])
    return pandana.Network(x, y, pd.Series(t["tail"]), pd.Series(t["head"]), frame)


def their_nearest(t: dict) -> np.ndarray:
    """The same with pandana."""
    net = their_network(t)
    found = []
    for kind in range(KINDS):
        here = t["xy"][t["places"][t["kinds"] == kind]]
        net.set_pois(str(kind), FAR_M, 1, pd.Series(here[:, 0]), pd.Series(here[:, 1]))
        found.append(net.nearest_pois(FAR_M, str(kind), num_pois=1)[1].to_numpy())
    return np.column_stack(found)


def their_catchments(t: dict) -> pd.Series:
    """pandana's ranges around the facilities, and ``access`` on them."""
    from access import fca

    near = their_network(t).nodes_in_range(list(t["places"]), LIMIT_M)
    pairs = near.set_axis(["dest", "origin", "cost"], axis=1)
    people = pd.DataFrame({"demand": t["people"]})
    supply = pd.DataFrame({"supply": t["supply"].astype(float)}, index=t["places"])
    return fca.two_stage_fca(people, supply, pairs, max_cost=LIMIT_M, demand_index=True, supply_index=True,
                             weight_fn=gaussian(LIMIT_M))  # fmt: skip


def alike(t: dict) -> str:
    """How far apart both are where both are done."""
    ours, theirs = our_nearest(t)[list(range(KINDS))].to_numpy(), their_nearest(t)
    worst = np.abs(ours - theirs)[theirs < FAR_M].max()
    one, other = our_catchments(t), their_catchments(t)
    apart = np.abs(one[other.index] / other - 1).max()
    return f"Nearest: at most {worst:.3g} m apart. Catchments: at most {apart:.2g} of the score apart."


def main() -> None:
    """Print the table."""
    warnings.filterwarnings("ignore")
    if find_spec("pandana") is None or find_spec("access") is None:
        print("pandana or access is not installed, so walks are compared with nobody.")
        return
    print(limited(alike, town(side=60, facilities=200), seconds=PEER_S).answer or "Not compared: not done.")
    t = town()
    ours = [ran(run, t, times=3) for run in (our_nearest, our_catchments)]
    theirs = [limited(run, t, seconds=PEER_S) for run in (their_nearest, their_catchments)]
    n = f"{len(t['xy']):,}"
    names = (f"nearest of {KINDS} kinds from {n} crossings, with the graph",
             f"E2SFCA of {FACILITIES:,} facilities and {n} homes, from the graph on")  # fmt: skip
    asked = list(zip(names, ours, theirs, (30, 20), ("pandana", "pandana, access"), strict=True))
    print(table("Walks", [compared(*row) for row in asked]))
    print("\n".join(processor(*row[:3]) for row in asked))


if __name__ == "__main__":
    main()
