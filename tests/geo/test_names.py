from town import town, town_assignments

from geo import names

FRAMES = {
    name: value
    for name, value in vars(names).items()
    if name.isupper() and isinstance(value, tuple) and "_" not in value[0][:1]
}


def test_no_vocabulary_names_a_thing_twice():
    for name, columns in FRAMES.items():
        assert len(set(columns)) == len(columns), name


def test_every_name_is_lower_case_and_one_word():
    for columns in FRAMES.values():
        assert all(column == column.lower() and column.isidentifier() for column in columns)


def test_the_town_speaks_the_vocabulary():
    assert names.missing_columns(town().columns, names.GRIDS) == []
    assert names.missing_columns(town_assignments().columns, names.ASSIGNMENTS) == []


def test_what_is_missing_is_named_in_order():
    assert names.missing_columns(["name"], ["grid_id", "name", "geometry"]) == ["grid_id", "geometry"]
    assert names.missing_columns([], []) == []
