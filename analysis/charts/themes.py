"""The same drawing on other paper: on a dark screen, and printed in greys."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from matplotlib.artist import Artist
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from analysis.charts.style import AREA, COLOURS, GREY, GRID, HEAT, INK, KEY_INK, LINE_GREY, PAPER, REST, SPARE_COLOURS, STRIP, TINTS, mixed
from analysis.schema import BadCall, nearest


class Theme(NamedTuple):
    """What stands in the place of each colour of the light drawing."""

    paper: str
    lines: dict[str, str]
    fronts: dict[str, str]
    spare: tuple[str, ...]


THEMES = {
    "dark": Theme(
        "#15181C",
        {INK: "#EDEDED", GREY: "#B4B8BD", LINE_GREY: "#858A90", GRID: "#30353B", AREA: "#24282D", STRIP: "#2A2E34", KEY_INK: "#D5D5D5", REST: "#4A5057", HEAT: "#FF9DB4"},
        {"Kursk": "#56B4E9", "Kurakhove": "#F5915B", "Pokrovsk": "#F4F4F4"},
        ("#3DC4A0", "#E58BC3", "#D2B93F", "#A3A8F5", "#E3877A", "#8FC1DE"),
    ),
    "print": Theme(
        PAPER,
        {INK: "#000000", GREY: "#4A4A4A", LINE_GREY: "#7A7A7A", GRID: "#DADADA", AREA: "#E9E9E9", STRIP: "#E9E9E9", KEY_INK: "#333333", REST: "#D6D6D6", HEAT: "#1A1A1A"},
        {"Kursk": "#737373", "Kurakhove": "#484848", "Pokrovsk": "#000000"},
        ("#5E5E5E", "#2C2C2C", "#696969", "#1A1A1B", "#535353", "#3B3B3B"),
    ),
}
NAMES = ("light", *THEMES)


def check_theme(name: str) -> str:
    """The name of a theme; raises BadCall for one that does not exist."""
    if name not in NAMES:
        raise BadCall(f"BadCall: no theme is called '{name}'.{nearest(str(name), NAMES)} The themes are {', '.join(NAMES)}.")
    return name


def shades(theme: Theme) -> dict[str, str]:
    """Each colour that a light drawing may hold → the theme's own, both as #rrggbb."""
    fronts = {**{COLOURS[front]: own for front, own in theme.fronts.items()}, **dict(zip(SPARE_COLOURS, theme.spare))}
    mixable = {**fronts, **{light: theme.lines[light] for light in (INK, KEY_INK, HEAT)}}
    tints = {mixed(light, PAPER, share): mixed(own, theme.paper, share) for light, own in mixable.items() for share in TINTS}
    return {to_hex(light): to_hex(own) for light, own in {**tints, **theme.lines, **fronts, PAPER: theme.paper}.items()}


@cache
def _own(name: str) -> dict[str, str]:
    """The shades of a theme, by its name."""
    return shades(THEMES[name])


def recolour(figure: Figure, name: str) -> None:
    """Give every artist of a light drawing the theme's colours; raises KeyError for a colour that is not one of ours."""
    if check_theme(name) == "light":
        return
    own = _own(name)
    for artist in _seen(figure):
        _recolour(artist, own)
    for axes in figure.axes:
        axes.tick_params(labelcolor=own[to_hex(INK)])


def _seen(figure: Figure) -> Iterator[Artist]:
    """The artists of a figure without its empty texts, and without frames and backgrounds of axes, which our drawings leave out."""
    left_out = {part for axes in figure.axes for part in (axes.patch, *axes.spines.values())}
    ticks = [tick for axes in figure.axes if axes.axison for axis in (axes.xaxis, axes.yaxis) for tick in axis.get_major_ticks()]
    for artist in (artist for whole in (figure, *figure.axes, *ticks) for artist in whole.get_children()):
        if isinstance(artist, (Text, Line2D, Patch, Collection)) and artist not in left_out and not (isinstance(artist, Text) and not artist.get_text()):
            yield artist


def _recolour(artist: object, own: dict[str, str]) -> None:
    """Give one artist its new colours."""
    if isinstance(artist, Text):
        artist.set_color(_of(artist.get_color(), own))
        if artist.get_bbox_patch():
            _recolour(artist.get_bbox_patch(), own)
    elif isinstance(artist, Line2D):
        edge, face = artist.get_markeredgecolor(), artist.get_markerfacecolor()
        if artist.get_linestyle() != "None":
            artist.set_color(_of(artist.get_color(), own))
        if artist.get_marker() != "None":
            artist.set(markeredgecolor=_of(edge, own), markerfacecolor=_of(face, own))
    elif isinstance(artist, Patch):
        face, edge = artist.get_facecolor(), artist.get_edgecolor()
        artist.set(facecolor=_of(face, own), edgecolor=_of(edge, own))
    else:
        faces, edges = artist.get_facecolor(), artist.get_edgecolor()
        artist.set_facecolor([_of(colour, own) for colour in faces])
        artist.set_edgecolor([_of(colour, own) for colour in edges])


def _of(colour: object, own: dict[str, str]) -> tuple | str:
    """The theme's colour for one of ours, as opaque as it was; 'none' stays."""
    red, green, blue, opacity = to_rgba(colour)
    return "none" if not opacity else (*to_rgba(own[to_hex((red, green, blue))])[:3], opacity)
