"""Captions: what stands under a chart in print, in this order: the finding, its caveat, the source, the days of the data."""

from collections.abc import Sequence

from analysis.charts.wording import period

SOURCE = "Source: counts claimed by Ukraine\u2019s General Staff, as repeated by newspapers; not checked independently."
CLAIM_ONLY = "Counts are claims of one side; a day without a report is not a day without attacks."


def caption(finding: str, caveat: str, dates: Sequence[str] | None) -> str:
    """The caption of a chart whose data run from the first to the last of some dates; where they are not known it says so."""
    days = f"Data: {period(min(dates), max(dates))}." if dates else "The days of the data are not stated."
    return " ".join(filter(None, [ended(finding), caveat, SOURCE, days]))


def ended(sentence: str) -> str:
    """A sentence with its stop."""
    return sentence if not sentence or sentence.endswith((".", "?", "!")) else f"{sentence}."
