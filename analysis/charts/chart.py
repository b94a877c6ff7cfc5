"""The chart itself: a figure with its words and its table, as a notebook shows it and a folder keeps it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from analysis.charts.pictures import png, svg
from analysis.charts.style import PIXELS, style
from analysis.charts.themes import check_theme, recolour
from analysis.speech import language_spoken, speaking
from analysis.store import write_whole


@dataclass(eq=False, repr=False)
class Chart:
    """A figure, the words that say what it shows, a caption to print under it, and the table that was plotted.

    `narrow` is the same for a phone, `themed` the same on a dark screen or printed in greys.
    """

    figure: Figure
    alt: str
    caption: str
    table: pd.DataFrame
    redraw: Callable[..., Chart]
    theme: str = "light"
    is_narrow: bool = False
    language: str = field(default_factory=language_spoken)

    def __post_init__(self) -> None:
        self._drawn: dict[str, bytes] = {}
        self.alt, self.caption = self.alt.replace("\u00a0", " "), self.caption.replace("\u00a0", " ")

    @property
    def narrow(self) -> Chart:
        """The same chart, 360 pixels wide."""
        return self._again(self.theme, True)

    def themed(self, theme: str) -> Chart:
        """The same chart in another theme: light, dark or print. Raises BadCall for any other."""
        return self._again(check_theme(theme), self.is_narrow)

    def _again(self, theme: str, narrow: bool) -> Chart:
        """The same chart drawn anew."""
        with speaking(self.language):
            chart = self.redraw(narrow=narrow)
        with style():
            recolour(chart.figure, theme)
        chart.theme, chart.is_narrow = theme, narrow
        return chart

    def __repr__(self) -> str:
        return self.alt

    def picture(self, kind: str = "png") -> bytes:
        """The chart as the bytes of a PNG or SVG file, the same each time; drawn again only where its figure was changed."""
        if self.figure.stale:
            self._drawn.clear()
        if kind not in self._drawn:
            with style():
                self._drawn[kind] = {"png": png, "svg": svg}[kind](self.figure, self.figure.get_label(), self.alt)
            self.figure.stale = False
        return self._drawn[kind]

    def save(self, folder: Path | str, name: str, kinds: Sequence[str] = ("png", "svg")) -> list[Path]:
        """Write NAME.png and NAME.svg (or only one kind) into a folder and return their paths."""
        return [
            write_whole(Path(folder) / f"{name}.{kind}", lambda part, kind=kind: part.write_bytes(self.picture(kind)))
            for kind in kinds
        ]

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        """The picture with its words, as a notebook keeps them."""
        width, height = (round(inches * PIXELS) for inches in self.figure.get_size_inches())
        data = {"image/png": base64.b64encode(self.picture()).decode("ascii"), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt, "width": width, "height": height}}
