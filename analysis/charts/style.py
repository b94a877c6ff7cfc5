"""One look for every chart: its colours, its sizes, and matplotlib set up the same whatever the reader's settings."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from functools import wraps

import matplotlib
from matplotlib.colors import to_hex, to_rgb

from analysis.speech import spoken

COLOURS = {"Kursk": "#0072B2", "Kurakhove": "#C24E00", "Pokrovsk": "#1F1F1F"}
SPARE_COLOURS = ("#00795C", "#A23B7A", "#7A6200", "#5A5FB0", "#8C3B2E", "#3F6F8C")
INK, GREY, LINE_GREY, GRID, AREA, STRIP = "#1A1A1A", "#595959", "#8A8A8A", "#E3E3E3", "#EDEDED", "#EFEFEF"
PAPER, KEY_INK, REST = "white", "#3A3A3A", "#D0D0D0"  # the sheet; strips in a key; what belongs to no front that is named
HEAT = "#8A1538"  # the strongest shade of a heat map
TINTS = (0.18, 0.4, 0.6, 0.8)  # how much of a colour its lighter shades keep
WIDE, NARROW = 7.2, 3.75  # inches; 691 and 360 pixels of a page
PIXELS = 96  # of a page, per inch; the picture has twice as many
MARGIN = 0.1
TITLE, NUMBER, HEADING, BASE, SMALL = 13.5, 10.5, 10, 9.5, 9.0  # points
LINE_SPACING = 1.36  # from one line of text to the next, in type sizes
BACKED = dict(facecolor=PAPER, edgecolor="none", pad=0.8)  # words that lie on lines
UNSET = ("backend", "toolbar", "interactive", "webagg.", "tk.", "figure.hooks", "date.epoch", "savefig.directory", "text.hinting_factor")
RC = {
    **{key: value for key, value in matplotlib.rcParamsDefault.items() if not key.startswith(UNSET)},
    "font.family": ["DejaVu Sans"], "font.size": BASE, "text.color": INK, "text.hinting": "none",
    "axes.edgecolor": INK, "axes.linewidth": 0.8, "axes.unicode_minus": False, "hatch.linewidth": 0.8,
    "xtick.color": INK, "ytick.color": INK, "xtick.labelsize": SMALL, "ytick.labelsize": SMALL,
    "svg.hashsalt": "attacks per front", "svg.fonttype": "path", "path.simplify": False,
}


def style() -> AbstractContextManager:
    """Matplotlib set up as we want it, whatever the reader's own settings are."""
    return matplotlib.rc_context({key: value for key, value in RC.items() if matplotlib.rcParams[key] != value})


def styled(draw: Callable) -> Callable:
    """A function that draws in our style only, in the language spoken or in another one given as `language=`."""
    @wraps(draw)
    def inside(*args, **kwargs):
        with style():
            return in_words(*args, **kwargs)
    in_words = spoken(draw)
    return inside


def colours(fronts: Iterable[str]) -> dict[str, str]:
    """Each front's colour: fixed for Kursk, Kurakhove and Pokrovsk, the others in alphabetical order."""
    others = sorted(set(fronts) - set(COLOURS))
    return COLOURS | {front: SPARE_COLOURS[number % len(SPARE_COLOURS)] for number, front in enumerate(others)}


def tint(colour: str, share: float) -> str:
    """A lighter shade of a colour, that keeps so much of it; one of TINTS, or 1 for the colour itself."""
    return mixed(colour, PAPER, share)


def mixed(colour: str, paper: str, share: float) -> str:
    """A colour as it looks where so much of it lies on paper of another."""
    return to_hex([share * own + (1 - share) * other for own, other in zip(to_rgb(colour), to_rgb(paper))])
