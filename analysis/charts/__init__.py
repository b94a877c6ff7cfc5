"""Charts: tables in, figures out, each with its words for those who can't see it; the only importer of matplotlib."""

from analysis.charts.chart import Chart
from analysis.charts.day import single_day
from analysis.charts.estimates import means, ratios
from analysis.charts.layout import text_width, wrap
from analysis.charts.series import daily_series
from analysis.charts.style import RC, colours

__all__ = ["RC", "Chart", "colours", "daily_series", "means", "ratios", "single_day", "text_width", "wrap"]
