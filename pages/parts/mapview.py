"""The one component that owns the map: ``show(record, actor, layers, …) -> Selection``.

Folium makes the map and streamlit-folium shows it; our own script (``pages/assets/map``) draws vector
tiles on it. What changes travels as a feature group of one call, so the frame is never mounted again.
"""

import base64
import hashlib
import json
import time
from dataclasses import asdict
from functools import cache
from pathlib import Path

import folium
import streamlit_folium
from branca.element import Element, MacroElement
from jinja2 import Template

from data.db import Record
from data.permits import Actor
from pages.parts import session
from pages.parts.map.mapstate import state
from pages.parts.maps import Layer, Picture, Selection

ASSETS = Path(__file__).parents[1] / "assets"
#: below this our routes are served
ROOT = "/app"
#: more grids than anybody chooses by hand: what a browser sends beyond it is not looked at
MOST_CHOSEN = 20_000
#: the largest whole number that a browser tells apart from the next
LARGEST_ID = 2**53 - 1
#: corners a line may have: more than anybody draws
MOST_CORNERS = 300


def show(
    record: Record,
    actor: Actor,
    layers: list[Layer],
    *,
    key: str,
    locale: str,
    selected: tuple[int, ...] = (),
    focus: tuple[float, float, float, float] | None = None,
    many: bool = False,
    draws: bool = False,
    brushes: bool = False,
    keys: tuple[str, ...] = (),
    picture: Picture | None = None,
    height: int = 560,
) -> Selection:
    """Paint layers and hand back what was chosen.

    A change of layers or selection repaints in place: no geometry is fetched again, zoom and position
    are kept. A new ``focus`` moves the view.

    Args:
        layers: at most one ``Choropleth`` or ``Beats``, and any others, bottom to top.
        key: constant a page; a second map on the page needs another.
        locale: "zh" or "en", for the map's own words.
        selected: grids drawn as chosen (from the URL).
        focus: west, south, east, north in degrees; None is everything in scope.
        many, draws, brushes: shift-click and lasso choose several; a line can be drawn; a border can be pushed.
        keys: of the page, such as "Ctrl+Z", that are told when pressed on the map: its frame keeps them from the page.
        picture: what stands around the map when it is saved; without it there is no button for that.

    Returns:
        the grids chosen: with a source once after a click or a lasso, else ``selected``; or a step, a line, a
        facility or a key.
        They come from a browser: read ids through readers that apply the actor's scope, look the step up.
    """
    told = state(
        record, actor, layers, selected=selected, focus=focus, many=many,
        answered=session.value(_seen(key), ""), now=time.time(),
    )  # fmt: skip
    told |= {"locale": locale, "draws": draws, "brushes": brushes, "keys": keys}
    told["picture"] = picture and asdict(picture)
    answer = _put(told, key, height)
    return _heard(answer, key, tuple(selected), len(told.get("frames", {}).get("labels", ())))


def done(key: str, selected: tuple[int, ...] = ()) -> Selection:
    """What somebody just did on a map, before it is painted: a page that asks first paints only once.

    Args:
        key, selected: as ``show`` gets them; after this ``show`` does not tell the same again.
    """
    return _heard(session.value(key), key, tuple(selected))


def _heard(answer: dict | None, key: str, selected: tuple[int, ...], steps: int = 0) -> Selection:
    """What an answer chose, the first time it is heard."""
    event = str((answer or {}).get("event", ""))
    if not event or event == session.value(_seen(key), ""):
        return Selection(selected)
    session.put(_seen(key), event)
    return _selection(answer, selected, steps)


def _seen(key: str) -> str:
    """Where a visit keeps which answer of a map was heard last."""
    return f"{key} answered"


def _put(told: dict, key: str, height: int) -> dict | None:
    """Show the map; what the script answered last."""
    return streamlit_folium.st_folium(
        _ground(),
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=[],
        render=False,  # it renders what it needs itself; this would do it twice
        feature_group_to_add=_told(told),
    )


def _selection(answer: dict, selected: tuple[int, ...], steps: int = 0) -> Selection:
    """What a browser answered, believed only as far as it has the right shape."""
    source, chosen, step = answer.get("source"), answer.get("grid_ids"), answer.get("step")
    if source == "step" and type(step) is int and -1 <= step < steps:
        return Selection(selected, source, step)
    whole = isinstance(chosen, list) and all(type(one) is int for one in chosen)
    facility_id = answer.get("facility_id")
    if source == "facility" and type(facility_id) is int and abs(facility_id) <= LARGEST_ID:
        return Selection(selected, source, facility_id=facility_id)
    if source == "key" and isinstance(answer.get("key"), str):
        return Selection(selected, source, key=answer["key"])
    line = _line(answer.get("line"))
    if source == "line" and line:
        return Selection(selected, source, line=line)
    if source not in ("click", "lasso", "brush") or not whole or len(chosen) > MOST_CHOSEN:
        return Selection(selected)
    return Selection(tuple(chosen), source)


def _line(corners: object) -> tuple[tuple[float, float], ...]:
    """A line as a browser sent it, or nothing."""
    if not isinstance(corners, list) or not 2 <= len(corners) <= MOST_CORNERS:
        return ()
    pairs = [one for one in corners if isinstance(one, list) and len(one) == 2]
    right = [all(type(part) in (int, float) and abs(part) <= 360 for part in pair) for pair in pairs]
    return tuple((float(x), float(y)) for x, y in pairs) if len(pairs) == len(corners) and all(right) else ()


class _Plain(Element):
    """Text that is no template: Branca compiles one for every script it renders, anew each time."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs) -> str:
        return self.text


class _Quick(MacroElement):
    """What Branca's elements with macros do, without compiling what the macros gave."""

    def render(self, **kwargs) -> None:
        figure = self.get_root()
        for part in ("header", "html", "script"):
            macro = self._template.module.__dict__.get(part)
            if macro is not None:
                getattr(figure, part).add_child(_Plain(macro(self, kwargs)), name=self.get_name())
        for child in self._children.values():
            child.render(**kwargs)


class _Ground(_Quick, folium.Map):
    """A Folium map whose scripts and styles come from our own server."""

    default_js = []
    default_css = []


class _Attach(_Quick):
    """Hands the map to our script."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "gridkeeper.attach({{ this._parent.get_name() }}, '{{ this.root }}');"
        "{% endmacro %}"
    )
    root = ROOT


class _Group(_Quick, folium.FeatureGroup):
    """What st_folium adds to a map that stays."""


class _Call(_Quick):
    """One call of our script; its argument is base64, inert in any script around it."""

    _template = Template("{% macro script(this, kwargs) %}gridkeeper.show('{{ this.coded }}');{% endmacro %}")

    def __init__(self, coded: str) -> None:
        super().__init__()
        self._name = "Call"
        self.coded = coded


def _ground() -> _Ground:
    ground = _Ground(
        location=(0, 0), zoom_start=2, tiles=None, max_zoom=18, attribution_control=False, zoom_snap=0.25,
        wheel_px_per_zoom_level=90,
    )  # fmt: skip
    ground.default_js = [("map", address("map.js"))]
    ground.default_css = [("map_css", address("map.css"))]
    ground.add_child(_Attach())
    return ground


def _told(told: dict) -> folium.FeatureGroup:
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    group = _Group()
    group.add_child(_Call(base64.b64encode(text.encode()).decode()))
    return group


@cache
def address(name: str) -> str:
    """Where a bundle of ``pages/assets`` is served: the digest changes when any part does."""
    digest = hashlib.sha256()
    for file in sorted([*(ASSETS / "map").iterdir(), *(ASSETS / "leaflet").iterdir()]):
        digest.update(file.read_bytes())
    return f"{ROOT}/assets/{digest.hexdigest()[:12]}/{name}"
