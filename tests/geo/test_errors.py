import pickle

import pytest

from geo import errors

FITTING = {
    errors.InputError: ValueError,
    errors.Unreadable: ValueError,
    errors.NotAllowed: PermissionError,
    errors.NotFound: LookupError,
    errors.Conflict: RuntimeError,
    errors.RecordBusy: RuntimeError,
}


@pytest.mark.parametrize(("kind", "builtin"), list(FITTING.items()))
def test_each_error_is_ours_and_the_builtin_that_fits(kind, builtin):
    error = kind("some_code", fact=1)
    assert isinstance(error, errors.GridkeeperError)
    assert isinstance(error, builtin)
    assert (error.code, error.facts) == ("some_code", {"fact": 1})


@pytest.mark.parametrize("kind", list(FITTING))
def test_errors_survive_the_way_between_processes(kind):
    revived = pickle.loads(pickle.dumps(kind("file_empty", file="a.csv")))
    assert type(revived) is kind
    assert (revived.code, revived.facts) == ("file_empty", {"file": "a.csv"})


def test_the_text_is_for_logs():
    assert str(errors.NotFound("grid_unknown", grid_id=7)) == "grid_unknown grid_id=7"
    assert str(errors.Conflict("changed")) == "changed"


def test_an_unreadable_file_is_an_input_error():
    assert issubclass(errors.Unreadable, errors.InputError)
