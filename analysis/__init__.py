"""Reported attacks per front: from what newspapers say to a table and a chart that can be trusted.

    from analysis import read_table, clean, daily, compare, charts
    counts, rejected, log = clean(read_table("my-counts.csv"))
    days = daily(counts, "2024-11-01", "2024-11-30")
"""

from analysis.build import load
from analysis.clean import clean, describe
from analysis.daily import daily
from analysis.intensity import compare
from analysis.tables import read_table

__all__ = ["charts", "clean", "compare", "daily", "describe", "keep", "load", "read_table", "render", "verify"]


def __getattr__(name: str):
    """Charts and reports are imported when first used, so that a table can be cleaned without them."""
    if name == "charts":
        import analysis.charts as module
        return module
    if name in ("render", "verify", "keep"):
        import analysis.report as module
        return getattr(module, name)
    raise AttributeError(f"module 'analysis' has no attribute '{name}'")
