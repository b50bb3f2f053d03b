"""How a registered frame becomes rows of a table: the SELECT behind each INSERT.

Long texts are put together in SQL from short columns and small look-up frames, so that two million
cases travel as numbers.
"""

import pandas as pd

_AT = "make_timestamp({} * 1000000)"
_DATE = "CAST(make_timestamp({} * 1000000) AS DATE)"

SELECTS = {
    "division": "SELECT division_code, level, parent_code, name FROM frame ORDER BY division_code",
    "grid": f"""
      SELECT grid_id, 'demo-' || grid_id, community || lpad(CAST(sequence AS TEXT), 3, '0'),
        community_name || '第' || sequence || '网格', community, street, district,
        CASE WHEN special THEN 'special' ELSE 'basic' END, grid_class, households, population, older, children,
        area_km2, ST_GeomFromWKB(geometry), min_lon, min_lat, max_lon, max_lat, {_DATE.format("since")}, NULL, NULL
      FROM frame ORDER BY grid_id""",
    "organisation": "SELECT organisation_id, 'demo-' || organisation_id, name, kind FROM frame ORDER BY 1",
    "worker": """
      SELECT worker_id, 'demo-' || worker_id, 'W' || lpad(CAST(worker_id AS TEXT), 5, '0'), name,
        organisation_id, hours_per_week, true, NULL
      FROM frame ORDER BY worker_id""",
    "absence": f"""
      SELECT absence_id, worker_id, {_DATE.format("since")}, {_DATE.format("until")}, '网格管理员',
        {_AT.format("noted")}, NULL, NULL, NULL
      FROM frame ORDER BY absence_id""",
    "assignment": f"""
      SELECT grid_id, worker_id, {_DATE.format("since")},
        CASE WHEN until >= 0 THEN {_DATE.format("until")} END, nullif(plan_id, 0)
      FROM frame ORDER BY grid_id, since""",
    "plan": f"""
      SELECT plan_id, strftime({_AT.format("effective")}, '%Y年%-m月责任网格调整'), reason, 'in_force',
        '网格管理员', {_AT.format("(effective - 6 * 86400 + 36000)")}, 0,
        '领导', {_AT.format("(effective - 2 * 86400 + 54000)")}, '同意', {_DATE.format("effective")}, NULL, '{{}}', 1
      FROM frame ORDER BY plan_id""",
    "plan_move": "SELECT plan_id, grid_id, from_worker_id, to_worker_id FROM frame ORDER BY ALL",
    "field_action": f"""
      SELECT action_id, kind, title, note, {_DATE.format("since")},
        CASE WHEN until >= 0 THEN {_DATE.format("until")} END, '网格管理员', {_AT.format("marked")}, NULL, NULL
      FROM frame ORDER BY action_id""",
    "field_action_grid": "SELECT action_id, grid_id FROM frame ORDER BY ALL",
    "facility": """
      SELECT facility_id, 'demo-' || facility_id, name, kind, capacity, lon, lat, lon, lat, 'EPSG:4326',
        cell + 1, road || number || '号', NULL
      FROM frame ORDER BY facility_id""",
    "barrier": "SELECT barrier_id, 'demo-' || barrier_id, 'river', name, ST_GeomFromWKB(geometry), NULL FROM frame",
    "building": """
      SELECT building_id, 'demo-' || building_id, households, NULL, NULL, NULL, lon, lat, lon, lat, 'EPSG:4326',
        cell + 1, NULL, NULL
      FROM frame ORDER BY building_id""",
    "backdrop": "SELECT kind, name, ST_GeomFromWKB(geometry) FROM frame",
    "street_edge": """
      SELECT edge_id, 'demo-' || edge_id, from_node, to_node, length_m, name, class,
        ST_GeomFromWKB(geometry), NULL, false
      FROM frame ORDER BY edge_id""",
    "visit": f"""
      SELECT visit_id, 'demo-' || visit_id, grid_id, nullif(worker_id, 0), {_AT.format("second")},
        minutes, 'stated', NULL
      FROM frame ORDER BY visit_id""",
    "incident": f"""
      SELECT f.id, 'demo-' || f.id,
        strftime({_AT.format("f.reported")}, 'AJ%Y%m%d') || lpad(CAST(f.id AS TEXT), 7, '0'),
        f.category, f.source, t.words, r.road || f.number || '号附近',
        f.lon, f.lat, f.lon, f.lat, 'EPSG:4326', f.grid_id, nullif(f.worker_id, 0),
        {_AT.format("f.occurred")}, {_AT.format("f.reported")},
        f.state, f.due, f.handled, f.closed, NULL
      FROM frame f JOIN road_of_grid r USING (grid_id) JOIN report_text t USING (text_id) ORDER BY f.id""",
    "incident_log": f"""
      SELECT f.incident_id, f.seq, f.action, {_AT.format("f.second")},
        CASE f.action
          WHEN 'report' THEN CASE f.source WHEN 'patrol' THEN '网格员' WHEN 'resident' THEN '居民'
            WHEN 'hotline' THEN '热线坐席' WHEN 'video' THEN '视频值守' ELSE '部门' END
          WHEN 'file' THEN '值班长' WHEN 'reject' THEN '值班长' WHEN 'close' THEN '值班长'
          WHEN 'dispatch' THEN '派遣员' WHEN 'rework' THEN '核查员' ELSE '处置人员' END,
        CASE WHEN f.action NOT IN ('report', 'file', 'reject', 'close') THEN f.organisation_id END,
        CASE f.action WHEN 'return_' THEN '不属于本单位职责' WHEN 'rework' THEN '核查未通过，请重新处置'
          WHEN 'suspend' THEN '等待材料' WHEN 'void' THEN '现场未发现问题' END
      FROM frame f ORDER BY f.incident_id, f.seq""",
}
#: (subject of id_counter, table, column)
COUNTERS = (
    ("grid", "grid", "grid_id"), ("worker", "worker", "worker_id"), ("visit", "visit", "visit_id"),
    ("organisation", "organisation", "organisation_id"), ("incident", "incident", "incident_id"),
    ("facility", "facility", "facility_id"), ("street_edge", "street_edge", "edge_id"),
    ("plan", "plan", "plan_id"), ("action", "field_action", "action_id"), ("edit", "grid_edit", "edit_id"),
    ("batch", "intake_batch", "batch_id"), ("absence", "absence", "absence_id"),
    ("building", "building", "building_id"), ("barrier", "barrier", "barrier_id"),
)  # fmt: skip
TABLES = (*SELECTS, "plan_objection", "grid_edit", "grid_descent", "intake_batch", "intake_reject")


def empty(cursor) -> None:
    """Take every row out of the tables that hold a place's data."""
    for table in TABLES:
        cursor.execute(f"DELETE FROM {table}")


def insert(cursor, table: str, frame: pd.DataFrame, **lookups: pd.DataFrame) -> None:
    """Insert a frame into a table; ``lookups`` are further frames that its SELECT names."""
    for name, registered in {"frame": frame, **lookups}.items():
        cursor.register(name, registered)
    cursor.execute(f"INSERT INTO {table} {SELECTS[table]}")
    for name in ("frame", *lookups):
        cursor.unregister(name)


def raise_counters(cursor) -> None:
    """Let the next id of each subject follow the highest there is."""
    for subject, table, column in COUNTERS:
        cursor.execute(
            f"UPDATE id_counter SET next_id = (SELECT coalesce(max({column}), 0) + 1 FROM {table})"
            " WHERE subject = ?",
            [subject],
        )


def counts(cursor) -> dict[str, int]:
    """Rows of each table."""
    return {table: cursor.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}
