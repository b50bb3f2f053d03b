"""The intake screen: what the file holds, which column is which, what was loaded and what was not."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pandas as pd
import streamlit as st

from data import intake
from data.current import current
from data.intake.mapping import likeliest, missing
from data.permits import Actor
from geo.errors import GridkeeperError
from pages.parts import address, frame, labels, load, session, tables
from pages.parts.intake import refusals, uploads
from pages.parts.text import N_, _, moment, number, sentence

KINDS = {
    "grids": N_("Grids"),
    "incidents": N_("Cases"),
    "facilities": N_("Facilities"),
    "buildings": N_("Buildings"),
    "workers": N_("Grid workers"),
    "assignments": N_("Responsibilities"),
    "absences": N_("Absences"),
    "visits": N_("Visits"),
    "tracks": N_("GPS tracks"),
    "streets": N_("Streets"),
    "barriers": N_("Barriers"),
}
FIELDS = {
    "source_id": N_("Id in the source"),
    "grid_code": N_("Grid code"),
    "name": N_("Name"),
    "community_code": N_("Community code"),
    "community_name": N_("Community"),
    "street_code": N_("Street code"),
    "street_name": N_("Street (subdistrict)"),
    "district_code": N_("District code"),
    "district_name": N_("District"),
    "grid_kind": N_("Kind of grid"),
    "grid_class": N_("Grid class"),
    "households": N_("Households"),
    "population": N_("Residents"),
    "older": N_("Older residents"),
    "children": N_("Children"),
    "geometry": N_("Geometry"),
    "incident_code": N_("Case code"),
    "category": N_("Category"),
    "source": N_("Reported by"),
    "description": N_("Description"),
    "address": N_("Address"),
    "lon": N_("Longitude"),
    "lat": N_("Latitude"),
    "occurred_at": N_("Occurred"),
    "reported_at": N_("Reported at"),
    "handled_at": N_("Handled at"),
    "closed_at": N_("Closed at"),
    "state": N_("State"),
    "worker_code": N_("Worker code"),
    "facility_kind": N_("Kind of facility"),
    "barrier_kind": N_("Kind of barrier"),
    "foot_one_way": N_("One-way on foot"),
    "capacity": N_("Capacity"),
    "hours_per_week": N_("Hours a week"),
    "organisation": N_("Organisation"),
    "valid_from": N_("From"),
    "since": N_("First day away"),
    "last": N_("Last day away"),
    "visited_at": N_("Visited at"),
    "fixed_at": N_("Time of the point"),
    "minutes": N_("Minutes"),
    "from_node": N_("From node"),
    "to_node": N_("To node"),
    "length_m": N_("Length (m)"),
    "street_class": N_("Street class"),
}
SYSTEMS = {
    "": N_("As the file states, else WGS 84"),
    "EPSG:4326": N_("WGS 84 / CGCS2000 degrees"),
    "gcj02": N_("GCJ-02 (Amap, Tencent)"),
    "bd09": N_("BD-09 (Baidu)"),
}
#: what a text may be written in; a few words are not enough to tell it
ENCODINGS = {
    "": N_("Found by itself"),
    "utf-8": N_("UTF-8 (every language)"),
    "gb18030": N_("GB18030 (simplified Chinese)"),
    "big5": N_("Big5 (traditional Chinese)"),
}
#: files that do not say how their text is written
TEXTS = (".csv", ".zip")
STEPS = {
    "read": (N_("Reading the file"), 0.05),
    "stage": (N_("Sorting the rows"), 0.35),
    "locate": (N_("Finding each place's grid"), 0.5),
    "check": (N_("Checking the rows"), 0.65),
    "write": (N_("Writing"), 0.8),
}
#: formats that bring their own geometry, and the fields that then need no column
SHAPES = ("gpkg", "geojson", "shp", "fgb", "kml", "osm")
PLACE = ("geometry", "lon", "lat")
#: fields side by side
ABREAST = 4
ENDINGS = ["gpkg", "geojson", "json", "zip", "parquet", "fgb", "kml", "pbf", "csv", "xlsx"]


def upload(actor: Actor) -> None:
    """Choose a kind and a file, look at it, load it."""
    kind = st.segmented_control(
        _("What is in the file?"), list(KINDS), format_func=lambda k: _(KINDS[k]), key="intake_kind",
        default="grids", required=True,
    )  # fmt: skip
    given = uploads.choose(_("Data file"), ENDINGS, "intake_file")
    if given is None:
        st.caption(
            _("GeoPackage, GeoJSON, Shapefile (zip), GeoParquet, FlatGeobuf, KML, CSV or Excel; streets from"
              " OpenStreetMap too (.osm.pbf). Nothing is written until you have seen how the file is understood.")
            + " " + _("Up to {n} MB.").format(n=number(st.get_option("server.maxUploadSize")))
        )  # fmt: skip
        return
    path = uploads.keep(current(), given)
    try:
        _look(actor, path, kind)
    except GridkeeperError as error:
        st.error(labels.plain(sentence(error)), icon=":material/error:")


def _look(actor: Actor, path: Path, kind: str) -> None:
    with st.container(horizontal=True):
        crs = st.selectbox(
            _("Coordinates"), list(SYSTEMS), format_func=lambda c: _(SYSTEMS[c]), key="intake_crs"
        )
        encoding = _encoding() if path.suffix.lower() in TEXTS else ""
        layer = _layer(actor, path, kind)
    options = intake.Options(crs=crs, layer=layer, encoding=encoding)
    with st.spinner(_("Reading the file …")):
        seen = load.preview(actor, path, kind, options)
    facts = [seen.format, _("{n} rows").format(n=number(seen.rows)), seen.crs, seen.layer]
    st.markdown(f"**{labels.plain(path.name)}** · {labels.plain(' · '.join(filter(None, facts)))}")
    _doubt(seen)
    mapping = _mapping(seen)
    for problem in seen.problems:
        if problem.code != "fields_missing":
            st.caption(labels.plain(_note(problem)))
    with st.expander(_("The first rows"), expanded=False):
        st.dataframe(seen.sample, hide_index=True, key="intake_sample")
    lacking = missing(kind, {field: column for field, column in mapping.items() if column}, {})
    if lacking:
        names = _(", ").join(_(FIELDS[name]) for name in lacking)
        st.warning(_("Choose a column for: {fields}.").format(fields=names))
    strict = st.toggle(_("Load nothing if any row is wrong"), key="intake_strict")
    if st.button(_("Load"), type="primary", key="intake_load", disabled=bool(lacking)):
        _load(actor, path, kind, replace(options, mapping=mapping, strict=strict))


def _encoding() -> str:
    """How the text is written, for whoever sees other letters than there should be."""
    return st.selectbox(
        _("Text"), list(ENCODINGS), format_func=lambda code: _(ENCODINGS[code]), key="intake_encoding"
    )


def _doubt(seen: intake.Preview) -> None:
    """A word where the columns speak for another kind of file than the one chosen above."""
    likely = likeliest(seen.kind, seen.columns, seen.format in SHAPES)
    if likely != seen.kind:
        words = _("The columns look like those of: {likely}. Chosen above is: {kind}.")
        st.warning(words.format(likely=_(KINDS[likely]), kind=_(KINDS[seen.kind])), icon=":material/help:")


def _layer(actor: Actor, path: Path, kind: str) -> str:
    """The layer to read, asked for where there are several."""
    try:
        with st.spinner(_("Reading the file …")):
            layers = load.preview(actor, path, kind, intake.Options()).layers
    except GridkeeperError as error:
        layers = tuple(str(error.facts.get("known", "")).split(", ")) if error.code == "layer_needed" else ()
    if len(layers) < 2:
        return ""
    return st.selectbox(_("Layer"), layers, key="intake_layer")


def _mapping(seen: intake.Preview) -> dict[str, str]:
    """Which column holds which field: the guess, to be changed."""
    st.markdown(f"#### {_('Which column is which')}")
    nothing = _("not in the file")
    chosen: dict[str, str] = {}
    fields = [f for f in intake.FIELDS[seen.kind] if not (seen.format in SHAPES and f.name in PLACE)]
    for place, field in enumerate(fields):
        if place % ABREAST == 0:
            columns = st.columns(ABREAST, gap="small")
        guess = seen.mapping.get(field.name, "")
        options = ["", *seen.columns]
        with columns[place % ABREAST]:
            chosen[field.name] = st.selectbox(
                _(FIELDS[field.name]) + (" *" if field.needed else ""),
                options,
                index=options.index(guess) if guess in options else 0,
                format_func=lambda name: name or nothing,
                key=f"map_{seen.kind}_{field.name}",
            )
    return chosen


def _load(actor: Actor, path: Path, kind: str, options: intake.Options) -> None:
    bar = st.progress(0.0, text=_("Reading the file"))

    def progress(step: str, share: float) -> None:
        words, start = STEPS[step]
        bar.progress(min(1.0, start + 0.15 * share), text=_(words))

    now = datetime.now().replace(microsecond=0)
    write_id = session.write_id(f"intake {path.parent.name} {kind} {options}")
    report = intake.load(current(), actor, path, kind, options, now=now, progress=progress, write_id=write_id)
    bar.empty()
    _report(actor, report)
    if not (options.strict and report.rejected):
        uploads.drop(path)


def _report(actor: Actor, report: intake.Report) -> None:
    words = _("{read} rows read: {loaded} loaded, {unchanged} unchanged, {rejected} rejected.").format(
        read=number(report.read), loaded=number(report.loaded), unchanged=number(report.unchanged),
        rejected=number(report.rejected),
    )  # fmt: skip
    if report.batch_id is None and report.rejected:
        st.error(_("Nothing was loaded, because rows were rejected.") + " " + words)
    elif report.rejected:
        st.warning(words)
    else:
        st.success(words)
    reasons = sorted(report.reasons.items(), key=lambda item: -item[1])
    st.markdown("\n".join(f"- {_reason(code, n)}" for code, n in reasons))
    for note in report.notes:
        st.caption(labels.plain(_note(note)))
    if report.batch_id is not None:
        address.put(batch=report.batch_id if report.rejected else None)
    elif report.refused:
        refusals.show(actor, refusals.of_report(report), key="refused", file_name="rejected")


def _reason(code: str, n: int) -> str:
    """A reason, how often, and what to do about it."""
    reason = labels.plain(f"{number(n)} × {_(intake.REASONS[code])}")
    return f"{reason} *{labels.plain(_(intake.REMEDIES[code]))}*"


def _note(problem: intake.Problem) -> str:
    return intake.note_text(problem, _)


def history(actor: Actor) -> None:
    """Every import, newest first, and the rejected rows of the one that is opened."""
    batches = intake.batches(current(), actor)
    st.markdown(f"#### {_('Imports so far')}")
    if batches.empty:
        frame.empty(_("Nothing has been imported yet."), code="python -m data import grids FILE")
        return
    rows = batches.assign(
        words=[_(KINDS[kind]) for kind in batches["kind"]], who=batches["who"].map(labels.who)
    )
    columns = [
        tables.Column("words", _("What")),
        tables.Column("file_name", _("File name")),
        tables.Column("loaded_at", _("When"), "moment"),
        tables.Column("who", _("Who")),
        tables.Column("read", _("Read"), "count"),
        tables.Column("loaded", _("Loaded"), "count"),
        tables.Column("unchanged", _("Unchanged"), "count"),
        tables.Column("rejected", _("Rejected"), "count"),
        tables.Column("outside", _("Outside the grids"), "count"),
    ]
    row = tables.show(rows, columns, actor=actor, key="batches", file_name="imports", opens=True)
    if row is not None:
        address.put(batch=int(rows.loc[row, "batch_id"]))
    opened = address.get_one_of("batch", set(rows["batch_id"]))
    if opened is not None:
        _rejects(actor, rows.set_index("batch_id").loc[opened], opened)


def _rejects(actor: Actor, batch: pd.Series, batch_id: int) -> None:
    rows = intake.rejects(current(), actor, batch_id)
    title = _("Rejected rows of {file}, {when}").format(
        file=batch["file_name"], when=moment(batch["loaded_at"])
    )
    st.markdown(f"#### {labels.plain(title)}")
    if rows.empty:
        st.caption(_("No row was rejected."))
        return
    refusals.show(actor, rows, key="rejects", file_name=f"rejected-{batch_id}")
