"""Captions: what stands under a chart in print, in this order: the finding, its caveat, the source, the days of the data."""

from collections.abc import Sequence

from analysis.charts.wording import period, tell


def caption(finding: str, caveat: str, dates: Sequence[str] | None) -> str:
    """The caption of a chart whose data run from the first to the last of some dates; where they are not known it says so."""
    days = tell("caption_days", period=period(min(dates), max(dates))) if dates else tell("caption_no_days")
    return " ".join(filter(None, [ended(finding), caveat, tell("caption_source"), days]))


def ended(sentence: str) -> str:
    """A sentence with its stop."""
    return sentence if not sentence or sentence.endswith((".", "?", "!")) else f"{sentence}."
