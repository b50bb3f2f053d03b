"""``scan``: clusters of cases close in space and time, with how often chance alone makes such a one."""

from datetime import date

import click
import geopandas as gpd
import pandas as pd
import shapely

from data import grids as areas
from data import studies
from data.cli import study
from data.cli.base import db_option, main
from data.cli.progress import Bar
from data.db import Record
from data.permits import OPERATOR
from geo.hotspots.scan import MODELS
from geo.hotspots.scan import scan as find_clusters
from geo.rates import exposure

COLUMNS = [
    "rank", "llr", "p", "recurrence_days", "centre", "radius_m", "grid_ids", "since", "until", "observed",
    "expected", "relative_risk",
]  # fmt: skip


@main.command()
@db_option
@study.until_option
@click.option(
    "--days", default=60, show_default=True, type=click.IntRange(1), help="How many days to look at."
)
@click.option(
    "--max-days", default=14, show_default=True, type=click.IntRange(1), help="The longest cluster."
)
@click.option("--max-share", default=0.5, show_default=True, type=click.FloatRange(0, 1, min_open=True),
              help="The largest cluster, as a share of the cases (permutation) or people (poisson).")  # fmt: skip
@click.option("--model", type=click.Choice(MODELS), show_default="permutation; poisson with --spatial",
              help="Cases alone, or cases against the people who live there.")  # fmt: skip
@click.option("--spatial", is_flag=True, help="Clusters in space alone, over all the days.")
@click.option("--retrospective", is_flag=True, help="Clusters that have ended too; else those still alive.")
@click.option(
    "--replications", default=999, show_default=True, type=click.IntRange(1), help="Random maps drawn."
)
@study.seed_option
@study.category_option
@study.out_option
def scan(
    db, until, days, max_days, max_share, model, spatial, retrospective, replications, seed, category, out
):
    """Clusters in space and time, a row each, the strongest first.

    Columns: rank, llr, p, recurrence_days, centre (longitude, latitude), radius_m, grid_ids, since, until,
    observed, expected, relative_risk. since and until: the first and the last day. recurrence_days: by
    chance alone, once in so many days.
    """
    model = model or ("poisson" if spatial else "permutation")
    with study.reading(db, out) as record:
        end = study.until_of(record, until, date.today())
        category = studies.category_of(record, OPERATOR, category)
        counts, period = studies.steps(record, OPERATOR, end, step="day", n=days, category=category)
        sites = studies.sites(record, OPERATOR)
        people, unit = exposure(sites)
        with Bar() as bar:
            clusters, note = find_clusters(
                sites["x_m"], sites["y_m"], counts, people if model == "poisson" else None, model=model,
                max_days=max_days, max_share=max_share, spatial=spatial, retrospective=retrospective,
                replications=replications, seed=seed, since=period.since, progress=bar,
            )  # fmt: skip
        frame = _with_zones(record, clusters)
    study.deliver(
        out, frame, note, _said(frame), category=category, days=period.days, days_wanted=days, max_days=max_days,
        max_share=max_share, model=model, spatial=spatial, retrospective=retrospective, replications=replications,
        people=unit if model == "poisson" else None,
    )  # fmt: skip


def _with_zones(record: Record, clusters: pd.DataFrame) -> gpd.GeoDataFrame:
    """Clusters with the union of their grids as shape and the centre in degrees."""
    shapes = areas.grids(record, OPERATOR).set_index("grid_id").geometry
    zones = [shapely.union_all(shapes.loc[list(ids)].to_numpy()) for ids in clusters["grid_ids"]]
    crs = studies.in_metres(record, shapes).crs if len(clusters) else "EPSG:4326"
    middles = gpd.GeoSeries(gpd.points_from_xy(clusters["x_m"], clusters["y_m"]), crs=crs).to_crs("EPSG:4326")
    centres = [[round(x, 6), round(y, 6)] for x, y in zip(middles.x, middles.y, strict=True)]
    ids = [list(map(int, zone)) for zone in clusters["grid_ids"]]
    frame = clusters.assign(centre=pd.Series(centres, dtype=object, index=clusters.index),
                            grid_ids=pd.Series(ids, dtype=object, index=clusters.index))  # fmt: skip
    return gpd.GeoDataFrame(
        frame[COLUMNS], geometry=gpd.GeoSeries(zones, index=clusters.index, crs="EPSG:4326")
    )


def _said(clusters: pd.DataFrame) -> str:
    """The strongest cluster in a sentence."""
    if clusters.empty:
        return "no cluster."
    first = clusters.iloc[0]
    seldom = first["recurrence_days"]
    often = f" By chance once in about {seldom:,.0f} days." if pd.notna(seldom) else ""
    where = f"within {first['radius_m']:,.0f} m" if len(first["grid_ids"]) > 1 else "in one grid"
    return (
        f"{len(clusters):,} clusters. The strongest: {first['observed']:,} cases {where}"
        f" from {first['since']} to {first['until']}, where {first['expected']:,.1f} would be usual;"
        f" p = {first['p']:.3g}.{often}"
    )
