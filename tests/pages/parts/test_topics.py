"""What answers depend on: counters that the record has."""

from pages.parts.topics import TOPICS


def test_every_counter_is_one_of_the_record(town_record):
    counters = {topic for (topic,) in town_record.rows("SELECT topic FROM version")}
    assert {topic for topics in TOPICS.values() for topic in topics} <= counters


def test_no_counter_is_named_twice_and_none_is_missing_altogether():
    assert all(len(topics) == len(set(topics)) > 0 for topics in TOPICS.values())
