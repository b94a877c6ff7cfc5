"""papermill's door to the engine `warm`: known to papermill by this small module, loaded only when it is asked for."""

from __future__ import annotations


class WarmEngine:
    """The engine of `papermill --engine warm`: a notebook runs in a fork of a warm process instead of a new kernel."""

    @classmethod
    def execute_notebook(cls, *given: object, **named: object) -> object:
        """Run a notebook as analysis.batch.engine does."""
        return _engine().execute_notebook(*given, **named)

    @classmethod
    def nb_kernel_name(cls, *given: object, **named: object) -> str:
        """The kernel that a notebook asks for."""
        return _engine().nb_kernel_name(*given, **named)

    @classmethod
    def nb_language(cls, *given: object, **named: object) -> str:
        """The language that a notebook is written in."""
        return _engine().nb_language(*given, **named)


def _engine() -> type:
    from analysis.batch.engine import WarmEngine as Engine

    return Engine
