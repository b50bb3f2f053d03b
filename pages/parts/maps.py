"""What a map shows, as values: a few small layers that ``pages.parts.mapview`` paints.

Every frame and series is indexed by ``grid_id``. Words arrive translated. Nothing here draws.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from data.payloads import Columns
from geo.model import Period

#: a dozen hues, of which the first few differ most for common kinds of colour blindness: chosen one by one
#: from the sets of Tol (2021) and Okabe & Ito (2008), each as far from those before as can be
HUES = (
    "#ee8866", "#0072b2", "#aaaa00", "#66ccee", "#ee3377", "#acd39e",
    "#f0e442", "#44aa99", "#cc3311", "#228833", "#ffaabb", "#bbcc33",
)  # fmt: skip
#: the colours of "no data" and of a rate on too few cases
NO_DATA, FEW = "#e9e7e2", "#d3d0c9"


@dataclass(frozen=True, eq=False)
class Behind:
    """The cases and the people behind rates, by ``grid_id``: a rate on few cases has no colour of its own."""

    cases: pd.Series
    people: pd.Series


# layers that colour are told apart as objects: a page that keeps one keeps what was made of it
@dataclass(frozen=True, eq=False)
class Choropleth:
    """Grids coloured by a measure.

    Args:
        values: numbers by ``grid_id`` (NaN is no data), or class keys where ``scheme`` is "classes".
        title: what is shown, for legend and hover. unit: of the numbers, may be empty.
        scheme: "quantiles" (five classes of about equal size), "breaks" or "classes".
        breaks: upper ends of all classes but the last, rising; needed by "breaks".
        classes: key → (colour, label), in the legend's order; needed by "classes".
        ramp: a name of ``pages.parts.map.ramps.RAMPS``.
        hover: further columns to read on hover; column names are labels, cells are text or whole numbers.
        method: a line under the legend's title saying how the classes were made.
        lacking: what the legend calls grids without a value; "No data" where it is empty.
        behind: what rates were made of. Those on too few cases (``geo.rates.small_number``) are greyed and
            take no part in the classes; communities are coloured by their own rate.
        words: what is read of the values, where the numbers alone do not say it.
        quiet: the key of a class that from afar gives way to any other in a community.
    """

    values: pd.Series
    title: str
    unit: str = ""
    scheme: str = "quantiles"
    breaks: tuple[float, ...] = ()
    classes: dict[object, tuple[str, str]] = field(default_factory=dict)
    ramp: str = "blues"
    hover: pd.DataFrame | None = None
    method: str = ""
    lacking: str = ""
    behind: Behind | None = None
    words: pd.Series | None = None
    quiet: object = None


@dataclass(frozen=True)
class Outline:
    """Some grids outlined over whatever colours them.

    ``style`` is "hot" (thick dark red), "cold" (thick dark blue), "changed" (hatched), "action" (green),
    "locked" (dark yellow), or "plain". ``begun``: the first day of what it stands for; beside ``Frames`` it
    shows from that step on.
    """

    grid_ids: tuple[int, ...]
    title: str
    style: str = "plain"
    begun: str = ""


@dataclass(frozen=True, eq=False)
class Beats:
    """Grids coloured by who is responsible; the same worker has the same colour on every screen.

    ``workers``: ``worker_id`` by ``grid_id`` (NaN is nobody); ``names``: ``worker_id`` → name; ``colours``:
    ``worker_id`` → place in ``HUES``, by which beats that touch differ (``geo.districts.colouring``); ``hover``:
    as for ``Choropleth``, or made before, where grids stay as they are; ``pale``: the ground of something else.
    """

    workers: pd.Series
    names: dict[int, str]
    title: str
    hover: pd.DataFrame | Columns | None = None
    colours: dict[int, int] = field(default_factory=dict)
    pale: bool = False

    def hue(self, worker_id: int) -> int:
        """The place of a worker's colour in ``HUES``."""
        return self.colours.get(int(worker_id), int(worker_id) - 1) % len(HUES)


@dataclass(frozen=True)
class Incidents:
    """New cases of a period: counted in hexagons from afar, single points when close, told as ``names`` calls
    their category."""

    period: Period
    category: str = ""
    title: str = ""
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """A place that is no facility on record: a ``letter`` or two on a disc, its ``name``, the legend's ``label``,
    the disc's ``mark`` ("proposed", "new", "moved", "closed") and the ``facility_id`` that a click answers."""

    lon: float
    lat: float
    letter: str
    name: str
    label: str
    mark: str = "proposed"
    facility_id: int = 0


@dataclass(frozen=True)
class Facilities:
    """Facilities of some kinds (all when empty), an icon a kind; ``names``: kind → label.

    ``places`` lie on top; facilities in ``without`` are left out. ``chosen``: the one that a click chose, 0 for
    none of them; where it is None a click on a facility is one on its grid.
    """

    kinds: tuple[str, ...] = ()
    title: str = ""
    names: dict[str, str] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    without: frozenset[int] = frozenset()
    chosen: int | None = None


@dataclass(frozen=True)
class Surface:
    """A density as a veil of colour: ``array`` rows north to south, bounds west, south, east, north."""

    array: np.ndarray
    bounds: tuple[float, float, float, float]
    title: str
    ramp: str = "oranges"


@dataclass(frozen=True)
class Frames:
    """Classes of the same grids step by step, with a slider and a play button on the map.

    Beside a ``Choropleth``, that is what the map shows until a step is chosen.

    Args:
        steps: a class number by ``grid_id`` (rows) and step (columns, oldest first); −1 is no data.
        labels: what each step is called.
        names: what each step is called in the address, in the order of ``steps``.
        title: what is shown, for legend and picture.
        classes: (colour, label) by class number.
        whole: what showing the ``Choropleth`` again is called; empty where there is none.
        method: a line under the legend's title.
        chosen: the name of the step that is shown at first; empty for the usual one.
        quiet: the number of a class that from afar gives way to any other in a community.
    """

    steps: pd.DataFrame
    labels: tuple[str, ...]
    title: str
    classes: tuple[tuple[str, str], ...]
    whole: str = ""
    method: str = ""
    names: tuple[str, ...] = ()
    chosen: str = ""
    quiet: int | None = None


@dataclass(frozen=True)
class Lines:
    """Lines in classes, such as pieces of street; the last class lies on top.

    ``lines`` in degrees, ``classes`` their class numbers, ``kinds`` colour and label by class number;
    ``arrows`` puts a head on each end, ``filled`` colours what a class encloses; ``counts`` stand in the legend, where
    not how many lines there are.
    """

    lines: tuple[tuple[tuple[float, float], ...], ...]
    classes: np.ndarray
    kinds: tuple[tuple[str, str], ...]
    title: str
    method: str = ""
    arrows: bool = False
    filled: bool = False
    counts: tuple[float, ...] = ()


@dataclass(frozen=True)
class Circles:
    """Circles on the ground: longitude and latitude of the middle, radius in metres, style of an ``Outline``."""

    circles: tuple[tuple[float, float, float, str], ...]
    title: str


@dataclass(frozen=True)
class Awaited:
    """Grids without colours: what would colour them is on its way, as ``title`` says."""

    title: str


Layer = Choropleth | Outline | Beats | Incidents | Facilities | Surface | Frames | Lines | Circles | Awaited


@dataclass(frozen=True)
class Picture:
    """What stands around the map when it is kept as a picture: ``title``, a ``lead`` below it (period,
    category), ``lines`` below the legend (method, caveats, source), and the ``file`` it becomes.
    """

    title: str
    lead: str
    lines: tuple[str, ...]
    file: str


@dataclass(frozen=True)
class Selection:
    """Grids chosen on the map. ``source`` is "click" or "lasso" right after it happened, else empty.
    Right after a click on a facility it is "facility", and ``facility_id`` which is chosen then; 0 is none.

    Right after a border was pushed it is "brush": the first of ``grid_ids`` tells the beat, the others were entered.
    Right after somebody came to rest at a step of ``Frames``, it is "step", and ``step`` its number; −1 is the whole
    period. After a line was drawn it is "line" (``line``: corners in degrees), after a key of the page "key".
    """

    grid_ids: tuple[int, ...] = ()
    source: str = ""
    step: int = -1
    line: tuple[tuple[float, float], ...] = ()
    facility_id: int = 0
    key: str = ""
