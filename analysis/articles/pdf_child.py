"""Run by itself, in a process of its own: a PDF on standard input → its title and text as JSON on standard output.

A PDF can be made to fill any memory and any time. So `articles` runs this file as a child with limits of both,
and it imports nothing of ours.
"""

import json
import sys


def limit_memory(size: int) -> None:
    """Let this process have no more than so many bytes, where the system can hold it to that."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (ImportError, ValueError, OSError):
        pass


def read(data: bytes, most: int) -> dict:
    """The title and the text of each page, or under 'problem' why there is none."""
    import io
    import logging

    from pypdf import PdfReader

    logging.disable(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return {"problem": "it is locked with a password"}
    pages = []
    for page in reader.pages:
        pages.append(page.extract_text())
        if sum(map(len, pages)) > most:
            return {"problem": f"it holds more than {most:,} characters"}
    return {"title": str((reader.metadata or {}).get("/Title") or ""), "pages": pages}


if __name__ == "__main__":
    limit_memory(int(sys.argv[1]))
    try:
        answer = read(sys.stdin.buffer.read(), int(sys.argv[2]))
    except MemoryError:
        answer = {"problem": f"it needs more than {int(sys.argv[1]):,} bytes of memory"}
    except Exception as error:
        answer = {"problem": f"it is damaged ({type(error).__name__}: {' '.join(str(error).split())[:150]})"}
    print(json.dumps(answer))
