"""Reader of buildings: where people live."""

import pandas as pd

from data.db import Record
from data.permits import Actor
from geo.names import BUILDINGS


def buildings(record: Record, actor: Actor) -> pd.DataFrame:
    """Buildings in scope: the columns of ``geo.names.BUILDINGS``; what nobody counted is missing."""
    actor.require("read_grids")
    columns = ", ".join(BUILDINGS)
    sql = f"SELECT {columns} FROM buildings_in_scope($scope) WHERE grid_id IS NOT NULL ORDER BY building_id"
    return record.frame(sql, {"scope": actor.scope})
