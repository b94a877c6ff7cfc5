"""A page as a PDF: whole, the same each time, and nothing of this machine in it; or the words that say what is missing."""

import builtins
import io
import sys

import pypdf
import pytest

from analysis import pdf, report
from analysis.schema import BadCall

PAGE = '<!DOCTYPE html><html lang="uk"><head><meta charset="utf-8"><title>Звіт</title></head><body><h1>Покровський напрямок</h1><p>32 атаки</p>{}</body></html>'


def have_pango():
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def made(page):
    """The PDF, or on a machine without Pango the proof that it is asked for in words."""
    if have_pango():
        return pdf.pdf(page)
    with pytest.raises(BadCall, match="apt-get install libpango"):
        pdf.pdf(page)
    return None


def test_a_pdf_says_what_the_page_says_in_its_letters_and_is_the_same_each_time():
    first, second = made(PAGE.format("")), made(PAGE.format(""))
    assert first == second
    if first:
        read = pypdf.PdfReader(io.BytesIO(first))
        assert "Покровський напрямок" in read.pages[0].extract_text() and "32 атаки" in read.pages[0].extract_text()
        assert read.trailer["/Root"]["/MarkInfo"]["/Marked"] and read.trailer["/Root"]["/Lang"] == "uk"


@pytest.mark.parametrize("hostile", [
    '<a rel="attachment" href="file:///etc/hostname">x</a>', '<link rel="attachment" href="file:///etc/hostname">', '<img src="file:///etc/hostname" alt="x">',
    '<img src="http://127.0.0.1:9/x.png" alt="x">', '<style>@import "file:///etc/hostname"; p { background: url(file:///etc/passwd) }</style>',
])
def test_a_pdf_holds_no_file_of_this_machine_and_asks_nobody(hostile):
    data = made(PAGE.format(hostile))
    if data:
        read = pypdf.PdfReader(io.BytesIO(data))
        assert not any(read.attachments.values()) and b"/EmbeddedFile" not in data


@pytest.mark.parametrize("problem, says", [
    (ImportError("No module named 'weasyprint'"), "which is not installed"), (OSError("cannot load library 'libpango-1.0-0'"), "libpango-1.0-0"),
])
def test_what_is_missing_is_said_before_anything_is_made(monkeypatch, tmp_path, problem, says):
    def absent(name, *rest, **more):
        if name == "weasyprint":
            raise problem
        return real(name, *rest, **more)

    real = builtins.__import__
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(BadCall, match=says):
        report.render(tmp_path / "none.ipynb", tmp_path / "out", formats=["pdf"])
    assert list(tmp_path.iterdir()) == []
