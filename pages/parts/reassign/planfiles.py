"""A plan to take along: layers for a map program, a workbook of hand-over lists, a page for every worker."""

import streamlit as st

from data.current import current
from data.permits import Actor
from data.plan_book import PlanBook, plan_book
from data.plan_files import geopackage, workbook
from data.sheets import drawn
from pages.parts import downloads, labels, load
from pages.parts.cases import casework
from pages.parts.reassign import plansheet
from pages.parts.text import N_, _, missing

#: headings and words of the workbook, by the names ``data.plan_files`` gives them
WORDS = {
    "plan": N_("Plan"),
    "moves": N_("What changes hands"),
    "fact": N_("Fact"),
    "value": N_("Value"),
    "nobody": N_("nobody"),
    "plan_id": N_("No."),
    "title": N_("Title"),
    "reason": N_("Reason"),
    "state": N_("State"),
    "author": N_("Proposed by"),
    "created_at": N_("Proposed on"),
    "effective_on": N_("In force from"),
    "reviewer": N_("Decided by"),
    "reviewed_at": N_("Decided on"),
    "review_note": N_("Note"),
    "grid_code": N_("Grid code"),
    "name": N_("Grid"),
    "from_worker": N_("Giver's code"),
    "from_name": N_("From worker"),
    "to_worker": N_("Taker's code"),
    "to_name": N_("To worker"),
    "workload_hours": N_("Hours a week"),
    "from_change": N_("Share of a fair load, for the giver"),
    "to_change": N_("Share of a fair load, for the taker"),
    "households": N_("Households"),
    "population": N_("Residents"),
    "area_km2": N_("Area (km²)"),
    "open_cases": N_("Open cases"),
    "incident_code": N_("Case code"),
    "category": N_("Category"),
    "state_then": N_("State that day"),
    "state_today": N_("State today"),
    "reported_at": N_("Reported"),
    "due_at": N_("Due"),
    "address": N_("Address"),
    "description": N_("Description"),
    "grids_taken": N_("Grids that come"),
    "grids_given": N_("Grids that go"),
    "cases_taken": N_("Open cases that come"),
    "cases_given": N_("Open cases that go"),
}


def offer(actor: Actor, plan_id: int, states: dict[str, str]) -> None:
    """Three buttons; a file is made when it is asked for.

    Args:
        states: words for the states of a plan.
    """
    if not actor.may("export"):
        return
    made = {
        "gpkg": (_("GeoPackage"), _("Moved grids, and the beats before and after, for a map program"),
                 lambda: geopackage(_book(actor, plan_id))),
        "xlsx": (_("Hand-over lists (XLSX)"),
                 _("A sheet for every worker: grids and open cases that come and go"),
                 lambda: workbook(_worded(actor, _book(actor, plan_id), states), _words())),
        "pdf": (_("Pages to print (PDF)"), _("A page for every worker, with map and lists"),
                lambda: drawn(*plansheet.sheets(actor, _worded(actor, _book(actor, plan_id), states)))),
    }  # fmt: skip
    with st.container(horizontal=True, key="plan_files", gap="small"):
        for ending, (words, tip, file) in made.items():
            downloads.offer(
                actor, words, file, f"plan-{plan_id}.{ending}", key=f"plan_{ending}", kind="plan",
                facts={"plan_id": plan_id}, help=tip,
            )  # fmt: skip


def _book(actor: Actor, plan_id: int) -> PlanBook:
    return plan_book(current(), actor, plan_id, load.as_of(actor))


def _words() -> dict[str, str]:
    return {name: _(word) for name, word in WORDS.items()}


def _worded(actor: Actor, book: PlanBook, states: dict[str, str]) -> PlanBook:
    """The book with words for the codes of states and categories."""
    states_of = [name for name in ("state_then", "state_today") if name in book.cases]
    rows = book.cases.assign(
        category=casework.category_names(actor, book.cases["category"]),
        **{name: book.cases[name].map(labels.state) for name in states_of},
    )
    who = {
        side: labels.who(book.plan[side]) for side in ("author", "reviewer") if not missing(book.plan[side])
    }
    plan = {**book.plan, **who, "state": states[book.plan["state"]]}
    return PlanBook(plan, book.moves, book.before, book.after, rows)
