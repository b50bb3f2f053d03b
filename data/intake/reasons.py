"""Why a row was refused and what to do about it, and what is worth saying about a file: a sentence a code.

These are msgids, as those of ``data.sentences``.
"""

from data.intake.model import Problem

#: one row
REASONS: dict[str, str] = {
    "row_broken": "The line has another number of columns than the header.",
    "duplicate_id": "The id stands in an earlier row of the same file.",
    "place_missing": "The row has no coordinates.",
    "place_not_finite": "A coordinate is not a number.",
    "place_off_earth": "The coordinates are no longitude and latitude.",
    "axes_swapped": "Longitude and latitude have changed places.",
    "geometry_missing": "The row has no geometry.",
    "geometry_unreadable": "The geometry cannot be read.",
    "geometry_broken": "The polygon crosses itself and cannot be repaired without changing its area.",
    "geometry_not_area": "The geometry is not an area.",
    "geometry_not_line": "The geometry is not a line.",
    "geometry_is_point": "The geometry is neither a line nor an area.",
    "time_missing": "The time is missing.",
    "time_unreadable": "The time cannot be read.",
    "time_ahead": "The time has not come yet.",
    "times_out_of_order": "The case was handled or closed before it was reported, or closed before it was handled.",
    "number_unreadable": "A number cannot be read.",
    "number_negative": "A number that counts something is negative.",
    "group_too_large": "There are more older residents and children than residents.",
    "absence_backwards": "The absence ends before it begins.",
    "code_missing": "The code is missing.",
    "category_unknown": "The category is not among the city's categories.",
    "state_unknown": "The state is not among the known words for states.",
    "state_backwards": "The state in the file contradicts the state the case has: neither can lead to the other.",
    "source_unknown": "The source is not among the known sources.",
    "worker_missing": "The row names no worker.",
    "worker_unknown": "There is no worker with this code.",
    "grid_unknown": "There is no grid with this code.",
    "assignment_earlier": "Another worker's responsibility for the grid began after this date.",
    "length_missing": "The street has no length and no shape to measure.",
    "grid_kind_unknown": "The kind of grid is neither basic nor special.",
    "facility_kind_unknown": "The kind of facility is not among the city's kinds.",
    "one_way_unknown": "Whether the street is walked one way only is neither yes nor no.",
    "node_unknown": "The street begins or ends at a node that is not in the table of nodes.",
    "outside_all_grids": "The place lies in no grid and the row states none.",
}

#: what to do about it, one sentence a reason
REMEDIES: dict[str, str] = {
    "row_broken": "Put text with commas or line breaks in quotation marks, or save the table as XLSX.",
    "duplicate_id": "Keep one of the rows, or map a column that tells the rows apart.",
    "place_missing": "Fill in longitude and latitude.",
    "place_not_finite": "Write the coordinates as plain decimal numbers, such as 117.2034.",
    "place_off_earth": "Name the file's coordinate system if it is in metres, or correct the numbers.",
    "axes_swapped": "Exchange the two numbers; if it is the whole file, exchange the two columns in the mapping.",
    "geometry_missing": "Draw the shape, or take the row out.",
    "geometry_unreadable": "Draw it anew with straight edges and enough points: two for a line, four for an area.",
    "geometry_broken": "Move the points of the border until it no longer crosses itself.",
    "geometry_not_area": "Give a polygon, or load the file as another kind.",
    "geometry_not_line": "Give a line, or load the file as another kind.",
    "geometry_is_point": "Give a line or an area, or load the file as another kind.",
    "time_missing": "Fill in the time, such as 2026-03-01 08:30.",
    "time_unreadable": "Write the time as 2026-03-01 08:30.",
    "time_ahead": "Correct the date; check whether day and month have changed places.",
    "times_out_of_order": "Correct the times, or exchange the columns of reporting and closing in the mapping.",
    "number_unreadable": "Write digits only, without a unit.",
    "number_negative": "Correct the number, or leave it empty if it is not known.",
    "group_too_large": "Correct the numbers, or leave out the groups that are not known.",
    "absence_backwards": "Exchange the first and the last day away.",
    "code_missing": "Fill in the code.",
    "category_unknown": "Use a code or name of the city's categories, or add this one to the city profile.",
    "state_unknown": "Use a state such as filed, dispatched, handled or closed, or leave it empty.",
    "state_backwards": "Nothing, if the case has moved on here; else bring it to its state on the screen of the case.",
    "source_unknown": "Use patrol, resident, hotline, video or department, or leave it empty.",
    "worker_missing": "Fill in the worker's code.",
    "worker_unknown": "Load the worker first, or correct the code.",
    "grid_unknown": "Load the grid first, or correct the code.",
    "assignment_earlier": "Give a later first day, or take the row out.",
    "length_missing": "Give the street a length or a line.",
    "grid_kind_unknown": "Write basic or special, or leave it empty.",
    "facility_kind_unknown": "Use a kind of the city's facilities, or add this one to the city profile.",
    "one_way_unknown": "Write yes or no for whether the street is walked one way only.",
    "node_unknown": "Give the whole table of nodes with the streets.",
    "outside_all_grids": "Correct the place, or state the grid's code.",
}

#: a whole file
NOTES: dict[str, str] = {
    "outside_grids": "Rows outside every grid: {n:,}. They are kept without a grid.",
    "coverage_faulty": "The borders do not fit everywhere. Between the grids, gaps: {gaps:,}; overlaps: {overlaps:,}.",
    "polygons_repaired": "Polygons that crossed themselves: {n:,}. They were repaired without changing their area.",
    "axes_swapped_mostly": "Longitude and latitude seem to have changed places in {n:,} of {read:,} rows."
    " If so, exchange the two columns in the mapping.",
    "words_unknown": "Not known in the column “{column}”: {words}.",
    "grid_codes_disagree": "{n:,} of {stated:,} stated grid codes differ from the grid the place lies in."
    " The place decides.",
    "closing_time_missing": "Cases closed without a closing time: {n:,}. They were kept as handled.",
    "cases_further_on": "Cases further on than the file says: {n:,}. They kept their state.",
    "encoding_found": "The text was read as {encoding}.",
    "ways_left_out": "{n:,} ways were left out: one does not walk on motorways, on ways under construction and where a"
    " sign forbids it.",
    "dates_month_first": "Dates like {example} in the column “{column}” were read month first; no date in it tells"
    " whether the day comes first.",
    "dates_mixed": "Some dates in the column “{column}” have the day first, others the month. Those that could be"
    " either were rejected.",
    "crs_assumed": "The file states no coordinate system. Longitude and latitude (WGS 84) were assumed.",
    "columns_unused": "Columns not used: {columns}.",
    "fields_missing": "No column was found for: {fields}.",
    "no_grids_yet": "There are no grids yet. The rows were kept without a grid and get theirs when grids are loaded.",
    "tracks_read": "{points:,} points make {visits:,} visits of at least {minutes:g} minutes; {short:,} stays were"
    " shorter, and {outside:,} points lie outside every grid.",
    "cases_moved": "{n} cases, facilities and buildings changed their grid with the boundaries.",
}


def note_text(problem: Problem, translate=lambda text: text) -> str:
    """A note about a file in words.

    >>> note_text(Problem("encoding_found", {"encoding": "gb18030"}))
    'The text was read as gb18030.'
    """
    return translate(NOTES[problem.code]).format(**problem.facts)


def reason_text(code: str, translate=lambda text: text) -> str:
    """A rejected row's reason in words."""
    return translate(REASONS[code])
