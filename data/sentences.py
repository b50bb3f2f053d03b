"""The sentence for every error code, in plain English: the msgid that the catalogues translate.

Grouped by the module that raises the code. A test walks the sources: every code raised has a
sentence here, and every sentence a translation.
"""

from data import plan_sentences
from geo.errors import GridkeeperError

SENTENCES: dict[str, str] = {
    # geo.model, geo.workflow
    "period_empty": "The period from {since} to {until} has no days in it. Choose an end after the start.",
    "move_forbidden": "A case that is “{state}” cannot be moved by “{action}”.",
    # geo.clock
    "work_hours_wrong": "A working day cannot last from {start} to {end}. Give two hours between 0 and 24.",
    "unit_unknown": "There is no time-limit unit “{unit}”. Known: {known}.",
    "limit_not_positive": "A time limit must be above zero; {limit} was given.",
    # geo.density, geo.hotspots, geo.gaps, geo.districts
    "surface_empty": "A density surface needs an area, a cell and a bandwidth above zero.",
    "surface_too_fine": "A density surface of {cells} cells is more than can be shown ({most}). Choose larger cells.",
    "streets_missing": "There are no streets here, so nothing can be shown along them. Import the street network.",
    "streets_measures": "A density along streets needs a bandwidth, a reach and pieces above zero.",
    "streets_too_fine": "{pieces} pieces of street are more than can be shown ({most}). Choose longer pieces.",
    "rule_unknown": "There is no rule “{rule}” for neighbours. Known: {known}.",
    "neighbours_differ": "The neighbours describe {rows} grids, but {grids} grids were given.",
    "counts_not_whole": "Hotspots are found in counts: whole numbers, none of them negative.",
    "forecast_unknown": "There is no way “{method}” of ranking grids. Known: {known}.",
    "steps_missing": "There are no whole weeks, months or days to look at. Choose a longer period.",
    "backtest_hides": "A back-test hides at least one step, at least once; {hide} steps were to be hidden"
    " {origins} times.",
    "backtest_shares": "The list covers a share of the area above 0 and up to 1; {shares} was given.",
    "acted_unknown": "An action needs grids that exist. Not known: {grid_ids}.",
    "neighbours_unknown": "There is no rule “{rule}” for neighbours. Known: queen, rook, knn:8 (the 8 nearest),"
    " band:500 (within 500 m).",
    "neighbours_too_many": "Within {distance} m a grid would have {average} neighbours on average. Choose a shorter"
    " distance.",
    "weights_unequal": "The neighbours of a grid must all weigh the same.",
    "method_unknown": "There is no method “{method}”. Known: {known}.",
    "inference_unknown": "There is no way “{inference}” to find the chance. Known: {known}.",
    "scan_unknown": "There is no model “{model}” for a scan. Known: {known}.",
    "scan_numbers": "A scan needs at least one day and one replication, and a share above 0 and up to 1 ({max_days}"
    " days, {replications} replications, share {max_share}).",
    "scan_spatial_cases": "A scan in space alone needs people to compare with: choose the model poisson.",
    "scan_population": "The model poisson needs the people who live in the grids.",
    "scan_lengths": "{grids} grids were given with {places} places.",
    "knox_bands": "The ends of bands must rise from 0 or more: {ends}.",
    "knox_lengths": "{places} places were given with {days} days.",
    "gaps_not_numbers": "These columns cannot be added up: {columns}.",
    "access_limit": "A catchment cannot end at {limit}. Give a distance of 0 or more.",
    "access_costs": "A walk cannot be shorter than nothing ({least}).",
    "access_weights": "The weights “{name}” must be as many as the places ({places}), whole or broken numbers of 0 or"
    " more; {given} were given, {wrong} of them missing, endless or below zero.",
    "place_off_streets": "This facility is too far from every street, so nothing can be said of its surroundings.",
    "grids_unknown": "There are no grids {grid_ids} among those in this plan.",
    # geo.editing
    "edit_unknown": "There is no edit “{kind}”. Known: {known}.",
    "edit_grids_unknown": "There are no grids {grid_ids} here any more.",
    "edit_line_missing": "Draw a line first: at least two different places.",
    "edit_unclean": "The borders around this place do not meet well enough for this edit. Let the grid doctor mend them"
    " first.",
    "split_misses": "The line does not cross the grid, so it splits nothing.",
    "split_ends": "The line ends inside the grid. Draw it from border to border.",
    "split_too_many": "The line cuts the grid into {pieces} pieces. Draw one that cuts it into two.",
    "split_sliver": "A piece would be narrower than a footpath. Draw the line further inside.",
    "merge_one": "Choose at least two grids to merge.",
    "merge_not_adjacent": "These grids do not all share borders, so they cannot become one. A shared corner is not"
    " enough.",
    "merge_communities": "These grids belong to different communities. A grid lies in one community.",
    "parts_one": "This grid is in one piece already.",
    "redraw_two": "Choose the two grids whose border is to be redrawn.",
    "redraw_not_adjacent": "These two grids share no border that could be redrawn.",
    "redraw_misses": "The line meets neither the border between the two grids nor crosses them. Draw it from border to"
    " border.",
    "redraw_wild": "The line winds about the border too often. Draw a simpler one.",
    "redraw_swallows": "This border would swallow a grid, or cut one in pieces. Merge the grids if that is meant.",
    "gap_gone": "There is no gap at this place any more.",
    "overlap_gone": "These grids do not overlap any more.",
    "overlap_whole": "Nothing of the grid would be left: it lies within the other one.",
    "part_gone": "The grid has no such part to hand over.",
    # data.editing, data.boundaries
    "edit_unexplained": "An edit of boundaries needs a reason: whoever reads the history later understands it by that.",
    "edit_conflict": "Somebody changed these grids since the preview. Look at a new preview.",
    "edit_too_early": "These boundaries are in force since {day} only. Choose that day or a later one.",
    "edit_not_found": "There is no such edit any more, or it was decided already.",
    "edit_built_upon": "What this edit made was changed since, so it cannot be undone. Make a new edit instead.",
    "edit_before_gone": "The boundaries before this edit were drawn on the same day, so there is none to go back to.",
    "codes_used_up": "The community {community} has no grid codes left.",
    "codes_in_order": "The codes of this community are in order already.",
    # geo.siting
    "site_model": "There is no model “{model}” for choosing sites. Known: {known}.",
    "site_needs": "The model {model} needs: {needs}.",
    "site_nothing": "{demand} places and {candidates} candidates were given; at least one of each is needed.",
    "site_not_numbers": "These must be numbers, and those that count something whole: {what}.",
    "site_costs": "Distances cannot be below zero; {negative} are.",
    "site_lengths": "{weights} numbers of people were given for {demand} places.",
    "site_weights": "Numbers of people must be known and not below zero; {bad} are not.",
    "site_weights_zero": "Nobody lives in any of these places, so no site can be better than another.",
    "site_number": "{p} sites cannot be chosen among {candidates} candidates.",
    "site_radius": "The reach must be above zero; {radius} was given.",
    "site_candidates_unknown": "There are no candidates {unknown}; {candidates} were given, counted from 0.",
    "tracks_need_grids": "There are no grids yet. Load grids before tracks: a track is told by the grids it stays in.",
    "site_kept_and_closed": "Candidates {candidates} cannot both stay and be closed.",
    "site_capacity_lengths": "{capacities} capacities were given for {candidates} candidates.",
    "site_capacities": "Capacities must be known and not below zero; {bad} are not.",
    "site_capacity_short": "The largest {p} sites have room for {room:,.0f}, but {people:,.0f} people need it."
    " Choose more sites, or look whether the capacities on record count people.",
    "site_out_of_reach": "{people:,.0f} people in {demand} places are further than {radius:,.0f} m from every"
    " candidate. Choose a longer reach or more candidates.",
    "site_unreached": "{people:,.0f} people in {demand} places have no way to any candidate.",
    "site_too_few": "With {p} sites some people cannot be served at all. Choose more sites.",
    # geo.crs, geo.locate, geo.check
    "extent_missing": "No metric system can be chosen: {bounds} are not bounds in degrees.",
    "ids_differ": "{geometries} geometries were given with {ids} ids.",
    "columns_missing": "These columns are missing: {columns}.",
    # data.permits
    "cancelled": "The work was cancelled before it was done.",
    "not_allowed": "{who} ({role}) may not do this: {action}.",
    # pages.parts.session
    "sign_in_missing": "There is no sign-in yet, so this record is shown only on the machine that holds it."
    " To show it to everybody who reaches this address, run: python -m data visitors open.",
    # data.db, data.audit
    "record_held": "Another process holds the database {file}: {holder}. Stop it (usually the dashboard), or wait"
    " until it has finished, and try again.",
    "record_damaged": "The database {file} cannot be opened. Keep it and the .wal file beside it, and restore"
    " the latest backup. Detail: {detail}.",
    "record_unwritable": "The database {file} cannot be written here ({detail}). Choose another place, or let this"
    " user write to the file and its folder.",
    "audit_headless": "The audit trail of the database {file} has lost its last link, so nothing can be written."
    " Keep the file and restore the latest backup.",
    "record_newer": "This database was written by a newer version (schema {number}). Update the program.",
    "write_conflict": "Somebody else was changing the same thing. Nothing was written; try again.",
    "timed_out": "This took longer than {seconds} seconds and was stopped. Choose a shorter period or a smaller area.",
    # data.backup, data.export, data.cli
    "record_missing": "There is no database {file}.",
    "backup_exists": "{file} is there already. Choose another name, or say --replace.",
    "backup_differs": "The copy does not hold what the database holds, so it was thrown away. Try again.",
    "control_refused": "The process that holds the database did not do it: {reason}.",
    "ending_unknown": "“{ending}” is no format for export. Known: {known}.",
    "export_unknown": "There is nothing called “{kind}” to export. Known: {known}.",
    "places_missing": "These rows have no places, so they cannot be GeoJSON. Choose .csv, .xlsx, .parquet or .gpkg.",
    "rows_too_many": "A worksheet holds {most} rows; there are {rows}. Choose .csv, .parquet or .gpkg.",
    "folder_missing": "There is no folder {folder}.",
    "file_unwritable": "The file {file} cannot be written ({detail}). Choose another place, or make room.",
    # data.actions
    "action_kind_unknown": "There is no kind of action “{kind}”. Known: {known}.",
    "action_untitled": "An action needs a title of at most {most} letters.",
    "action_nowhere": "Choose the grids in which the action takes place.",
    "absence_unknown": "There is no absence {absence_id}, it was taken back, or it is of nobody whom you may see.",
    "action_unknown": "There is no action {action_id}, it was taken back, or it is outside the area you are"
    " responsible for.",
    "action_beyond_scope": "Action {action_id} also covers grids outside the area you are responsible for. Somebody"
    " responsible for all of them must take it back.",
    # data.studies
    "step_unknown": "There is no step “{step}”. Known: {known}.",
    "until_in_future": "{day} has not come yet. Choose a day up to {latest}.",
    "category_missing": "There is no category “{category}”. Known: {known}.",
    "steps_none": "At least one step is needed; {n} were asked for.",
    # data.site
    "site_no_residents": "No residents are on record in these grids, so no site can be better than another. Import"
    " grids with residents or households.",
    "site_no_candidates": "There is no place in these grids where a facility could stand. Choose grids instead of"
    " streets, or import the street network.",
    "site_none_given": "No place was given. Write longitude and latitude, a line each.",
    "site_given_many": "{given:,} places are given; at most {most:,} can be looked at. Leave some out.",
    "site_place_row": "Line {row} is no place: “{text}”. Write longitude and latitude, such as 112.98, 30.01.",
    "site_outside": "These places lie outside every grid: {places}. Longitude comes first.",
    "site_none_there": "No facility of this kind is on record, so none can be moved or closed. Choose that those there"
    " are stay.",
    "site_unmet": "Nobody lives within {metres:,g} m on foot of a place where a facility could stand or stands, so"
    " no choice of sites helps. Choose a longer reach or other candidates.",
    # data.access
    "standard_wrong": "The city's standard of access “{what}” cannot be {given}: distances and capacities are numbers"
    " above 0, minutes are a life circle of the profile, and groups are older or children.",
    "kind_of_facility_unknown": "There is no kind of facility “{kind}”. Known: {known}.",
    "facility_unknown": "There is no facility {facility_id}.",
    "facility_of_other_kind": "Facility {facility_id} is of the kind “{own}”, not “{kind}”.",
    # data.grids, data.incidents
    "grid_unknown": "There is no grid {grid_id}, or it is outside the area you are responsible for.",
    "incident_unknown": "There is no case {incident_id}, or it is outside the area you are responsible for.",
    # data.demo
    "demo_not_empty": "The database already holds data ({rows} rows). Choose another file; --force replaces only"
    " an earlier demo.",
    "demo_too_small": "A demo needs at least 12 grids and one worker (asked for: {grids} grids, {workers} workers,"
    " {incidents} cases).",
    # data.tokens, data.tiles, pages.api
    "token_refused": "This address has expired. Reload the page.",
    "tile_unknown": "There is no such map tile: {layer} {z}/{x}/{y}.",
    "day_unreadable": "“{value}” is not a day. Write it like 2026-03-31.",
    "payload_unknown": "This part of the map is no longer held. Reload the page.",
    "address_unknown": "There is nothing at {path}.",
    "asset_unknown": "There is no such file: {name}.",
    # pages.parts.maps
    "breaks_not_rising": "The class limits of a map must rise: {breaks}.",
    # data.intake, data.parse
    "file_missing": "There is no file {file}.",
    "file_empty": "The file {file} is empty. Export or download it again.",
    "file_too_big": "The file {file} needs more memory or time to read than is allowed. Split it and import the parts.",
    "file_without_rows": "The file {file} has no rows: nothing follows the names of the columns. Export it again.",
    "file_compressed": "The file {file} is compressed. Unpack it, or pack it as a zip, and try again.",
    "format_unknown": "The file {file} is none of the formats that can be read: GeoPackage, GeoJSON, Shapefile (zip),"
    " GeoParquet, Parquet, FlatGeobuf, KML, CSV, Excel (xlsx), OpenStreetMap (osm.pbf).",
    "excel_old": "The file {file} is an old Excel file (xls). Save it as xlsx or CSV and try again.",
    "encoding_unknown": "The text of {file} is in none of these encodings: {tried}. Name the right one.",
    "format_false": "The file {file} is damaged: by its name it is {format}, but what it holds is not. Export or"
    " download it again.",
    "table_broken": "The file {file} is damaged or cut short: it cannot be read as {format}. Export or download it"
    " again. Detail: {detail}.",
    "geometry_encoding": "The geometry in {file} is stored as “{encoding}”. Save it as WKB and try again.",
    "reader_unsafe": "The reader of map files would accept formats that are not allowed ({drivers}). Nothing was read.",
    "archive_broken": "The file {file} is damaged or cut short: it cannot be opened as {format}. Export or download it"
    " again.",
    "archive_bomb": "The archive {file} unpacks to far more than a map file would. It was not opened.",
    "archive_path": "The archive {file} holds a path that leads outside of it ({member}). It was not opened.",
    "archive_link": "The archive {file} holds a link ({member}). It was not opened.",
    "archive_locked": "The archive {file} needs a password. Unpack it and try again.",
    "archive_without_table": "The archive {file} holds no shapefile, workbook or single file that can be read.",
    "shapefile_incomplete": "The shapefile in {file} lacks its {part} part.",
    "layer_needed": "The file {file} holds several layers: {known}. Say which one to read.",
    "layer_unknown": "There is no layer “{layer}” in {file}. It holds: {known}.",
    "kind_unknown": "“{kind}” cannot be imported. What can: {known}.",
    "field_unknown": "There is no field “{field}”. Fields: {known}.",
    "column_unknown": "There is no column “{column}”. Columns: {known}.",
    "fields_missing": "No column was found for: {fields}. Say which column it is. Columns: {known}.",
    "crs_unknown": "“{crs}” is no coordinate system. Give EPSG: and a number, gcj02 or bd09.",
    "crs_missing": "The coordinates (such as {x}, {y}) are metres, and the file does not say in which coordinate"
    " system. Give it as EPSG: and a number.",
    "crs_looks_shifted": "{n} of {stated} stated grid codes differ from the grid the place lies in, but nearly all fit"
    " if the coordinates are {crs}. Import again with that coordinate system, or with EPSG:4326 if they are right.",
    "city_differs": "This database belongs to the city profile “{held}”, not “{city}”.",
    "division_twice": "The code {division} names divisions of two levels. Give each level codes of its own.",
    # data.profile
    "city_unknown": "There is no city profile called “{city}”. Known: {known}.",
}
# geo.districts, data.commands, data.plans
SENTENCES.update(plan_sentences.SENTENCES)


def sentence(error: GridkeeperError, translate=lambda text: text) -> str:
    """An error in words.

    >>> from geo.errors import InputError
    >>> sentence(InputError("city_unknown", city="x", known="default"))
    'There is no city profile called “x”. Known: default.'
    """
    template = translate(SENTENCES.get(error.code, "Something went wrong: {code}."))
    return template.format(**{"code": error.code, **error.facts})
