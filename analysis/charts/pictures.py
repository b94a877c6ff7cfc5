"""Pictures: a figure as the bytes of a PNG or an SVG file; a text is measured and laid out once, however often it is drawn."""

import io
import struct
import zlib
from functools import cache, lru_cache

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg, get_hinting_flag
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontPath, get_font
from matplotlib.ft2font import RenderMode
from matplotlib.textpath import TextToPath
from PIL.PngImagePlugin import PngInfo, putchunk

POINTS = 72  # in an inch; the unit of an SVG file
LEVEL = 3  # how hard a PNG is compressed: higher ones take up to twice as long for files hardly smaller
TEXTS, LETTERS = 1500, 20_000  # so many texts and drawn letters are remembered, the latest


def png(figure: Figure, title: str, description: str) -> bytes:
    """The figure as a PNG file with its words in it."""
    width, height = (int(size) for size in figure.bbox.size)
    renderer = _Pixels(width, height, figure.dpi)
    figure.draw(renderer)
    lines = np.zeros((height, 1 + 4 * width), dtype=np.uint8)  # each begins with a 0: it is no difference from another line
    lines[:, 1:] = np.asarray(renderer.buffer_rgba()).reshape(height, -1)
    words, a_metre = PngInfo(), round(figure.dpi / 0.0254)
    words.add_text("Title", title)
    words.add_text("Description", description)
    file = io.BytesIO()
    file.write(b"\x89PNG\r\n\x1a\n")
    putchunk(file, b"IHDR", struct.pack(">2I5B", width, height, 8, 6, 0, 0, 0))
    for kind, data, *_ in words.chunks:
        putchunk(file, kind, data)
    putchunk(file, b"pHYs", struct.pack(">2IB", a_metre, a_metre, 1))
    putchunk(file, b"IDAT", zlib.compress(lines, LEVEL))
    putchunk(file, b"IEND")
    return file.getvalue()


def svg(figure: Figure, title: str, description: str) -> bytes:
    """The figure as an SVG file with its words in it."""
    dpi, file = figure.dpi, io.StringIO()
    words = {"Date": None, "Creator": None, "Title": title, "Description": description}
    renderer = RendererSVG(*(figure.get_size_inches() * POINTS), file, metadata=words)
    renderer._text2path = _OUTLINES
    figure.dpi = POINTS
    try:
        figure.draw(renderer)
    finally:
        figure.dpi = dpi
    renderer.finalize()
    return file.getvalue().encode()


class _Pixels(RendererAgg):
    """Matplotlib's drawing in pixels, with each text measured and laid out once, and each letter drawn once for all places alike."""

    def get_text_width_height_descent(self, s, prop, ismath):
        """The size of a text, in pixels."""
        return _in_pixels(s, prop, ismath, self.dpi)

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Put the letters of a level text where matplotlib puts them, to 1/64 of a pixel; leave slanted texts and formulas to it."""
        if angle or ismath:
            return super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        size = (prop.get_size_in_points(), self.dpi)
        for letter, right, up in _laid(s, prop, self.dpi):
            across, rise = round(64 * (x + right)), round(64 * (self.height - y + up))
            pixels, left, top = _letter(*letter, size, across % 64, rise % 64)
            self._renderer.draw_text_image(pixels, left + across // 64, self.height - top - rise // 64 + len(pixels), 0, gc)


class _Outlines(TextToPath):
    """Matplotlib's outlines of texts, each measured and laid out once."""

    def get_text_width_height_descent(self, s, prop, ismath):
        """The size of a text, in points."""
        return _in_points(s, prop, ismath)

    def get_glyphs_with_font(self, font, s, glyph_map=None, return_new_glyphs_only=False, *, features=None, language=None):
        """The places of a text's letters, and the outlines of the letters that are not in `glyph_map`."""
        places, boxes = _placed(font, s, features, language)
        return places, {name: _OUTLINED[name] for name, *_ in places if name not in (glyph_map or {})}, boxes


_OUTLINES, _MATPLOTLIBS = _Outlines(), TextToPath()
_OUTLINED: dict[str, tuple] = {}  # each letter of a font that was drawn, with its outline
_in_points = lru_cache(TEXTS)(_MATPLOTLIBS.get_text_width_height_descent)


@lru_cache(TEXTS)
def _placed(font, text, features, language):
    """The places of a text's letters, and boxes; letters not seen before are outlined."""
    places, new, boxes = _MATPLOTLIBS.get_glyphs_with_font(font, text, _OUTLINED, True, features=features, language=language)
    _OUTLINED.update(new)
    return places, boxes


@lru_cache(TEXTS)
def _in_pixels(text, font, is_formula, dpi):
    """The width, height and descent of a text, in pixels."""
    return _measure(dpi).get_text_width_height_descent(text, font, is_formula)


@cache
def _measure(dpi):
    """What measures and lays out texts at so many dots per inch."""
    return RendererAgg(1, 1, dpi)


@lru_cache(TEXTS)
def _laid(text, font, dpi):
    """The letters of a text, each with the file of its font (an opened one is not to be used in a forked process), and their places in pixels."""
    items = _measure(dpi)._prepare_font(font)._layout(text, flags=get_hinting_flag())
    return [((FontPath(item.ft_object.fname, item.ft_object.face_index), item.glyph_index), item.x, item.y) for item in items]


@lru_cache(LETTERS)
def _letter(file, letter, size, across, rise):
    """The pixels of a letter that stands so many 1/64 of a pixel right of and above a corner, and where they begin."""
    font = get_font(file)
    font.set_size(*size)
    font._set_transform([[0x10000, 0], [0, 0x10000]], [across, rise])
    drawn = font._render_glyph(letter, get_hinting_flag(), RenderMode.NORMAL)
    return drawn.buffer, drawn.left, drawn.top
