"""A database with streets and one clinic, as the commands about facilities find it."""

import pytest
import streets


@pytest.fixture
def clinic_db(town_record):
    """The town with its four streets and a clinic in the middle."""
    streets.put_streets(town_record)
    streets.put_clinics(town_record, streets.MIDDLE)
    town_record.close()
    return town_record.path
