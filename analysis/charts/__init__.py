"""Charts: tables in, figures out, each with its words for those who can't see it; the only importer of matplotlib."""

from analysis.charts.bands import shares
from analysis.charts.chart import Chart
from analysis.charts.day import single_day
from analysis.charts.estimates import means, ratios
from analysis.charts.heat import calendar
from analysis.charts.layout import text_width, wrap
from analysis.charts.ranges import conflicts
from analysis.charts.series import daily_series
from analysis.charts.slopes import slope
from analysis.charts.steps import change_points
from analysis.charts.style import RC, colours
from analysis.charts.themes import NAMES as THEMES
from analysis.charts.variants import sensitivity

__all__ = [
    "RC", "THEMES", "Chart", "calendar", "change_points", "colours", "conflicts", "daily_series", "means", "ratios", "sensitivity", "shares",
    "single_day", "slope", "text_width", "wrap",
]
