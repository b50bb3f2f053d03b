"""The regression against statsmodels and against what can be written down."""

import numpy as np
import pytest
from scipy.stats import nbinom, poisson
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM

from geo import negative_binomial as nb


@pytest.fixture(scope="module")
def made():
    """Four hundred counts of known rate e · exp(0.4 x − 0.7 z) and dispersion 0.3."""
    rng = np.random.default_rng(4)
    design = np.column_stack([np.ones(400), rng.normal(size=(400, 2))])
    exposure = rng.uniform(5, 50, 400)
    mean = exposure * np.exp(design @ [0.1, 0.4, -0.7])
    return rng.negative_binomial(1 / 0.3, (1 / 0.3) / (1 / 0.3 + mean)).astype(float), design, exposure


def peer(made, family):
    counts, design, exposure = made
    return GLM(counts, design, family=family, offset=np.log(exposure)).fit(tol=1e-12, maxiter=200)


@pytest.mark.parametrize("dispersion", [0.05, 0.3, 2.0])
def test_coefficients_and_their_covariance_are_those_of_statsmodels(made, dispersion):
    counts, design, exposure = made
    ours = nb.given_dispersion(counts, design, exposure, dispersion)
    theirs = peer(made, families.NegativeBinomial(alpha=dispersion))
    assert ours.coefficients == pytest.approx(theirs.params, rel=1e-6)
    assert ours.covariance == pytest.approx(theirs.cov_params(), rel=1e-4)


def test_without_dispersion_it_is_poisson_regression(made):
    counts, design, exposure = made
    ours = nb.given_dispersion(counts, design, exposure, 0.0)
    theirs = peer(made, families.Poisson())
    assert ours.coefficients == pytest.approx(theirs.params, rel=1e-6)
    left = design.T @ (counts - ours.mean(design, exposure))
    assert np.abs(left).max() < 1e-5 * counts.sum()  # the score of the exact likelihood vanishes


def test_two_groups_have_their_own_rates_whatever_the_dispersion():
    """With one column a group and one exposure, the likelihood is highest at the groups' means."""
    counts, design = np.array([2.0, 4.0, 9.0, 9.0]), np.repeat(np.eye(2), 2, axis=0)
    found = nb.given_dispersion(counts, design, np.ones(4), 0.7)
    assert found.mean(design, np.ones(4)) == pytest.approx([3, 3, 9, 9])
    assert found.covariance[0, 0] == pytest.approx((1 + 0.7 * 3) / (2 * 3))
    assert found.log_variance(np.eye(2)) == pytest.approx(np.diag(found.covariance))


def test_a_fit_finds_what_the_counts_were_made_with(made):
    counts, design, exposure = made
    found = nb.fit(counts, design, exposure)
    assert found.coefficients == pytest.approx([0.1, 0.4, -0.7], abs=0.1)
    assert found.dispersion == pytest.approx(0.3, abs=0.06)
    mean = found.mean(design, exposure)
    pearson = ((counts - mean) ** 2 / (mean + found.dispersion * mean**2)).sum()
    assert pearson == pytest.approx(len(counts) - 3, rel=1e-5)
    assert nb.fit(counts, design, exposure, start=found).dispersion == pytest.approx(
        found.dispersion, rel=1e-4
    )


def test_counts_that_hardly_vary_have_no_dispersion():
    assert nb.dispersion_by_moments(np.full(10, 5.0), np.full(10, 5.0), 1) == 0
    assert nb.dispersion_below(np.full(50, 5.0), np.full(50, 5.0)) == 0


def test_counts_that_say_nothing_have_the_most():
    assert nb.dispersion_by_moments(np.array([0.0, 1e6]), np.array([1.0, 1.0]), 1) == nb.MOST_DISPERSION


def test_hotspots_do_not_change_how_far_below_is_usual():
    rng = np.random.default_rng(8)
    mean = np.full(20_000, 40.0)
    counts = rng.negative_binomial(10, 10 / 50, 20_000).astype(float)
    usual = nb.dispersion_below(counts, mean)
    assert usual == pytest.approx(0.1, abs=0.01)
    above = np.flatnonzero(counts > 40)
    counts[above[::3]] *= 5
    assert nb.dispersion_below(counts, mean) == usual
    assert nb.dispersion_by_moments(counts, mean, 1) > 5 * usual


def test_an_interval_is_that_of_the_distribution():
    low, high = nb.interval(np.array([30.0, 30.0]), np.array([0.0, 0.2]))
    assert (low[0], high[0]) == (poisson(30).ppf(0.025), poisson(30).ppf(0.975))
    assert (low[1], high[1]) == tuple(nbinom(5, 5 / 35).ppf([0.025, 0.975]))
