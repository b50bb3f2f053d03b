"""``site``: where facilities of a kind would stand best."""

from pathlib import Path

import click

from data import site as siting
from data.candidates import CANDIDATES, places_of
from data.cli import study
from data.cli.base import db_option, main
from data.cli.progress import Bar
from data.export import write_frame
from data.notes import caveat_texts, method_text, note_in_plain
from data.permits import OPERATOR
from data.sentences import sentence
from geo.siting.models import MODELS
from geo.siting.site import SECONDS, Siting


@main.command()
@db_option
@click.option("--kind", required=True, help="A facility kind of the city's profile, such as clinic.")
@click.option("--model", type=click.Choice(list(MODELS)), default="mclp", show_default=True,
              help="Most people within reach; everybody with the fewest; shortest walks in all; shortest longest"
              " walk; shortest walks with room for so many.")  # fmt: skip
@click.option("--p", default=1, show_default=True, type=click.IntRange(1), help="How many; lscp finds it.")
@click.option("--metres", default=0.0, type=study.Finite(0), help="On foot; else the kind's standard.")
@click.option("--keep", "existing", flag_value="kept", default="kept",
              help="The facilities there are stay, and --p come new (the default).")  # fmt: skip
@click.option("--move", "existing", flag_value="moved", help="They may be moved: --p in all.")
@click.option("--close", "existing", flag_value="closed", help="They are closed: --p in all, elsewhere.")
@click.option("--candidates", type=click.Choice(CANDIDATES[:2]), default="grids", show_default=True,
              help="New ones stand inside grids, or at crossings of streets.")  # fmt: skip
@click.option("--places", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Or at the places of this file: longitude, latitude, a line each.")  # fmt: skip
@click.option("--seconds", default=SECONDS, show_default=True, type=study.Finite(0, min_open=True),
              help="For the search and the proof, at most; the gap says how far it came.")  # fmt: skip
@study.out_option
def site(db, kind, model, p, metres, existing, candidates, places, seconds, out) -> None:
    """The best sites among the grids and the facilities there are, a row a site.

    change (new, kept, closed), facility_id (0: new), grid_id, people (who go there), gainers (who have it
    nearer than before), minutes (those save on average), newly (people who reached none within --metres).
    """
    with study.reading(db, out) as record:
        given = () if places is None else _given(places)
        candidates = candidates if places is None else "given"
        asked = siting.Question(kind, model, p, metres, existing, candidates, given)
        with Bar() as bar:
            found = siting.propose(record, OPERATOR, asked, seconds, bar)
    note = found.siting.note
    options = {
        "kind": kind,
        "model": model,
        "p": p,
        "metres": metres,
        "existing": existing,
        "candidates": candidates,
        "places": None if places is None else places.name,
        "seconds": seconds,
    }
    write_frame(found.sites, out, note_in_plain(note, command="site", options=options))
    click.echo(f"{out}: {_said(found.siting)}")
    click.echo(" ".join([method_text(note), *caveat_texts(note)]))


def _given(places: Path) -> tuple[tuple[float, float], ...]:
    """The places of a file; lines that are none are told and left out, unless all are so."""
    given, refused = places_of(places)
    if refused and not given:
        raise refused[0]
    for error in refused:
        click.echo(sentence(error), err=True)
    return given


def _said(found: Siting) -> str:
    """Value, bound and gap in a line."""
    return f"value {found.value:,.2f}, bound {found.bound:,.2f}, gap {found.gap:.2%}."
