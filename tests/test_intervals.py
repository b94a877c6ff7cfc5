"""Intervals: each formula beside statsmodels, scipy or a published number."""

from math import exp, inf, log

import numpy as np
import pytest
import statsmodels.api as models
from scipy import stats
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep

from analysis.intervals import (
    dispersion_of_days, exact_ratio, mean_of_days, negative_binomial_error, poisson_interval, quasi_ratio, ratio_of_fronts,
    ratio_of_periods, shared_dispersion, student,
)
from analysis.schema import BadCall

OWN, OTHERS = np.array([24.0, 31, 19, 40, 27]), np.array([35.0, 52, 30, 44, 61, 28, 39])


def days(*numbers):
    return np.array(numbers, dtype=float)


def fitted(family, **options):
    """The generalised linear model of two periods, as statsmodels fits it."""
    period = np.r_[np.ones(len(OWN)), np.zeros(len(OTHERS))]
    return models.GLM(np.r_[OWN, OTHERS], np.c_[np.ones(len(period)), period], family=family).fit(**options)


@pytest.mark.parametrize("count", [0, 1, 24, 376])
def test_exact_interval_of_a_rate_is_that_of_statsmodels(count):
    assert poisson_interval(count) == pytest.approx(confint_poisson(count, 1, method="exact-c"), abs=1e-9)


@pytest.mark.parametrize(("count", "other"), [(32, 24), (376, 289), (5, 3)])
def test_exact_ratio_is_the_binomial_interval_of_scipy(count, other):
    share = stats.binomtest(count, count + other).proportion_ci(method="exact")
    assert exact_ratio(count, other) == pytest.approx([end / (1 - end) for end in share])


@pytest.mark.parametrize(("count", "other"), [(376, 289), (32, 24)])
def test_quasi_ratio_at_dispersion_one_is_the_log_interval_of_statsmodels(count, other):
    """Theirs adds half a count to either side first."""
    assert quasi_ratio(count + 0.5, other + 0.5, 1) == pytest.approx(confint_poisson_2indep(count, 1, other, 1, method="waldcc", compare="ratio"))


def test_quasi_ratio_is_the_quasi_poisson_model_of_statsmodels():
    fit = fitted(models.families.Poisson(), scale="X2")
    dispersion, degrees = dispersion_of_days([OWN, OTHERS])
    assert (dispersion, degrees) == (pytest.approx(fit.scale), fit.df_resid)
    reach = stats.t.ppf(0.975, degrees) * fit.bse[1]
    exposure = len(OTHERS) / len(OWN)
    found = [end * exposure for end in quasi_ratio(OWN.sum(), OTHERS.sum(), dispersion, degrees)]
    assert found == pytest.approx([exp(fit.params[1] - reach), exp(fit.params[1] + reach)])


def test_interval_of_a_mean_is_the_quasi_poisson_model_of_statsmodels():
    fit = models.GLM(OWN, np.ones(len(OWN)), family=models.families.Poisson()).fit(scale="X2", use_t=True)
    told = mean_of_days(OWN)
    assert (told["lower"], told["upper"]) == pytest.approx(np.exp(fit.conf_int()[0]))
    assert told["dispersion"] == pytest.approx(fit.scale)


def test_negative_binomial_error_is_that_of_statsmodels_at_the_alpha_of_moments():
    error, degrees = negative_binomial_error(OWN, OTHERS)
    alpha = (error ** 2 - 1 / OWN.sum() - 1 / OTHERS.sum()) / (1 / len(OWN) + 1 / len(OTHERS))
    fit = fitted(models.families.NegativeBinomial(alpha=alpha))
    assert error == pytest.approx(fit.bse[1], rel=1e-6)
    assert (fit.pearson_chi2, degrees) == (pytest.approx(degrees, rel=1e-6), fit.df_resid)
    assert log(OWN.mean() / OTHERS.mean()) == pytest.approx(fit.params[1])


def test_negative_binomial_of_days_that_differ_less_than_chance_is_poisson():
    assert negative_binomial_error(days(30, 30), days(20, 20))[0] ** 2 == pytest.approx(1 / 60 + 1 / 40)


def test_ratio_of_periods_has_the_degrees_of_welch():
    """With counts of one size the dispersions are proportional to variances, and the degrees are those of scipy's Welch test."""
    own, others = days(20, 40, 30, 34, 26), days(10, 50, 30)
    found = ratio_of_periods(own, others)
    degrees = stats.ttest_ind(own, others, equal_var=False).df
    error = (own.var(ddof=1) / 30 / own.sum() + others.var(ddof=1) / 30 / others.sum()) ** 0.5
    assert (found["lower"], found["upper"]) == pytest.approx((exp(-student(degrees) * error), exp(student(degrees) * error)))
    assert found["dispersion"] == pytest.approx(error ** 2 / (1 / 150 + 1 / 90))


@pytest.mark.parametrize(("own", "others", "method", "expected"), [
    # expected: ratio, lower, upper, dispersion, method
    (days(30, 30), days(20, 20), "quasi-Poisson", (1.5, 0.602, 3.737, 1.0, "quasi-Poisson")),  # 1.92 degrees: 1.5 x e^±(4.47 x √(1/60 + 1/40))
    (days(60), days(20, 20), "exact Poisson", (3.0, 1.978, 4.594, 1.0, "exact Poisson")),  # 60 and 40, 2 days for 1
    (days(4, 2), days(0, 0, 0), "quasi-Poisson", (inf, 1.766, inf, 1.0, "exact Poisson over the dispersion, one period at zero")),  # 6 to 0 is 1.178, 3 days for 2
    (days(0, 0), days(0, 40), "quasi-Poisson", (0.0, 0.0, 39.0, 40.0, "exact Poisson over the dispersion, one period at zero")),  # 0 to 40/40
])
def test_ratio_of_periods(own, others, method, expected):
    found = ratio_of_periods(own, others, method)
    assert tuple(found.values()) == (*(pytest.approx(number, abs=0.001) for number in expected[:4]), expected[4])


def test_two_periods_of_zeros_have_no_ratio():
    assert ratio_of_periods(days(0, 0), days(0, 0))["method"] == ""


def test_a_method_that_is_not_ours():
    with pytest.raises(BadCall, match="no method is called 'negative binomal'. Nearest: negative binomial"):
        ratio_of_periods(OWN, OTHERS, "negative binomal")


@pytest.mark.parametrize(("windows", "expected"), [
    ([[30, 10], [10, 30]], (20.0, 1)),
    ([[30, 10, 0], [10, 30, 0]], (20.0, 1)),  # a front of nothing
    ([[30, 10], [10, 30], [0, 0]], (20.0, 1)),  # a window of nothing
    ([[20, 20, 20], [20, 20, 20]], (1.0, 2)),
])
def test_shared_dispersion(windows, expected):
    assert shared_dispersion(np.array(windows, dtype=float)) == pytest.approx(expected)


def test_shared_dispersion_of_like_windows_is_the_statistic_of_a_table_in_scipy():
    windows = np.array([[24.0, 25, 32], [30, 21, 30], [18, 36, 27]])
    assert shared_dispersion(windows)[0] == pytest.approx(stats.chi2_contingency(windows).statistic / 4)


def test_shared_dispersion_of_unlike_windows_is_the_larger_of_two():
    small_is_wild, large_is_wild = np.array([[15.0, 3], [60, 60], [62, 58]]), np.array([[9.0, 9], [80, 40], [41, 79]])
    for windows in (small_is_wild, large_is_wild):
        own, others = windows.T
        share = own.sum() / windows.sum()
        squares = (own - windows.sum(axis=1) * share) ** 2
        pearson = (squares / (windows.sum(axis=1) * share * (1 - share))).sum() / 2
        of_sums = squares.sum() / (windows.sum() / 3 * share * (1 - share)) / 2
        assert (pearson > of_sums) == (windows is small_is_wild)
        assert shared_dispersion(windows)[0] == pytest.approx(max(pearson, of_sums, 1))


def test_a_single_window_knows_chance_only():
    told = ratio_of_fronts([32], [24])
    assert told["method"] == "exact Poisson, one window" and (told["lower"], told["upper"]) == pytest.approx((0.76, 2.37), abs=0.005)
