"""A report's page as a PDF: tagged for screen readers, with nothing fetched from anywhere."""

from __future__ import annotations

from analysis.schema import BadCall

REMEDY = "Install it with pip install weasyprint, and Pango (on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0), or leave the format pdf out."


def pdf(page: str) -> bytes:
    """A page as the bytes of a PDF file (PDF/UA-1), the same for the same page, fonts and version of WeasyPrint.

    Raises BadCall where WeasyPrint or the library that sets its text is missing.
    """
    weasyprint = _weasyprint()
    from weasyprint.urls import URLFetcher

    return weasyprint.HTML(string=page, url_fetcher=URLFetcher(allowed_protocols={"data"})).write_pdf(pdf_variant="pdf/ua-1")


def check() -> None:
    """Raise BadCall where no PDF can be made."""
    _weasyprint()


def _weasyprint() -> object:
    try:
        import weasyprint
    except ImportError:
        raise BadCall(f"BadCall: a PDF needs WeasyPrint, which is not installed. {REMEDY}") from None
    except OSError as problem:
        raise BadCall(f"BadCall: a PDF needs WeasyPrint's libraries, of which one is missing ({str(problem).splitlines()[0][:100]}). {REMEDY}") from None
    return weasyprint
