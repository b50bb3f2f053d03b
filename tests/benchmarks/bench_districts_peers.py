"""Beats against METIS, spopt and gerrychain on the same town, each given more than ten times our time.

From scratch: our borders within 2 % of a fair share against METIS's at the balance it comes to. From today's beats:
how uneven, how many grids change hands, how much load moves, whether all beats are in one piece. A peer's beats are
named after those of today with which they share most load. Each is met by our most even plan that changes fewer grids
and, where the peer changes next to none, by the one within our tolerance. Each peer works in a process of its own that
is ended when its time is over, which starts once it has been imported.
"""

import multiprocessing
import time

import numpy as np
import pandas as pd
from lattice import blocks
from report import Row, machine, table
from scipy.optimize import linear_sum_assignment

from geo.districts.aims import Border
from geo.districts.beats import Beats, imbalance, pieces_of
from geo.districts.rebalance import frontier
from geo.districts.scratch import from_scratch

SEED = 1
#: grids wide and high, beats across and down; seconds for our beats from scratch
TOWNS = {
    "200 grids, 10 workers": ((20, 10, 5, 2), 5.0),
    "2,000 grids, 60 workers": ((50, 40, 10, 6), 10.0),
    "5,000 grids, 100 workers": ((100, 50, 10, 10), 20.0),
}
#: seconds for our plan from today's beats, of which so much for the search; the peers get so many times as long,
#: more than ten times of what ours takes with its beginning and end, and so long to be imported
OURS_S = {"200 grids, 10 workers": (1.0, 0.5), "2,000 grids, 60 workers": (2.0, 0.8)}
TIMES, IMPORT_S, TOLERANCE = 12, 60.0, 0.1


def metis(beats: Beats) -> np.ndarray:
    """METIS's beats in one piece each."""
    import pymetis

    graph = beats.neighbours
    weights = np.round(beats.loads / beats.loads.mean() * 1000).astype(int)
    return np.array(
        pymetis.part_graph(
            len(beats.shares), xadj=graph.indptr.tolist(), adjncy=graph.indices.tolist(),
            vweights=weights.tolist(), contiguous=True,
        )[1]
    )  # fmt: skip


def borders(beats: Beats, plan: np.ndarray) -> float:
    """Borders between beats, each as long as the other."""
    pairs = beats.neighbours.tocoo()
    return float((plan[pairs.row] != plan[pairs.col]).sum() / 2)


def drawn(name: str) -> Row:
    """From scratch within 2 % against METIS at whatever balance it has."""
    size, seconds = TOWNS[name]
    beats, begun = blocks(*size, SEED), time.perf_counter()
    ours = from_scratch(
        pd.Series(beats.loads), beats.neighbours, len(beats.shares), 0.02, Border, seed=SEED,
        used=lambda: (time.perf_counter() - begun) / seconds,
    )  # fmt: skip
    theirs = metis(beats)
    what = f"{name} from scratch, within 2% in {time.perf_counter() - begun:.0f} s: borders between beats"
    peer = f"METIS, {imbalance(beats, theirs):.1%} from a fair share"
    cut = float("inf") if ours is None else borders(beats, ours)
    return Row(what, cut, borders(beats, theirs), 1, peer, "borders")


def frame(beats: Beats):
    """The town as spopt wants it: load and place, and who touches whom; towns are known by their size."""
    import geopandas as gpd
    from libpysal.weights import WSP

    wide = next(size[0] for size, _ in TOWNS.values() if size[0] * size[1] == len(beats.loads))
    at = np.arange(len(beats.loads))
    data = pd.DataFrame({"load": beats.loads, "x": at % wide, "y": at // wide})
    points = gpd.GeoDataFrame(data, geometry=gpd.points_from_xy(data["x"], data["y"]))
    return points, WSP((beats.neighbours != 0).astype(float)).to_W(silence_warnings=True)


def maxp(beats: Beats):
    """As many beats as can have nine tenths of a fair share."""
    from spopt.region import MaxPHeuristic

    return _solved(MaxPHeuristic(*frame(beats), ["x", "y"], "load", 0.9 * beats.shares[0], top_n=2))


def skater(beats: Beats):
    """A spanning tree cut where beats differ least."""
    from spopt.region import Skater

    size = int(0.5 * len(beats.loads) / len(beats.shares))
    return _solved(Skater(*frame(beats), ["x", "y"], n_clusters=len(beats.shares), floor=size))


def azp(beats: Beats):
    """Automatic zoning from today's beats."""
    from spopt.region import AZP

    return _solved(
        AZP(*frame(beats), ["x", "y"], len(beats.shares), random_state=SEED, initial_labels=beats.today)
    )


def kmeans(beats: Beats):
    """Middles of regions that keep together."""
    from spopt.region import RegionKMeansHeuristic

    points, around = frame(beats)
    return _solved(RegionKMeansHeuristic(points[["x", "y"]].to_numpy(float), len(beats.shares), around))


def _solved(model):
    def run(_seconds: float) -> np.ndarray:
        model.solve()
        return pd.factorize(np.asarray(model.labels_))[0]

    return run


def chain(beats: Beats):
    """Single changes from today's beats, kept when they make the loads more even."""
    import networkx as nx
    from gerrychain import Graph, Partition, constraints, updaters
    from gerrychain.optimization import SingleMetricOptimizer
    from gerrychain.proposals import propose_random_flip

    graph = nx.from_scipy_sparse_array(beats.neighbours)
    nx.set_node_attributes(graph, dict(enumerate(beats.loads.tolist())), "load")
    start = Partition(
        Graph.from_networkx(graph), dict(enumerate(beats.today.tolist())),
        {"load": updaters.Tally("load"), "cut_edges": updaters.cut_edges},
    )  # fmt: skip
    share = float(beats.shares[0])
    optimizer = SingleMetricOptimizer(
        propose_random_flip, [constraints.single_flip_contiguous], start,
        lambda part: max(abs(load / share - 1) for load in part["load"].values()), maximize=False, rng=SEED,
    )  # fmt: skip

    def run(seconds: float) -> np.ndarray:
        begun = time.perf_counter()
        for _ in optimizer.tilted_run(10**9, p=0.05):
            if time.perf_counter() - begun > 0.95 * seconds or optimizer.best_score <= TOLERANCE:
                break
        held = optimizer.best_part.assignment
        return np.array([held[grid] for grid in range(len(beats.loads))])

    return run


def metis_run(beats: Beats):
    """Beats from scratch."""
    return lambda _seconds: metis(beats)


PEERS = {"METIS": metis_run, "spopt MaxP": maxp, "spopt SKATER": skater, "spopt AZP": azp,
         "spopt region k-means": kmeans, "gerrychain": chain}  # fmt: skip


def _child(name: str, beats: Beats, seconds: float, pipe) -> None:
    run = PEERS[name](beats)
    pipe.send("ready")
    pipe.send(run(seconds))


def limited(name: str, beats: Beats, seconds: float) -> tuple[np.ndarray | str, float]:
    """A peer's beats or why there are none, and the seconds it took."""
    here, there = multiprocessing.Pipe()
    child = multiprocessing.get_context("spawn").Process(target=_child, args=(name, beats, seconds, there))
    child.start()
    there.close()
    try:
        if not here.poll(IMPORT_S):
            return f"not begun in {IMPORT_S:.0f} s", IMPORT_S
        here.recv()
        begun = time.perf_counter()
        found = here.recv() if here.poll(seconds) else f"not done in {seconds:.0f} s"
        return found, time.perf_counter() - begun
    except EOFError:
        return "failed", 0.0
    finally:
        child.kill()
        child.join()


def named(beats: Beats, plan: np.ndarray) -> np.ndarray:
    """New beats under the numbers of today's; those without get numbers beyond."""
    shared = np.zeros((int(plan.max()) + 1, len(beats.shares)))
    np.add.at(shared, (plan, beats.today), beats.loads)
    number = np.arange(len(shared)) + len(beats.shares)
    row, column = linear_sum_assignment(shared, maximize=True)
    number[row] = column
    return number[plan]


def unevenness(beats: Beats, plan: np.ndarray) -> float:
    """How far a plan's beat is from a fair share at most."""
    load = np.bincount(plan, beats.loads)
    return float(np.abs(load[load > 0] * len(beats.shares) / beats.loads.sum() - 1).max())


def line(name: str, beats: Beats, plan: np.ndarray | str, seconds: float) -> str:
    """A row of the table."""
    if isinstance(plan, str):
        return f"| {name} | {plan} | | | | | |"
    held = named(beats, plan)
    k = max(int(held.max()) + 1, len(beats.shares))
    load = np.bincount(held, beats.loads, k)
    share = beats.loads.sum() / len(beats.shares)
    moved = held != beats.today
    parts = pieces_of(Beats(beats.grid_ids, beats.worker_ids, beats.neighbours, beats.loads, held,
                            np.full(k, share), beats.allowed), held)  # fmt: skip
    away, beats_now = unevenness(beats, plan), int((load > 0).sum())
    return (
        f"| {name} | {away:.1%} | {beats_now} | {moved.sum()} | {beats.loads[moved].sum() / beats.loads.sum():.1%}"
        f" | {'yes' if parts.max() <= 1 else 'no'} | {seconds:.2f} s |"
    )


def ours(name: str, beats: Beats, theirs: np.ndarray, seconds: float, search: float) -> str:
    """Our most even plan that changes fewer grids than theirs, or than none: the one that is as even; as a row of
    the table. Most of the seconds may go to the proof."""
    begun, tolerance = time.perf_counter(), min(unevenness(beats, theirs), TOLERANCE)
    found = frontier(
        beats, tolerance, seed=SEED, used=lambda: (time.perf_counter() - begun) / (search * seconds),
        proof_seconds=(1 - search) * seconds, clock=time.perf_counter,
    )  # fmt: skip
    least = int((named(beats, theirs) != beats.today).sum())
    fewer = [plan for plan in found.plans if 0 < plan.changes < least]
    best = min(fewer, key=lambda plan: plan.imbalance, default=found.best(tolerance))
    return line(name, beats, best.workers, time.perf_counter() - begun)


def side_by_side(town: str) -> str:
    """Everybody's plan for a town, each followed by one of ours."""
    beats, (seconds, search) = blocks(*TOWNS[town][0], SEED), OURS_S[town]
    lines = [
        f"## Beats evened out, against others: {town}", "",
        f"{machine()}.", "",
        f"{imbalance(beats, beats.today):.1%} from a fair share today; others were given {TIMES * seconds:.0f} s.", "",
        "| | farthest from a fair share | beats | grids that change | load moved | in one piece | took |",
        "|---|--:|--:|--:|--:|---|--:|",
    ]  # fmt: skip
    for name in PEERS:
        plan, took = limited(name, beats, TIMES * seconds)
        lines.append(line(name, beats, plan, took))
        if not isinstance(plan, str):
            lines.append(ours(f"ours beside {name}", beats, plan, seconds, search))
    return "\n".join([*lines, ""])


def main() -> None:
    """Print the tables."""
    for town in OURS_S:
        print(side_by_side(town), flush=True)
    print(table("Beats from scratch", [drawn(name) for name in TOWNS]))


if __name__ == "__main__":
    main()
