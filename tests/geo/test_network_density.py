import geopandas as gpd
import numpy as np
import pytest
from scipy.linalg import expm
from scipy.stats import norm
from shapely import LineString

from geo import network_density as module
from geo.errors import InputError
from geo.lixels import conductance, cut
from geo.network_density import network_density, spread


def streets(*ends, crs="EPSG:32650"):
    """Straight streets between places, numbered as they come; equal places are one crossing."""
    nodes: dict = {}
    pairs = [[nodes.setdefault(place, len(nodes)) for place in pair] for pair in ends]
    lines = [LineString(pair) for pair in ends]
    return gpd.GeoDataFrame(
        {"edge_id": range(10, 10 + len(ends)), "from_node": [one for one, _ in pairs],
         "to_node": [other for _, other in pairs], "length_m": [line.length for line in lines]},
        geometry=lines, crs=crs,
    )  # fmt: skip


LINE = streets(((-2000.0, 0.0), (0.0, 0.0)), ((0.0, 0.0), (2000.0, 0.0)))
CROSS = streets(
    *[((0.0, 0.0), end) for end in ((2000.0, 0.0), (-2000.0, 0.0), (0.0, 2000.0), (0.0, -2000.0))]
)


def mass(frame):
    return (frame["per_km"] * frame.geometry.length).sum() / 1000


def middles(frame):
    return frame.geometry.interpolate(0.5, normalized=True)


def test_on_a_line_one_incident_is_a_bell_of_the_bandwidth():
    frame, note = network_density(LINE, [105.0], [3.0], bandwidth_m=200, lixel_m=10)
    x = middles(frame).x
    bell = 1000 * norm.pdf(x, 105, 200)
    assert frame["per_km"].to_numpy() == pytest.approx(bell, abs=0.03 * bell.max())
    assert mass(frame) == pytest.approx(1)
    weights = frame["per_km"] * 10 / 1000
    assert (weights * (x - 105) ** 2).sum() == pytest.approx(200**2, rel=1e-3)
    assert (note.n, note.facts["bandwidth_m"], note.valid) == (1, 200, True)


def test_at_a_cross_it_divides_equally_among_the_arms():
    """Reflection: on its own arm φ(x − d) − ½ φ(x + d), on the three others ½ φ(x + d)."""
    frame, _ = network_density(CROSS, [205.0], [0.0], bandwidth_m=200, lixel_m=10)
    away = middles(frame).distance(middles(frame).iloc[0].__class__(0, 0))
    own = (frame["edge_id"] == 10).to_numpy()
    here, mirrored = norm.pdf(away, 205, 200), norm.pdf(away, -205, 200)
    expected = 1000 * np.where(own, here - mirrored / 2, mirrored / 2)
    assert frame["per_km"].to_numpy() == pytest.approx(expected, abs=0.03 * expected.max())
    assert mass(frame) == pytest.approx(1)


def test_an_incident_on_the_crossing_puts_a_quarter_on_each_arm():
    arms = streets(*[((0.0, 0.0), end) for end in ((50.0, 0.0), (-50.0, 0.0), (0.0, 50.0), (0.0, -50.0))])
    lixels = cut(arms["length_m"].to_numpy(), 50)
    ease = conductance(lixels, arms["from_node"].to_numpy(), arms["to_node"].to_numpy())
    even = spread(lixels, ease, np.ones(4), 30.0, lambda share: None)
    assert even == pytest.approx([1 / 50] * 4)


def test_at_a_dead_end_it_turns_back():
    frame, _ = network_density(LINE, [1995.0], [0.0], bandwidth_m=200, lixel_m=10)
    x = middles(frame).x
    bell = 1000 * (norm.pdf(x, 1995, 200) + norm.pdf(x, 2005, 200))
    assert frame["per_km"].to_numpy() == pytest.approx(bell, abs=0.03 * bell.max())
    assert mass(frame) == pytest.approx(1)


def town(side=6, block=100.0):
    """A lattice of streets, one of them doubled."""
    across = [
        ((i * block, j * block), ((i + 1) * block, j * block)) for i in range(side) for j in range(side + 1)
    ]
    up = [
        ((i * block, j * block), (i * block, (j + 1) * block)) for i in range(side + 1) for j in range(side)
    ]
    return streets(*across, *up, across[0])


def test_what_spreads_without_end_is_even_on_every_part_that_hangs_together():
    apart = [((5000.0, 0.0), (5100.0, 0.0)), ((5100.0, 0.0), (5100.0, 300.0))]
    both = gpd.GeoDataFrame(streets(*apart, ((0.0, 0.0), (200.0, 0.0))))
    frame, _ = network_density(both, [5010, 5020, 100], [0, 0, 0], bandwidth_m=1e5)
    assert frame["per_km"].to_numpy() == pytest.approx(
        np.where(frame["edge_id"] == 12, 1 / 0.2, 2 / 0.4), rel=1e-3
    )


def test_the_flow_is_the_heat_equation_of_the_streets():
    net = town(side=3)
    lixels = cut(net["length_m"].to_numpy(), 25)
    ease = conductance(lixels, net["from_node"].to_numpy(), net["to_node"].to_numpy())
    counts = np.random.default_rng(1).poisson(1.0, len(lixels.street)).astype(float)
    n = len(counts)
    whole = np.diag(np.asarray(ease.sum(axis=1))) - ease.toarray()
    inner, border, rim = whole[:n, :n], whole[:n, n:], whole[n:, n:]
    flow = (inner - border @ np.linalg.solve(rim, border.T)) / lixels.length_m[:, None]
    peer = expm(-flow * 60**2 / 2) @ (counts / lixels.length_m)
    ours = spread(lixels, ease, counts, 60.0, lambda share: None)
    assert ours == pytest.approx(peer, rel=0.03)


def test_nothing_is_lost_in_a_town_and_points_go_to_the_nearest_street():
    rng = np.random.default_rng(2)
    x, y = rng.uniform(-30, 630, (2, 500))
    frame, note = network_density(town(), x, y, bandwidth_m=120)
    assert mass(frame) == pytest.approx(500)
    assert frame["n"].sum() == note.n == 500
    nearest = frame.sindex.nearest(gpd.points_from_xy(x, y), return_all=False)[1]
    streets_of = frame["edge_id"].to_numpy()
    by_peer = np.bincount(streets_of[nearest], minlength=streets_of.max() + 1)
    ours = frame.groupby("edge_id")["n"].sum().reindex(range(len(by_peer)), fill_value=0).to_numpy()
    lattice = slice(11, 10 + 84)  # the doubled street shares with its double
    assert np.abs(ours[lattice] - by_peer[lattice]).sum() <= 2


def test_the_result_is_drawn_on_the_streets():
    frame, _ = network_density(CROSS, [0.0], [0.0], bandwidth_m=100)
    assert list(frame.columns) == ["edge_id", "lixel", "n", "per_km", "geometry"]
    assert frame.crs == CROSS.crs
    assert frame.geometry.length.to_numpy() == pytest.approx(50)
    assert frame.groupby("edge_id")["lixel"].agg(list).iloc[0] == list(range(40))


def test_far_and_missing_places_are_left_out_and_counted():
    _, note = network_density(LINE, [0.0, 0.0, np.nan], [99.0, 101.0, 0.0], bandwidth_m=100)
    assert (note.n, note.facts["outside"]) == (1, 2)


def test_without_a_bandwidth_the_rule_chooses_within_what_suits_streets():
    x = np.random.default_rng(3).uniform(-2000, 2000, 50)
    assert network_density(LINE, x, x * 0)[1].facts["bandwidth_m"] == 300
    assert network_density(LINE, [0.0], [0.0])[1].facts["bandwidth_m"] == 100


def test_no_incidents_are_an_answer_and_no_map_of_nothing():
    frame, note = network_density(LINE, [], [])
    assert not frame["per_km"].any()
    assert (note.valid, note.caveats) == (False, ("too_few_incidents",))


def test_streets_without_line_or_length_take_no_part():
    odd = town().assign(length_m=lambda s: s["length_m"].where(s["edge_id"] != 12))
    odd.loc[5, "geometry"] = None
    odd.loc[7, "length_m"] = 0.0
    frame, note = network_density(odd, [350.0], [200.0], bandwidth_m=100)
    assert not set(frame["edge_id"]) & {12, 15}
    assert np.isfinite(frame["per_km"]).all() and note.n == 1


@pytest.mark.parametrize(
    ("net", "more", "code"),
    [(LINE.iloc[:0], {}, "streets_missing"), (LINE, {"bandwidth_m": 0.0}, "streets_measures"),
     (LINE, {"lixel_m": -1.0}, "streets_measures"), (LINE, {"reach_m": 0.0}, "streets_measures"),
     (LINE, {"lixel_m": 0.001}, "streets_too_fine")],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(net, more, code):
    with pytest.raises(InputError) as refused:
        network_density(net, [0.0], [0.0], **more)
    assert refused.value.code == code


def test_incidents_far_from_every_street_are_left_out_and_said():
    _, note = network_density(LINE, [0.0, 0.0, 0.0], [0.0, 99.0, 101.0])
    assert (note.n, note.facts["outside"], note.caveats) == (2, 1, ("shows_only", "incidents_off_streets"))
    assert "incidents_off_streets" not in network_density(LINE, [0.0], [0.0])[1].caveats


def test_pieces_are_longer_where_there_would_be_too_many(monkeypatch):
    """The line is cut into fifty-metre pieces; with room for half as many they are of a hundred metres."""
    whole, told = network_density(LINE, [0.0], [0.0])
    assert told.facts["lixel_m"] == 50
    monkeypatch.setattr(module, "MOST_LIXELS", len(whole) // 2)
    fewer, told = network_density(LINE, [0.0], [0.0])
    assert told.facts["lixel_m"] == 100 and len(fewer) == len(whole) // 2


def test_progress_rises_to_one():
    told = []
    network_density(LINE, [0.0], [0.0], progress=told.append)
    assert told == sorted(told) and told[-1] == 1
