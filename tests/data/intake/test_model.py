"""Options are values: equal when equal, and never shared by accident."""

from data.intake.model import Options, Problem, Report


def test_defaults_are_not_shared():
    first, second = Options(), Options()
    assert first == second and first.mapping is not second.mapping


def test_a_report_without_trouble():
    report = Report("grids", 9, 9, 0, 0)
    assert (report.outside, report.reasons, report.notes, report.batch_id) == (0, {}, (), None)
    assert Problem("crs_assumed").facts == {}
