"""The walking network: lines, or a table of edges beside a table of nodes."""

import numpy as np
import pyarrow as pa
import shapely

from data.intake import mapping
from data.intake.job import Job, Outcome, with_faults
from data.intake.places import to_wgs84
from data.intake.reader import opened
from data.intake.settle import checked, fingerprint, register_incoming
from data.intake.shapes import lines, metric
from data.intake.stage import staged

_CHECKS = (
    ("length_missing", "length_m IS NULL"),
    ("number_negative", "length_m < 0"),
    ("one_way_unknown", "foot_one_way IS NOT NULL AND one_way IS NULL"),
)
#: words for whether a street is walked one way only
_YES, _NO = ("yes", "true", "t", "1", "是"), ("no", "false", "f", "0", "否")
_FIELDS = f"""SELECT __pos, __row, __fault, length_m, name, coalesce(street_class, 'path') AS street_class, from_node,
    to_node, shape, foot_one_way, CASE WHEN foot_one_way IS NULL OR lower(foot_one_way) IN {_NO} THEN false
      WHEN lower(foot_one_way) IN {_YES} THEN true END AS one_way,
    $prefix || coalesce(source_id,
      {fingerprint("from_node", "to_node", "length_m", "name", "street_class", "hex(shape)")}) AS source_id
  FROM staged_rows"""
_CHANGING = ("from_node", "to_node", "length_m", "name", "street_class", "one_way")


def load(cursor, table: pa.Table, job: Job, outcome: Outcome) -> None:
    """Write the good rows of a staged table of streets; part of a write."""
    if job.options.nodes:
        geometry, fault = _from_nodes(cursor, table, job)
    else:
        shapes = lines(table, job.crs)
        geometry, fault = shapes.geometry, shapes.fault
    cursor.register("staged_rows", _complete(table, geometry, fault, job.profile))
    good, outcome.faults, repeats = checked(
        cursor, _FIELDS, {"prefix": job.prefix}, _CHECKS, "source_id", collapse=True
    )
    register_incoming(cursor, good, "street_edge", _CHANGING, outcome, repeats)
    _write(cursor, job)


def _from_nodes(cursor, table: pa.Table, job: Job) -> tuple[np.ndarray, np.ndarray]:
    """Straight lines between the nodes that each edge names."""
    with opened(job.options.nodes, None) as source:
        chosen = mapping.settle("nodes", source.columns, {}, {})
        nodes = staged(cursor, source, "nodes", chosen, {}).to_pandas().set_index("source_id")
    lon, lat = to_wgs84(nodes["lon"].to_numpy(), nodes["lat"].to_numpy(), job.crs)
    ends = []
    for side in ("from_node", "to_node"):
        place = nodes.index.get_indexer(table[side].to_pandas())
        ends.append(
            np.column_stack(
                [np.where(place < 0, np.nan, lon[place]), np.where(place < 0, np.nan, lat[place])]
            )
        )
    known = np.isfinite(ends[0]).all(axis=1) & np.isfinite(ends[1]).all(axis=1)
    geometry = np.full(table.num_rows, None, dtype=object)
    geometry[known] = shapely.linestrings(np.stack([ends[0][known], ends[1][known]], axis=1))
    return geometry, np.where(known, None, "node_unknown")


def _complete(table: pa.Table, geometry: np.ndarray, fault: np.ndarray, profile: dict) -> pa.Table:
    """Rows with shape, length and end nodes; nodes are numbered by place where the file names none."""
    good = fault == None  # noqa: E711 (elementwise)
    length = table["length_m"].to_numpy().astype(float)
    unmeasured = good & np.isnan(length)
    if unmeasured.any():
        length[unmeasured] = shapely.length(metric(geometry[unmeasured], profile))
    nodes = {"from_node": table["from_node"], "to_node": table["to_node"]}
    if table["from_node"].null_count or table["to_node"].null_count:
        nodes = dict(zip(nodes, _numbered_ends(geometry, good), strict=True))
    columns = {
        "length_m": pa.array(length, mask=np.isnan(length)), **nodes,
        "shape": pa.array(list(shapely.to_wkb(geometry)), pa.binary()),
        "__fault": with_faults(table["__fault"], fault),
    }  # fmt: skip
    kept = [name for name in table.column_names if name not in columns]
    return pa.table({name: table[name] for name in kept} | columns)


def _numbered_ends(geometry: np.ndarray, good: np.ndarray) -> list[pa.Array]:
    """A number for every distinct end of the lines, equal places (to a centimetre) equal numbers."""
    ends = [shapely.get_coordinates(shapely.get_point(_one_line(geometry[good]), end)) for end in (0, -1)]
    _, numbers = np.unique(np.round(np.vstack(ends), 7), axis=0, return_inverse=True)
    columns = []
    for half in np.split(numbers.ravel() + 1, 2):
        column = np.zeros(len(geometry), dtype=np.int64)
        column[good] = half
        columns.append(pa.array(column, mask=~good))
    return columns


def _one_line(geometry: np.ndarray) -> np.ndarray:
    """Lines of several parts joined where they meet; else their longest reach from first to last point."""
    merged = shapely.line_merge(geometry)
    several = shapely.get_type_id(merged) == 5
    merged[several] = [shapely.linestrings(shapely.get_coordinates(shape)) for shape in merged[several]]
    return merged


def _write(cursor, job: Job) -> None:
    cursor.execute(
        """INSERT INTO street_edge SELECT id, source_id, from_node, to_node, length_m, name, street_class,
          ST_GeomFromWKB(shape), ?, one_way FROM incoming WHERE is_new""",
        [job.batch_id],
    )
    columns = ", ".join(f"{name} = i.{name}" for name in _CHANGING)
    cursor.execute(
        f"""UPDATE street_edge SET {columns}, geometry = ST_GeomFromWKB(i.shape), batch_id = ?
          FROM incoming i WHERE i.is_changed AND i.id = street_edge.edge_id""",
        [job.batch_id],
    )
