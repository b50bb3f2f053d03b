"""The gaps screen's pieces: which face to look at, one bar a worker, the list with reasons."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from data import facilities as places
from data.permits import Actor
from geo.gaps import NO_WORKER, by_worker
from geo.model import Note, Period
from pages.parts import address, charts, filters, labels, load, notes, reasons, tables, text
from pages.parts.gaps import reached, supplied, unsaid, voices
from pages.parts.gaps.facewords import FACES, REACHING, noted
from pages.parts.overview import board
from pages.parts.text import _, number, percent

#: what a grid's reasons are told from
TOLD = ("service", "presence", "responsibility", "voice", "residents_beyond", "share_beyond", "all_kinds",
        "late_days", "responsibility_answer", "n", "expected", "n_before", "voice_answer")  # fmt: skip
#: face → how bad it is in a grid: who was never visited comes before who was visited late
WORST = {
    "all": lambda rows: rows["faces"],
    "service": lambda rows: rows["residents_beyond"],
    "presence": lambda rows: rows["late_days"].astype(float).fillna(float("inf")),
    "responsibility": lambda rows: rows["responsibility_share"],
    "voice": lambda rows: rows["expected"] - rows["n"],
    "debt": lambda rows: rows["debt"],
}
#: bars drawn at most
BARS = 40
#: parts of the debt and their colours (Tol's bright set)
PARTS = {"service": "#4477aa", "presence": "#ee6677", "responsibility": "#228833", "voice": "#ccbb44"}
DISTANCES = (300, 500, 1000, 1500)


def options() -> dict[str, str]:
    """Face → its name, for a switch."""
    return {name: _(face.label) for name, face in FACES.items()}


def distances() -> dict[str, str]:
    """How far is too far → words; 0 is the standard of each kind, others are life circles or plain metres."""
    circles = {int(metres): minutes for minutes, metres in load.place().get("life_circles", {}).items()}
    words = {"0": _("Its standard")}
    for m in sorted({*circles, *DISTANCES}):
        known = _("{minutes} minutes · {m} m") if m in circles else _("{m} m")
        words[str(m)] = known.format(minutes=circles.get(m), m=number(m))
    return words


def kinds(actor: Actor) -> dict[str, str]:
    """Kinds of facility in words: those on record, all of them, then those of the city of which there is none yet."""
    listed = load.read(places.facility_kinds, actor)
    there = listed["n"] > 0
    none = {kind: _("{kind} (none yet)").format(kind=name)
            for kind, name in labels.named(listed[~there], "facility_kind").items()}  # fmt: skip
    return labels.named(listed[there], "facility_kind") | {"all": _("All kinds")} | none


def reach(actor: Actor, face: str) -> tuple[str, float]:
    """Choose a kind of facility and how far is too far, where the face depends on them; on the others what was chosen
    stays: residents beyond reach and debts stand beside each of them.

    Returns:
        the kind, or ``all``; and metres, 0 for each kind's own reach.
    """
    known = kinds(actor)
    first = board.first_kind(actor) or "all"  # where no facility is on record, nobody looks for a kind of it
    if face not in REACHING:
        return filters.chosen("kind", known, first), float(filters.chosen("metres", distances(), "0"))
    kind = filters.pick("kind", _("Facility"), known, first)
    return kind, float(filters.pick("metres", _("Standard"), distances(), "0", width=220))


def explain(frame: pd.DataFrame, face: str, note: Note) -> None:
    """What counts as this gap and what is not known; of silence also the days it is told from and false alarms."""
    unknown = unsaid.of(frame, face) if (frame[FACES[face].column] > 0).any() else []  # else the bars say it
    measured = []
    if face in REACHING and frame["residents_beyond"].notna().any():
        measured = [*reached.standard(note), *reached.nobody(frame), *reached.shares(frame), reached.how(note),
                    *reached.groups(frame)]  # fmt: skip
    words = [_(FACES[face].words), *unknown, *measured]
    if face == "voice" and note.facts["grids"]:
        words.append(
            _("Reports from {first} to {last}. {judged} can be judged; of those called silent at most {share} are false"
              " alarms on average.")
            .format(first=text.day(note.facts["voice_since"]), last=text.day(note.facts["voice_last"]),
                    judged=labels.grids(note.facts["grids"]), share=percent(note.facts["false_share"]))
        )  # fmt: skip
    st.caption(labels.plain(" ".join(words)))


def kind_name(actor: Actor, kind: str) -> str:
    """A kind of facility in words."""
    names = load.kind_names(actor)
    return names.get(kind, _("All kinds"))


def of_kind(actor: Actor, note: Note, kind: str, metres: float) -> Note:
    """A note that says, wherever it goes, of which kind of facility it speaks and how far is too far."""
    limit = note.facts.get("limit_m") or metres
    far = _("{m} m").format(m=number(limit)) if limit else _("Its standard")
    facts = {**note.facts, "facility": f"{kind_name(actor, kind)} · {far}"}
    if not metres:
        sources = load.read(places.facility_kinds, actor).set_index("facility_kind")["source"]
        facts["standard_source"] = sources.get(kind, "")
    return replace(note, facts=facts)


def why(frame: pd.DataFrame, face: str = "") -> pd.Series:
    """Every grid's gaps in a line of words, that of ``face`` first; empty where there is none."""
    lacking = frame.loc[frame["faces"] > 0, list(TOLD)]
    said = [reasons.of_gaps(row, face) for row in lacking.to_dict("records")]
    return pd.Series(said, index=lacking.index, dtype=object).reindex(frame.index, fill_value="")


def worker(frame: pd.DataFrame, score: str) -> int | None:
    """The worker chosen, from the address; a click on a bar goes there first."""
    chosen = address.get_one_of("worker", _names(frame))
    picked = charts.picked_bar(_bars_key(score, chosen), "worker_id", chosen)
    if picked != chosen:
        address.put(worker=picked)
    return picked


def _bars_key(score: str, chosen: int | None) -> str:
    """One for each bar chosen, so that a click is told from the click before."""
    return f"worker_bars_{score}_{chosen}"


def worker_bars(
    frame: pd.DataFrame,
    face: str,
    chosen: int | None,
    supply: tuple[pd.DataFrame, Note] | None = None,
    score: str = "nearest",
) -> None:
    """One bar a worker, longest first; a click on a bar chooses the worker, another click lets go (``worker``).

    Args:
        supply: what the map shows in place of the face, and of which ``score``: the bars show the same.
    """
    names = _names(frame)
    st.markdown(f"#### {_('By grid worker')}")
    if chosen is not None:
        _only(names[chosen])
    if supply is None:
        _gaps(frame, face, chosen)
    else:
        _supplies(frame, supply, score, names, chosen)


def _gaps(frame: pd.DataFrame, face: str, chosen: int | None) -> None:
    """Bars of what a beat lacks."""
    column = FACES[face].column
    sums = per_worker(frame, column)
    bars = sums[sums[column] > 0]
    if bars.empty:
        _none(unsaid.of(frame, face))
        return
    charts.bars(
        bars.nlargest(BARS, column), column, "name", "worker_id", key=_bars_key("nearest", chosen),
        title=reached.title(frame, face), unit=_(FACES[face].unit), chosen=chosen,
        parts=_parts() if face == "debt" else {},
    )  # fmt: skip
    if len(bars) > BARS:
        st.caption(_("The {n} longest bars of {all}.").format(n=number(BARS), all=number(len(bars))))


def _supplies(
    frame: pd.DataFrame,
    supply: tuple[pd.DataFrame, Note],
    score: str,
    names: dict[int, str],
    chosen: int | None,
) -> None:
    """Bars of how much there is for a beat's residents, of many those with least."""
    bars = supplied.per_worker(supply, frame["worker_id"])
    if bars.empty:
        st.info(_(unsaid.KNOWN["service"][1]))
        return
    if not bars["score"].any():
        st.info(_("From no beat here is one reached."))
        return
    bars = bars.assign(name=[names[worker_id] for worker_id in bars["worker_id"]])
    st.caption(_("What residents of the beat have on average; a short bar is little."))
    charts.bars(
        bars.nsmallest(BARS, "score"), "score", "name", "worker_id", key=_bars_key(score, chosen),
        title=_(supplied.SCORES[score]), unit=supplied.unit(score), chosen=chosen, digits=2,
    )  # fmt: skip
    if len(bars) > BARS:
        st.caption(_("The {n} shortest bars of {all}.").format(n=number(BARS), all=number(len(bars))))


def _parts() -> dict[str, tuple[str, str]]:
    """The parts of a debt: column → name and colour."""
    return {f"{name}_debt": (_(FACES[name].label), colour) for name, colour in PARTS.items()}


def _none(unknown: list[str]) -> None:
    """No bar to draw: because there is no gap, or because the record does not know."""
    if unknown:
        st.info(labels.plain(" ".join(unknown)))
    else:
        st.success(_("No worker's beat has this gap."))


def _only(name: str) -> None:
    """Whose gaps are shown, and the way back to everybody's."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(_("Only {name}").format(name=labels.plain(name)), color="orange")
        if st.button(_("Show all workers"), key="all_workers", type="tertiary"):
            address.put(worker=None)
            st.rerun()


def per_worker(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """A column of the gaps added up: ``worker_id``, ``name``, ``grids`` and the column, a row a worker."""
    names = _names(frame)
    columns = [column, *(f"{part}_debt" for part in PARTS if column == "debt")]
    sums = by_worker(frame[columns], frame["worker_id"]).reset_index()
    return sums.assign(name=[names[worker_id] for worker_id in sums["worker_id"]])


def _names(frame: pd.DataFrame) -> dict[int, str]:
    """Of everybody who is responsible for a grid, and a word for nobody where some have none."""
    names = frame.dropna(subset="worker_id").groupby("worker_id")["worker_name"].first().to_dict()
    bare = {NO_WORKER: _("Nobody responsible")} if frame["worker_id"].isna().any() else {}
    return {int(worker_id): name for worker_id, name in names.items()} | bare


def with_gap(frame: pd.DataFrame, face: str, worker_id: int | None) -> pd.DataFrame:
    """Grids with this gap (of ``worker_id``, where one is given), the worst first; ``frame`` has their reasons."""
    rows = frame[frame["faces" if face == "all" else face] > 0]
    if worker_id is not None:
        rows = rows[rows["worker_id"].fillna(NO_WORKER) == worker_id]
    rows = rows.assign(name=labels.grid_names(rows), share_beyond=rows["share_beyond"].round(2))
    rows = reached.with_shares(rows)
    worst = pd.DataFrame({"first": WORST[face](rows), "then": rows["residents_beyond"]}, rows.index)
    order = worst.sort_values(["first", "then"], ascending=False, kind="stable").index
    return rows.loc[order].reset_index()


def table(
    actor: Actor, frame: pd.DataFrame, face: str, note: Note, period: Period, worker_id: int | None
) -> None:
    """Grids with the gap, each with its reasons; a row opens the grid."""
    rows = with_gap(frame, face, worker_id)
    rows["debt"], rows["miss_rate"] = rows["debt"].round(), rows["miss_rate"].astype(float).round(2)
    if rows.empty and unsaid.of(frame, face):
        return
    columns = _columns(frame, face, note)
    st.markdown(f"#### {_('Grids with a gap')} · {labels.grids(len(rows))}")
    note = noted(note, face, len(frame))
    if rows.empty:
        st.caption(_("No grid here has this gap."))
        notes.show(note)
        return
    about = notes.scope(actor, period) | notes.about(note)
    row = tables.show(rows, columns, actor=actor, key="gap_table", file_name="gaps", about=about, opens=True)
    notes.show(note)
    if row is not None:
        address.go("grid.py", grid=abs(int(rows.loc[row, "grid_id"])), **address.span(period))


def _columns(frame: pd.DataFrame, face: str, note: Note) -> list[tables.Column]:
    """What stands in the table: what tells of the face first, then the rest; of which facility where nothing above
    asks for one, and of how many days."""
    beyond, owed = reached.title(frame, "service"), _("Coverage debt")
    if face not in REACHING:
        beyond, owed = (reached.of_kind(words, note) for words in (beyond, owed))
    year = voices.days(note)
    known = {
        "service": [
            tables.Column("residents_beyond", beyond, "count"),
            tables.Column("share_beyond", _("Share"), "percent"),
            *(reached.group_columns(frame) if face in REACHING else ()),
        ],
        "debt": [tables.Column("debt", owed, "count")],
        "presence": [tables.Column("days_since_visit", _("Days since the last visit"), "count")],
        "voice": [
            tables.Column("n", voices.of_days(_("Reports"), year), "count"),
            tables.Column("expected", voices.of_days(_("Expected"), year), "decimal"),
            tables.Column("expected_low", _("Expected at least"), "count"),
            tables.Column("expected_high", _("Expected at most"), "count"),
            tables.Column("miss_rate", voices.of_days(_("Miss rate"), note.period.days), "percent"),
        ],
    }
    rest = [column for name, columns in known.items() if name != face for column in columns]
    own = known.get(face, [])
    return [
        tables.Column("name", _("Grid"), width="whole"),
        *own[:1],  # by which the rows are in order: seen without moving the table, on a phone too
        tables.Column("worker_name", _("Worker"), width="whole"),
        tables.Column("why", _("Why"), width="sentence"),
        *own[1:],
        *rest,
        tables.Column("grid_code", _("Grid code"), width="whole"),
    ]
