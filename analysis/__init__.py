"""Reported attacks per front: from what newspapers say to a table and a chart that can be trusted.

    from analysis import read_table, clean, daily, compare, charts
    counts, rejected, log = clean(read_table("my-counts.csv"))
    days = daily(counts, "2024-11-01", "2024-11-30")
"""

from importlib import import_module

from analysis.build import load
from analysis.clean import clean, describe
from analysis.daily import daily
from analysis.intensity import compare
from analysis.tables import read_table

LATER = {
    "keep": "analysis.report", "render": "analysis.report", "verify": "analysis.manifest", "render_batch": "analysis.batch.runner",
    "read_article": "analysis.articles", "read_articles": "analysis.articles",
    "explain": "analysis.reading", "find_mentions": "analysis.reading", "marked": "analysis.reading",
}
__all__ = ["charts", "clean", "compare", "daily", "describe", "load", "read_table", *LATER]


def __getattr__(name: str):
    """Charts, reports and the reading of articles are imported when first used, so that a table can be cleaned without them."""
    if name == "charts":
        return import_module("analysis.charts")
    if name in LATER:
        return getattr(import_module(LATER[name]), name)
    raise AttributeError(f"module 'analysis' has no attribute '{name}'")
