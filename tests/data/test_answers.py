"""An answer is worked out once for a version of the record."""

from data import answers


def test_asked_again_when_something_changed(town_record):
    asked = []

    def ask():
        asked.append(1)
        return len(asked)

    first = [answers.kept(town_record, "how many", ("grids",), ask) for _ in range(3)]
    with town_record.cursor() as cursor:
        cursor.execute("UPDATE version SET n = n + 1 WHERE topic = 'grids'")
    town_record.changed()
    assert [*first, answers.kept(town_record, "how many", ("grids",), ask)] == [1, 1, 1, 2]


def test_the_oldest_makes_room(town_record):
    for number in range(answers.MOST_KEPT + 1):
        answers.kept(town_record, number, ("grids",), lambda number=number: number)
    assert answers.kept(town_record, answers.MOST_KEPT, ("grids",), lambda: None) == answers.MOST_KEPT
    assert answers.kept(town_record, 0, ("grids",), lambda: "anew") == "anew"
