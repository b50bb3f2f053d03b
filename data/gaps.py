"""The four faces of a gap, a row a grid or a worker, and the coverage debt they add up to."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from data import facilities as places
from data import grids as areas
from data import holdings, networks, people, workloads
from data import incidents as cases
from data.db import Record
from data.permits import Actor
from data.profile import profile_of
from data.voice import voices
from geo import gaps, kpi, rates
from geo.debt import coverage_debt
from geo.model import Note, Period
from geo.names import GROUPS

#: what of the gaps no facility changes, and its note
Rest = tuple[pd.DataFrame, Note]
#: a grid lacks service where at least this share of its residents is beyond reach
SHARE_BEYOND = 0.5
#: the columns of a voice beside the other faces
VOICE = {"before": "n_before", "p": "voice_p", "q": "voice_q", "answer": "voice_answer"}
#: what of a grid adds up over a beat
SUMMED = ("residents", "residents_beyond", *GROUPS, "older_beyond", "children_beyond", "service", "presence",
          "responsibility", "voice", "faces", "n", "expected", "service_debt", "presence_debt", "responsibility_debt",
          "voice_debt", "debt")  # fmt: skip


def rest(record: Record, actor: Actor, period: Period) -> Rest:
    """All of ``by_grid`` that no facility changes: the same for every kind and every reach. The note is that of the
    voices."""
    frame = areas.facts(record, actor)
    frame["population"] = rates.residents(frame)
    frame = frame.join(people.assignments(record, actor).set_index("grid_id")[["worker_id", "worker_name"]])
    seen = areas.presence(record, actor, period.until)
    frame = frame.join(seen[["days_since_visit", "visit_interval_days"]]).join(gaps.presence_gap(seen))
    voice, note = voices(record, actor, period)
    frame = frame.join(voice.rename(columns=VOICE))
    frame = frame.join(missed(record, actor, period, "grid_id", frame.index))
    known = holdings.known(record, actor, period.until)
    frame["presence_known"], frame["responsibility_known"] = "visit" in known, "worker" in known
    frame["presence"] = frame["late"].fillna(False).astype(bool) & frame["presence_known"]
    frame["overdue_days"] = areas.overdue_days(record, actor, period)
    frame["unattended_share"] = areas.unattended_days(record, actor, period) / period.days
    frame = frame.join(responsible(record, frame, workloads.by_worker(record, actor, period)))
    frame["voice"] = frame.pop("silent")
    return frame, note


def by_grid(
    record: Record, actor: Actor, period: Period, kind: str, metres: float, others: Rest | None = None
) -> tuple[pd.DataFrame, Note]:
    """The four faces by ``grid_id``, as things stand at the end of the period.

    Args:
        kind: of facility; ``all``: a resident counts with the share of the kinds that are beyond reach.
        metres: reach; 0 is each kind's own.
        others: what ``rest`` gave, where it is known already.

    Returns:
        who and where, ``population`` as ``geo.rates.residents`` counts it; ``residents_beyond`` and
        ``share_beyond``, ``older_beyond`` and
        ``children_beyond``, all shares of the kinds where ``all_kinds``; ``late``, ``late_days`` and
        ``days_since_visit``; ``overdue_days`` and ``unattended_share`` of the whole period;
        ``responsibility_answer`` and ``responsibility_share`` (``geo.gaps.responsibility``);
        ``n``, ``expected``, ``expected_low``, ``expected_high``, ``n_before``,
        ``voice_p``, ``voice_q`` and ``voice_answer`` as ``data.voice.voices`` gives them; ``filed``, ``missed``,
        ``miss_rate`` and its interval as ``missed`` gives them; and the booleans ``service``, ``presence``,
        ``responsibility``, ``voice`` with their sum ``faces``. The note is
        that of the voices. What the record holds none of (``data.holdings.known``) is no gap:
        ``presence_known`` and ``responsibility_known`` are false then.
    """
    frame, note = others or rest(record, actor, period)
    homes, walked = networks.walks(record, actor)
    standards = places.standards(record, actor, metres, kind)
    frame = frame.join(short_of(frame, homes, walked.metres, standards, kind)).assign(all_kinds=kind == "all")
    there = networks.outside(places.facilities(record, actor, () if kind == "all" else (kind,)))
    there["residents_unknown"] = int(frame["population"].isna().sum())
    caveats = (*note.caveats, *walked.note.caveats, *_lacking(there, homes, kind), "reported_only")
    facts = {**walked.note.facts, **there, **limits(standards, kind), **note.facts}
    frame["service"] = frame["share_beyond"] >= SHARE_BEYOND
    frame["faces"] = frame[["service", "presence", "responsibility", "voice"]].sum(axis=1)
    return frame, replace(note, period=period, caveats=caveats, facts=facts)


def _lacking(there: dict[str, int], homes: pd.DataFrame, kind: str) -> list[str]:
    """Caveats of facilities and residents that are not there, or not where they are looked for."""
    told = {
        "facilities_outside": there["facilities_outside"] > 0,
        "facilities_none": not there["facilities"] and kind != "all",
        "residents_none": homes.empty,
        "residents_unknown": there["residents_unknown"] > 0 and not homes.empty,
    }
    return [code for code, true in told.items() if true]


def limits(standards: pd.DataFrame, kind: str) -> dict[str, float]:
    """How far is too far for one kind, as facts of a note: ``limit_m``, ``limit_older_m``, ``limit_children_m``."""
    if kind not in standards.index:
        return {}
    own = standards.loc[kind]
    return {"limit_m": float(own["residents"]), **{f"limit_{group}_m": float(own[group]) for group in GROUPS}}


def short_of(
    frame: pd.DataFrame, homes: pd.DataFrame, metres: pd.DataFrame, standards: pd.DataFrame, kind: str
) -> pd.DataFrame:
    """Who walks further than the standard, by the index of ``frame``; missing where nobody counted them.

    Args:
        frame: ``population``, ``older`` and ``children`` by ``grid_id``.
        homes, metres: of ``data.networks.walks``. standards: of ``data.facilities.standards``.
        kind: of facility; ``all``: everybody counts with the share of the kinds that are beyond reach.

    Returns:
        ``residents_beyond``, ``share_beyond`` of the residents, ``older_beyond``, ``children_beyond``: whole people
        where the count is whole.
    """
    asked = standards if kind == "all" else standards[standards.index == kind]
    lost = {
        group: _lost(frame[count].astype(float), homes, metres, asked[group].to_dict(), group)
        for group, count in (("residents", "population"), *zip(GROUPS, GROUPS, strict=True))
    }
    residents = frame["population"].astype(float)
    share = lost["residents"] / residents.where(residents > 0)
    return pd.DataFrame({"residents_beyond": lost["residents"], "share_beyond": share,
                         **{f"{group}_beyond": lost[group] for group in GROUPS}})  # fmt: skip


def _lost(
    counted: pd.Series, homes: pd.DataFrame, metres: pd.DataFrame, reach_m: dict, group: str
) -> pd.Series:
    if not reach_m or not counted.notna().any():
        return counted * float("nan")
    beyond = gaps.service_gap(homes, metres, reach_m, group)["all_kinds"].reindex(counted.index).fillna(0.0)
    return beyond.where(counted % 1 != 0, beyond.round()).clip(upper=counted).where(counted.notna())


def responsible(record: Record, frame: pd.DataFrame, workers: pd.DataFrame) -> pd.DataFrame:
    """As ``geo.gaps.responsibility`` by the city's limit, and the boolean ``responsibility``; no gap where the record
    holds no worker.

    Args:
        frame: ``worker_id``, ``unattended_share`` and ``responsibility_known`` by ``grid_id``.
        workers: of ``data.workloads.by_worker``.
    """
    limit = profile_of(record).get("responsibility", {}).get("overloaded", gaps.OVERLOADED)
    found = gaps.responsibility(frame["worker_id"], workers, frame["unattended_share"], limit)
    known = frame["responsibility_known"]
    found["responsibility_share"] = found["responsibility_share"].where(known, 0.0)
    return found.assign(responsibility=known & (found["responsibility_answer"] != "somebody"))


def missed(record: Record, actor: Actor, period: Period, by: str, index: Iterable[int]) -> pd.DataFrame:
    """Who found the period's cases: ``filed``, ``missed``, and as ``geo.kpi.miss_rate`` gives it.

    Args:
        by: ``grid_id``; or ``worker_id``: who was responsible when the case was reported.
        index: the grids or workers asked for.
    """
    found = cases.found_first(record, actor, period).groupby(by)[["filed", "missed"]].sum()
    found = found.reindex(pd.Index(index, name=by), fill_value=0)
    return found.join(kpi.miss_rate(found["missed"], found["filed"]))


def owed(
    record: Record,
    actor: Actor,
    period: Period,
    kind: str = "all",
    metres: float = 0.0,
    others: Rest | None = None,
) -> tuple[pd.DataFrame, Note]:
    """As ``by_grid``, with ``residents`` and the coverage debt of the period (``geo.debt.coverage_debt``)."""
    frame, note = by_grid(record, actor, period, kind, metres, others)
    frame["residents"] = frame["population"]
    weights = profile_of(record).get("coverage_debt", {})
    return frame.join(coverage_debt(frame, period.days, weights)), note


def check_kind(record: Record, actor: Actor, kind: str) -> None:
    """Raises ``kind_of_facility_unknown`` unless the kind is ``all`` or one of the city's."""
    if kind != "all":
        places.metres_of(record, actor, kind)


def by_worker(frame: pd.DataFrame) -> pd.DataFrame:
    """What ``owed`` says, added up by ``worker_id`` (0: nobody responsible), the largest debt first."""
    sums = gaps.by_worker(frame[list(SUMMED)].astype(float), frame["worker_id"])
    names = frame.dropna(subset="worker_id").groupby("worker_id")["worker_name"].first()
    sums.insert(0, "worker_name", names.reindex(sums.index).fillna(""))
    counted = frame[[*GROUPS, *(f"{group}_beyond" for group in GROUPS)]].astype(float)
    known = counted.groupby(frame["worker_id"].fillna(gaps.NO_WORKER).astype(int)).count() > 0
    sums[counted.columns] = sums[counted.columns].where(known)
    return sums.sort_values("debt", ascending=False, kind="stable")


def beyond_reach(record: Record, actor: Actor, metres: float = 0) -> pd.DataFrame:
    """Residents by ``grid_id`` who live beyond reach of each kind of facility, and of ``all_kinds``.

    On foot along the streets where these are known (``data.networks``). Kinds of which the record holds no
    facility at all are left out: it does not know them.
    ``metres`` is the reach of every kind; 0 is each kind's own.
    """
    reach = places.standards(record, actor, metres)["residents"]
    frame = areas.facts(record, actor)
    if frame.empty or reach.empty:
        return pd.DataFrame({"all_kinds": pd.Series(dtype=float)}, index=frame.index)
    return networks.beyond(record, actor, dict(reach))


def of_people(note: Note, unit: str) -> Note:
    """A note that speaks of households, made to speak of whom ``geo.rates.exposure`` counts."""
    if unit == "households":
        return note
    method = note.method.replace("households", "residents")
    caveats = tuple(code.replace("households", "residents") for code in note.caveats)
    return replace(note, method=method, caveats=caveats)
