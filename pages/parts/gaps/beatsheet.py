"""A worker's beat as a sheet of paper: what stands on it, and the button that makes it."""

from collections.abc import Iterator

import pandas as pd

from data.permits import Actor
from data.sheets import Area, Listing, Sheet, drawn
from geo.model import Note, Period
from pages.parts import downloads, labels, load, notes, session, text
from pages.parts.gaps import faces, gapmap, reached, whygrid
from pages.parts.gaps.facewords import FACES, noted, of_no_kind
from pages.parts.text import _, missing, ngettext, number, percent

#: grids of others are drawn as far around the beat as this share of its extent
MARGIN = 0.3
BOX = "[   ]"


def offer(actor: Actor, frame: pd.DataFrame, note: Note, period: Period, worker_id: int | None) -> None:
    """The sheet of the worker who is chosen, or who looks; nothing while it is everybody. Of a scenario where one is
    tried: what the note says is supposed stands on the sheet."""
    if worker_id is None and actor.scope.startswith("worker:"):
        worker_id = int(actor.scope.removeprefix("worker:"))
    beat = frame[frame["worker_id"] == worker_id]
    if beat.empty:
        return
    facts, made = {"worker_id": worker_id}, note.facts.get("whatif")
    downloads.offer(
        actor, _("Sheet of this beat (PDF)"), lambda: drawn(sheet(actor, frame, beat, note, period)),
        f"beat-{worker_id}-{period.until}{'-whatif' if made else ''}.pdf", key="beat_sheet", kind="sheet",
        facts=facts | ({"whatif": made} if made else {}), action="print_sheet",
        help=_("Map, grids, debts and visits on one page"),
    )  # fmt: skip


def sheet(actor: Actor, frame: pd.DataFrame, beat: pd.DataFrame, note: Note, period: Period) -> Sheet:
    """What stands on the page of a beat.

    Args:
        frame: of ``lacks.by_grid``, or of ``lacks.as_if`` with its note; ``beat``: its rows of one worker.
    """
    beat = beat.sort_values("debt", ascending=False, kind="stable")
    beat = beat.assign(number=[str(n) for n in range(1, len(beat) + 1)], why=faces.why(beat))
    names = labels.grid_names(beat)
    place = load.place().get("title", {}).get(text.locale(), "") or _("Gridkeeper")
    lead = " · ".join([*_supposed(note), place, text.period(period), labels.grids(len(beat))])
    areas, around = _shapes(actor, beat)
    foot = notes.lines(noted(of_no_kind(note), "debt", len(frame)))  # which kind, the facts say
    foot.append(_("A debt says that a standard is not met. It does not say whose fault that is."))
    if session.access() == "demo":
        foot.append(_("Fictional district, invented data"))
    title = _("Beat of {name}").format(name=beat["worker_name"].iloc[0])
    return Sheet(
        title, lead, _facts(beat, note), areas, around, _legend(), _lists(beat, names), (" · ".join(foot),)
    )


def _supposed(note: Note) -> list[str]:
    """What is tried, before anything else: on paper nobody sees the page it came from."""
    told = note.facts.get("supposed")
    return [_("{what}: {text}").format(what=_("What if"), text=told)] if told else []


def _shapes(actor: Actor, beat: pd.DataFrame) -> tuple[tuple[Area, ...], tuple]:
    shapes = load.grids(actor).set_index("grid_id").geometry
    whole = gapmap.whole(beat)
    own = shapes.loc[whole.index]
    classes = gapmap.CLASSES["all"](whole)
    colours = classes[0].map({key: colour for key, (colour, _words) in classes[1].items()})
    numbers = beat["number"].groupby(beat.index.map(abs)).agg("/".join)  # halves lie on the map as one
    areas = tuple(map(Area, own, colours, numbers[whole.index]))
    west, south, east, north = own.total_bounds
    wide, high = MARGIN * (east - west), MARGIN * (north - south)
    others = shapes.drop(index=whole.index).cx[west - wide : east + wide, south - high : north + high]
    return areas, tuple(others)


def _legend() -> tuple[tuple[str, str], ...]:
    return tuple(gapmap.gap_classes().values())


def _facts(beat: pd.DataFrame, note: Note) -> tuple[tuple[str, str], ...]:
    residents, beyond = beat["residents"].sum(), beat["residents_beyond"].sum()
    share = percent(beyond / residents) if residents else text.NOTHING
    parts = [(f"   {_(FACES[part].label)}", number(beat[f"{part}_debt"].sum())) for part in whygrid.PARTS]
    return (
        (_("Residents"), number(residents)),
        (_("Facility"), note.facts.get("facility", text.NOTHING)),
        (reached.title(beat, "service"), f"{number(beyond)} ({share})"),
        *_groups(beat),
        (_("Visits overdue"), number(beat["presence"].sum())),
        (_("Silent grids"), number(beat["voice"].sum())),
        (_("Coverage debt (person-days)"), number(beat["debt"].sum())),
        *parts,
    )


def _groups(beat: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Older residents and children beyond reach, where somebody counted them."""
    for group, (_words, heading) in reached.GROUPS.items():
        known = beat[f"{group}_beyond"].notna()
        if there := beat.loc[known, group].sum():
            beyond = beat.loc[known, f"{group}_beyond"].sum()
            yield _(heading), f"{number(beyond)} ({percent(beyond / there)})"


def _lists(beat: pd.DataFrame, names: pd.Series) -> tuple[Listing, ...]:
    more = _("… and {n} more on the screen")
    grids = Listing(
        _("Grids, largest debt first"),
        ((_("No."), 0.05, False), (_("Grid"), 0.2, False), (_("Residents"), 0.1, True), (_("Debt"), 0.11, True),
         (_("Why"), 0.54, False)),
        tuple(
            (row.number, names[row.Index], number(row.residents), number(row.debt), row.why)
            for row in beat.itertuples()
        ),
        more,
    )  # fmt: skip
    due = beat.assign(left=beat["visit_interval_days"].astype(float) - beat["days_since_visit"].astype(float))
    due = due[due["presence_known"]].sort_values("left", na_position="first", kind="stable")
    visits = Listing(
        _("Visits, most urgent first"),
        ((_("No."), 0.06, False), (_("Grid"), 0.28, False), (_("Last visit"), 0.18, False), (_("Every"), 0.14, False),
         (_("Due"), 0.2, False), (_("Done"), 0.14, True)),
        tuple(
            (row.number, names[row.Index], _ago(row.days_since_visit), _days(row.visit_interval_days),
             _due(row.left), BOX)
            for row in due.itertuples()
        ),
        more,
    )  # fmt: skip
    return tuple(one for one in (grids, visits) if one.rows)


def _ago(days) -> str:
    if missing(days):
        return _("never")
    return ngettext("{n} day ago", "{n} days ago", int(days)).format(n=number(days))


def _days(days) -> str:
    return (
        text.NOTHING if missing(days) else ngettext("{n} day", "{n} days", int(days)).format(n=number(days))
    )


def _due(left) -> str:
    if missing(left):
        return _("now")
    n = int(abs(left))
    late = ngettext("{n} day late", "{n} days late", n), ngettext("in {n} day", "in {n} days", n)
    return late[0 if left < 0 else 1].format(n=number(n))
