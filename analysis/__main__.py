"""The command line: each command is one function of the library. Exit 0 done, 1 some input was refused, 2 the call was wrong."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pandas as pd

from analysis import totals
from analysis.schema import AnalysisError, BadCall, NoRows, UnreadableTable, nearest
from analysis.store import FORMATS, ROOT, table_in_parts, write_table

DONE, REFUSED, WRONG_CALL, HUNG_UP, INTERRUPTED, STOPPED = 0, 1, 2, 129, 130, 143
SHOWN = 20


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are BadCall, with the nearest name where a name is misspelt."""

    def error(self, message: str) -> None:
        raise BadCall(f"BadCall: {self.prog}: {message}. See {self.prog} --help.")

    def refuse_unknown(self, rest: Sequence[str]) -> None:
        """Complain about an option that is not there."""
        options = [name for action in self._actions for name in action.option_strings]
        if rest:
            self.error(f"no such argument: {rest[0]}.{nearest(rest[0], options)}".rstrip("."))


def parser() -> tuple[Parser, dict[str, Parser]]:
    """The parser of the whole line and those of the commands."""
    whole = Parser(prog="python -m analysis", allow_abbrev=False, description="Reported attacks per front, from newspapers to a table and a chart that can be trusted.")
    commands = whole.add_subparsers(title="commands", dest="command", metavar="COMMAND", parser_class=Parser)

    def command(name: str, does: str, run: object) -> Parser:
        made = commands.add_parser(name, help=does, description=f"{does[0].upper()}{does[1:]}.", allow_abbrev=False)
        made.set_defaults(run=run)
        return made

    made = command("read", "find every reported count of attacks in articles, with its sentence and its place", read)
    made.add_argument("articles", nargs="+", metavar="ARTICLE", help="a file, a folder, an address, or - for standard input")
    made.add_argument("-o", "--out", default="-", help=f"the mentions: {', '.join(FORMATS)}, or - for standard output (default)")
    made.add_argument("--rejected", metavar="FILE", help="numbers near a front that were not understood, each with its sentence")
    made.add_argument("--articles", metavar="FILE", dest="table", help="a row for each article read: its address, checksum and flags, how many mentions it gave and how many numbers were not understood")
    made.add_argument("--published", metavar="DAY", help="the day of publication of articles that do not say it")
    made.add_argument("--workers", type=int, metavar="N", help="processes that read (default: one for each core, where there is enough to read)")
    made.add_argument("--dask", metavar="ADDRESS", help="read by the workers of a Dask cluster; the address is its scheduler's, such as tcp://10.0.0.5:8786")
    made.add_argument("--store", metavar="DIR", help="keep fetched pages here, so that the reading can be repeated without a network")

    made = command("explain", "show the words of an article that each count was read from, and the rule that bound them", explain)
    made.add_argument("article", metavar="ARTICLE", help="a file or an address")
    made.add_argument("--mention", metavar="ID", help="only this one")
    made.add_argument("--published", metavar="DAY", help="the day of publication, if the article does not say it")

    made = command("clean", "turn tables of mentions into counts", clean)
    made.add_argument("tables", nargs="+", metavar="TABLE", help="CSV, TSV, XLSX, Parquet, JSON lines, HTML or Markdown")
    made.add_argument("-o", "--out", default="-", help=f"the counts: {', '.join(FORMATS)}, or - for standard output (default)")
    made.add_argument("--rejected", metavar="FILE", help="the rows that were not taken, each with its reason")
    made.add_argument("--dask", metavar="ADDRESS", help="read and clean by the workers of a Dask cluster, such as tcp://10.0.0.5:8786")

    made = command("daily", "turn tables of mentions into one row per front, day and measure", daily)
    made.add_argument("tables", nargs="+", metavar="TABLE", help="a table of mentions; it is cleaned on the way")
    made.add_argument("--start", required=True, metavar="DAY", help="first day, such as 2024-11-01")
    made.add_argument("--end", required=True, metavar="DAY", help="last day, such as 2024-12-31")
    made.add_argument("--fronts", metavar="NAMES", help="fronts separated by commas (default: Kursk,Kurakhove,Pokrovsk)")
    made.add_argument("-o", "--out", default="-", help=f"the daily table: {', '.join(FORMATS)}, or - for standard output (default)")

    made = command("report", "run a notebook and make its report", report)
    made.add_argument("notebook", metavar="NOTEBOOK")
    made.add_argument("-p", "--parameter", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"), help="a parameter of the notebook; a list is separated by commas")
    made.add_argument("-y", "--yaml", metavar="FILE", help="a YAML file of parameters; -p goes before it")
    made.add_argument("-f", "--formats", default="html,phone,ipynb,png,svg,csv", metavar="LIST", help="what it holds, by comma: html, phone (pictures drawn for phones in it), ipynb, png, svg, csv, pdf (default: all but pdf)")
    made.add_argument("-o", "--out", required=True, metavar="DIR", help="the report's folder; an older report there is replaced")

    made = command("batch", "make every report of a plan, with an index; run again, it goes on where it was stopped", batch)
    made.add_argument("plan", metavar="PLAN", help="a YAML file: a notebook, a name, and parameters, a grid or a list of reports")
    made.add_argument("-o", "--out", metavar="DIR", help="the folder of the reports; finished ones that stand there are left as they are")
    made.add_argument("--dry-run", action="store_true", help="only list what would be made")
    made.add_argument("--workers", type=int, metavar="N", help="processes that work (default: one for each core)")
    made.add_argument("--time-limit", type=float, default=600.0, metavar="SECONDS", help="for each report (default: 600)")
    made.add_argument("--dask", metavar="ADDRESS", help="the scheduler of a Dask cluster whose workers see the same files, such as tcp://10.0.0.5:8786")

    made = command("verify", "prove a report, or every report of a batch, against its manifest", verify)
    made.add_argument("folder", metavar="DIR")

    made = command("compare-reports", "say what counts were added, corrected or withdrawn between two reports, and which verdicts changed", compare_reports)
    made.add_argument("old", metavar="OLD", help="the folder of the older report")
    made.add_argument("new", metavar="NEW", help="the folder of the newer report, of the same notebook")
    made.add_argument("-o", "--out", metavar="FILE", help=f"every change as a table: {', '.join(FORMATS)}")

    made = command("accuracy", "hold the cleaning against a careful reading of real counts", accuracy)
    made.add_argument("--golden", metavar="TABLE", help="the careful reading (default: the project's own)")
    made.add_argument("--mentions", metavar="TABLE", help="the mentions it reads (default: the project's own)")

    made.add_argument("--articles", metavar="FOLDER", help="hold the reading of articles against the rows beside them instead")

    made = command("benchmark", "measure speed, memory and what is found: of reading articles made for it, or of making reports", benchmark)
    made.add_argument("subject", nargs="?", default="reading", metavar="SUBJECT", help="what is measured: reading (default), or reports")
    made.add_argument("--articles", type=int, default=100_000, metavar="N", help="how many articles are made (default: 100000, some 300 MB)")
    made.add_argument("--reports", type=int, default=40, metavar="N", help="how many reports are made (default: 40)")
    made.add_argument("--workers", type=int, metavar="N", help="processes that work (default: one for each core)")
    made.add_argument("--keep", metavar="FOLDER", help="make the articles or reports here, and leave them")

    made = command("calibrate", "try the intervals and the verdicts on simulated days of known rates", calibrate)
    made.add_argument("--runs", type=int, metavar="NUMBER", help="simulated cases in each row (default: 1000)")

    command("build", "rebuild data/clean from data/raw", build)
    return whole, commands.choices


def read(arguments: argparse.Namespace) -> int:
    """Read articles by several processes; write each table as its rows come, and say what was refused, not understood or without a count."""
    from analysis.articles import units
    from analysis.reading import read_many
    from analysis.reading.unread import FLAG

    _check_places(arguments.articles, arguments.out, arguments.rejected, arguments.table)
    work = units(arguments.articles, published=arguments.published, store=arguments.store)
    heard = _Heard(FLAG)
    with ExitStack() as tables:
        crew = tables.enter_context(_crew(arguments.dask, arguments.workers))
        write = _tables(tables, {"mentions": arguments.out, "rejected": arguments.rejected, "articles": arguments.table})
        batches = tables.enter_context(closing(read_many(work, **crew)))
        bar = tables.enter_context(_progress())
        for batch in batches:
            write(batch)
            if batch.refused:
                bar.clear()
            heard.add(batch)
            bar.update(len(batch.articles) + len(batch.refused))
    heard.say()
    return REFUSED if heard.refused or heard.not_understood or heard.not_read else DONE


def _tables(tables: ExitStack, places: dict[str, str | None]) -> Callable[[object], None]:
    """A function that adds the rows of a batch to each table that was asked for."""
    from analysis.schema import ARTICLES, MENTIONS, REJECTED, conform, empty

    kinds = {"mentions": MENTIONS, "rejected": REJECTED, "articles": ARTICLES}
    writers = {name: tables.enter_context(table_in_parts(place, empty(kinds[name]))) for name, place in places.items() if place}

    def write(batch: object) -> None:
        for name, add in writers.items():
            if rows := getattr(batch, name):
                add(conform(pd.DataFrame(rows, columns=list(kinds[name])), kinds[name], name))

    return write


def _progress() -> object:
    """A bar of articles read and articles per second, where somebody sees it."""
    from tqdm import tqdm

    return tqdm(unit=" articles", unit_scale=True, disable=not sys.stderr.isatty())


class _Heard:
    """What is said of articles: how many of each kind, and the first few by name."""

    def __init__(self, unread: str) -> None:
        self.unread = unread
        self.read = self.mentions = self.not_understood = self.refused = self.without = self.not_read = 0
        self.first_not_understood: list[str] = []
        self.first_without: list[str] = []
        self.first_conflicts: list[str] = []
        self.conflicts = 0

    def add(self, batch: object) -> None:
        """Count a batch; what was refused is said at once."""
        for refused in batch.refused:
            _say(str(refused))
        self.refused += len(batch.refused)
        self.mentions += len(batch.mentions)
        self.not_understood += len(batch.rejected)
        for row in batch.rejected[: SHOWN - len(self.first_not_understood)]:
            self.first_not_understood.append(f"not understood in {row['article_id']}: '{row['count_as_written']}' in: {row['sentence']}")
        self.read += len(batch.articles)
        for row in batch.articles:
            not_read = self.unread in row["flags"].split()
            self.not_read += not_read
            if "date_conflict" in row["flags"].split():
                self.conflicts += 1
                if len(self.first_conflicts) < SHOWN:
                    self.first_conflicts.append(f"two days of publication in {row['article_id']}: {row['published']} was taken")
            if not row["mentions"]:
                self.without += 1
                if len(self.first_without) < SHOWN:
                    self.first_without.append(f"no count in {row['article_id']}" + _why(row, not_read))

    def say(self) -> None:
        """Say the sums, and name the first of each kind."""
        _say(f"{_many(self.mentions, 'mention')}, {_many(self.not_understood, 'number')} near a front not understood, {_many(self.refused, 'article')} refused")
        for line in self.first_not_understood:
            _say(line)
        _more(self.not_understood - len(self.first_not_understood))
        _say(f"{_many(self.read, 'article')} read, {self.without:,} {'holds' if self.without == 1 else 'hold'} no count"
             + (f", {self.not_read:,} of them {'names' if self.not_read == 1 else 'name'} a front near a number in a language that is not read" if self.not_read else ""))
        for line in self.first_conflicts:
            _say(line)
        _more(self.conflicts - len(self.first_conflicts))
        for line in self.first_without:
            _say(line)
        _more(self.without - len(self.first_without))


def _names(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else "")


def _many(number: int, noun: str) -> str:
    """'1 article', '1,200 articles'."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _why(row: dict, not_read: bool) -> str:
    """What is to be added to 'no count in …'."""
    if not_read:
        return f": it names a front near a number, but its language ({row['language']}) is not read"
    return f": {row['not_understood']:,} not understood" if row["not_understood"] else ""


def _more(number: int) -> None:
    if number > 0:
        _say(f"... and {number:,} more")


def explain(arguments: argparse.Namespace) -> int:
    """Print the paragraph of each mention with its words marked, and the rule."""
    from analysis.articles import read_article
    from analysis.reading import explain as why
    from analysis.reading import find_mentions

    article = read_article(arguments.article, published=arguments.published)
    mentions = find_mentions(article).mentions
    chosen = mentions if arguments.mention is None else mentions[mentions["mention_id"] == arguments.mention]
    if chosen.empty:
        raise NoRows(f"NoRows: {arguments.article}: found no {'count of attacks' if mentions.empty else 'mention ' + arguments.mention}. Its mentions: {', '.join(mentions['mention_id']) or 'none'}.")
    print("\n\n".join(f"{row['mention_id']}\n{why(row, article)}" for row in chosen.to_dict("records")))
    return DONE


def clean(arguments: argparse.Namespace) -> int:
    """Clean the tables together; write the counts and, if asked, the rejected rows."""
    _check_places(arguments.tables, arguments.out, arguments.rejected)
    with _crew(arguments.dask) as crew:
        mentions, refused = _read(arguments.tables, crew.get("executor"))
        counts, rejected = _cleaned(mentions, crew.get("executor"))
    if arguments.rejected:
        write_table(rejected, arguments.rejected)
    _some(counts)
    write_table(counts, arguments.out)
    return REFUSED if refused or len(rejected) else DONE


def daily(arguments: argparse.Namespace) -> int:
    """Clean the tables together and write every front and day of the range."""
    from analysis.daily import daily as by_day
    from analysis.daily import days_between
    from analysis.fronts import SUBJECT, check

    _check_places(arguments.tables, arguments.out)
    names = check(arguments.fronts or SUBJECT)
    days_between(arguments.start, arguments.end)
    mentions, refused = _read(arguments.tables)
    counts, rejected = _cleaned(mentions)
    _some(counts)
    write_table(by_day(counts, arguments.start, arguments.end, names, mentions=mentions), arguments.out)
    return REFUSED if refused or len(rejected) else DONE


def report(arguments: argparse.Namespace) -> int:
    """Render a notebook and say where its page is."""
    from analysis import parameters
    from analysis.report import PAGE, render

    given = parameters.from_yaml(arguments.yaml) if arguments.yaml else {}
    given |= parameters.once([tuple(pair) for pair in arguments.parameter], "the call")
    formats = [part.strip() for part in arguments.formats.split(",")]
    render(arguments.notebook, arguments.out, given, formats)
    print(Path(arguments.out) / PAGE if "html" in formats else Path(arguments.out))
    return DONE


def batch(arguments: argparse.Namespace) -> int:
    """Make the reports of a plan; name those that failed with their cause."""
    from analysis.batch.plan import read_plan
    from analysis.batch.runner import render_batch

    jobs = read_plan(arguments.plan)
    if arguments.dry_run:
        for job in jobs:
            print(f"{job.name}  ({', '.join(job.formats)})")
        _say(f"{_many(len(jobs), 'report')} would be made.")
        return DONE
    if arguments.out is None:
        raise BadCall("BadCall: python -m analysis batch: no folder is named. Add -o DIR, or --dry-run to list what would be made.")
    with _crew(arguments.dask, arguments.workers) as crew:
        done = render_batch(jobs, arguments.out, **crew, time_limit=arguments.time_limit)
    for words, names in done.said.items():
        print(f"{names[0]}{f' and {len(names) - 1} more' if len(names) > 1 else ''}: {words}", file=sys.stderr)
    for name, cause in done.causes.items():
        print(f"{name}: {cause}", file=sys.stderr)
    if done.changed:
        print(f"Changed while the reports were made: {', '.join(done.changed)}. Run the same command again; it makes anew what is no longer right.", file=sys.stderr)
    if done.others:
        _say(f"Of other plans, and not on the page: {_names(done.others)}. Delete their folders if nobody wants them.")
    _say(f"{_many(done.made, 'report')} made, {done.stood:,} stood already, {len(done.causes):,} failed")
    print(Path(arguments.out) / "index.html")
    return REFUSED if done.causes or done.changed else DONE


def verify(arguments: argparse.Namespace) -> int:
    """Prove a report's folder, or each report of a folder of reports."""
    from analysis.manifest import MANIFEST
    from analysis.manifest import verify as prove

    folder = Path(arguments.folder)
    if (folder / "index.json").is_file() and not (folder / MANIFEST).is_file():
        from analysis.batch.folder import verify_all

        print(f"{arguments.folder}: {verify_all(folder)} reports, each as its manifest and the list say.")
        return DONE
    print(f"{arguments.folder}: {prove(arguments.folder)} files, each as its manifest says.")
    return DONE


def compare_reports(arguments: argparse.Namespace) -> int:
    """Print what changed between two reports and, if asked, write every change as a table."""
    from analysis.report_changes import compare_reports as compare
    from analysis.report_changes import describe

    _check_places([], arguments.out)
    changes = compare(arguments.old, arguments.new)
    if arguments.out:
        write_table(changes.table, arguments.out)
    print(describe(changes), file=sys.stderr if arguments.out == "-" else sys.stdout)
    return DONE


def accuracy(arguments: argparse.Namespace) -> int:
    """Print the agreement by field and language, and every disagreement."""
    from analysis.accuracy import run

    if arguments.articles:
        from analysis.articles import read_article
        from analysis.reading.agreement import reading_agreement

        text, good = reading_agreement(arguments.articles, read_article)
        print(text, end="")
        return DONE if good else REFUSED
    named = {"golden": arguments.golden, "mentions": arguments.mentions}
    text, good = run(**{name: path for name, path in named.items() if path})
    print(text, end="")
    return DONE if good else REFUSED


def benchmark(arguments: argparse.Namespace) -> int:
    """Measure a subject and print its table; what is being done is said where somebody sees it."""
    from analysis.benchmark import SUBJECTS

    if arguments.subject not in SUBJECTS:
        raise BadCall(f"BadCall: benchmark: nothing to measure is called '{arguments.subject}'.{nearest(arguments.subject, SUBJECTS)} Expected {', '.join(SUBJECTS)}.")
    say = _say if sys.stderr.isatty() else lambda _: None
    number = {"reading": arguments.articles, "reports": arguments.reports}[arguments.subject]
    print(SUBJECTS[arguments.subject](number, arguments.workers, arguments.keep, say), end="")
    return DONE


def calibrate(arguments: argparse.Namespace) -> int:
    """Print how often the intervals hold the truth and the verdicts are right; 1 when an interval holds it too seldom."""
    from analysis.calibration import RUNS
    from analysis.calibration import report as tried

    text, good = tried(RUNS if arguments.runs is None else arguments.runs)
    print(text, end="")
    return DONE if good else REFUSED


def build(arguments: argparse.Namespace) -> int:
    """Rebuild the tables the project keeps and name them."""
    from analysis.build import build as rebuild

    print(*(path.relative_to(ROOT) for path in rebuild()), sep="\n")
    return DONE


@contextmanager
def _crew(address: str | None, workers: int | None = None) -> Iterator[dict[str, object]]:
    """What works: as many processes of this machine, or a Dask cluster."""
    if address is None:
        yield {"workers": workers}
        return
    if workers is not None:
        raise BadCall(f"BadCall: --workers {workers} are processes of this machine, --dask {address} is a cluster that has its own. Leave one of them out.")
    from analysis.cluster import connected

    with connected(address) as cluster:
        yield {"workers": cluster.places, "executor": cluster}


def _check_places(tables: Sequence[str], *paths: str | None) -> None:
    """Complain, before any work is done, about a format we cannot write and about a file that would be overwritten."""
    taken = {Path(path).resolve(): path for path in tables if path != "-"}
    for path in filter(lambda path: path not in (None, "-"), paths):
        if Path(path).resolve() in taken:
            raise BadCall(f"BadCall: {path}: would overwrite {taken[Path(path).resolve()]}. Name another file to write to.")
        taken[Path(path).resolve()] = path
    for path in paths:
        if path not in (None, "-") and Path(path).suffix not in FORMATS:
            raise BadCall(f"BadCall: {path}: cannot write a table that ends in '{Path(path).suffix}'. Use {', '.join(FORMATS)}, or - for standard output.")


def _read(paths: Sequence[str], executor: Executor | None = None) -> tuple[pd.DataFrame, bool]:
    """The mentions of all tables that can be read, and whether one was refused; each refusal is said."""
    from analysis.tables import read_each

    frames, refused = [], []
    for path, found in zip(paths, read_each(paths, executor)):
        try:
            if isinstance(found, AnalysisError):
                raise found
            frames.append(_unlike(frames, found, path))
        except BadCall:
            raise
        except AnalysisError as problem:
            refused.append(str(problem) if len(paths) == 1 else _say(str(problem)))
    if not frames:
        raise NoRows("NoRows: no table could be read; the reasons are above." if len(refused) > 1 else refused.pop())
    return pd.concat(frames, ignore_index=True), bool(refused)


def _unlike(frames: list[pd.DataFrame], frame: pd.DataFrame, path: str) -> pd.DataFrame:
    """The frame, unless a table before it has a row of the same mention_id."""
    before = set().union(*(set(other["mention_id"]) for other in frames))
    for name in frame["mention_id"]:
        if name in before:
            raise UnreadableTable(f"UnreadableTable: {path}: mention_id '{name}' is in a table before it too. Give each row its own, or the files different names.")
    return frame


def _cleaned(mentions: pd.DataFrame, executor: Executor | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts and rejected rows; each step and the first rejected rows are said."""
    from analysis.clean import clean as sort
    from analysis.clean import describe

    counts, rejected, log = sort(mentions, executor=executor)
    _say(describe(log))
    for row in rejected.head(SHOWN).itertuples():
        _say(f"rejected {row.mention_id}: {row.reason}: {row.detail}")
    _more(len(rejected) - SHOWN)
    _say_exceeded(counts)
    _say_set_aside(counts)
    return counts, rejected


def _say_exceeded(counts: pd.DataFrame) -> None:
    """Name the figures of articles whose fronts exceed their own total."""
    exceeded = counts["mention_id"][counts["flags"].str.split().map(lambda flags: totals.FLAG in flags)].unique()
    if len(exceeded):
        _say(f"flagged {_names(exceeded)}: the fronts of an article add up to more than its total, so one of its figures is wrong. Look at the article.")


def _say_set_aside(counts: pd.DataFrame) -> None:
    """Name the counts that have no place in a table of days, with their flags and the remedy."""
    missing = {name: counts[name].isna() for name in ("front", "date", "measure")}
    rows = [(row.mention_id, [name for name in missing if missing[name].iloc[place]], row.flags) for place, row in enumerate(counts.itertuples())]
    rows = [row for row in rows if row[1]]
    for mention, names, flags in rows[:SHOWN]:
        _say(f"set aside {mention}: no {' and no '.join(names)} in its words ({flags or 'no flag'}). {_remedy(names, flags)}")
    _more(len(rows) - SHOWN)


def _remedy(names: list[str], flags: str) -> str:
    """What to do about a count that lacks these fields."""
    if "window_conflict" in flags.split():
        return "Its words give two times that disagree: read the sentence and leave the one that holds in the cell."
    return "Fill in the cell, or the date of publication." if "date" in names else "Fill in the cell."


def _some(counts: pd.DataFrame) -> None:
    if counts.empty:
        raise NoRows("NoRows: no row is left after cleaning; nothing was written. The reasons are above.")


def _say(text: str) -> str:
    print(text, file=sys.stderr)
    return text


def _parsed(line: Sequence[str]) -> argparse.Namespace:
    """The call, its first word being a command; anything it does not know is refused with the nearest name."""
    whole, commands = parser()
    if line and not line[0].startswith("-") and line[0] not in commands:
        whole.error(f"no command is called '{line[0]}'.{nearest(line[0], commands)}".rstrip("."))
    arguments, rest = whole.parse_known_args(line)
    if not arguments.command:
        whole.refuse_unknown(rest)
        arguments.run = lambda _: whole.print_help() or DONE
        return arguments
    commands[arguments.command].refuse_unknown(rest)
    return arguments


def main(line: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; what is wrong with input or call is said in a sentence, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        arguments = _parsed(sys.argv[1:] if line is None else line)
        code = arguments.run(arguments)
        sys.stdout.flush()
        return code
    except AnalysisError as problem:
        _say(str(problem))
        return WRONG_CALL if isinstance(problem, BadCall) else REFUSED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as problem:
        _say(f"{type(problem).__name__}: {problem.filename or 'the output'}: {problem.strerror or problem}. Nothing was written there.")
        return WRONG_CALL
    except KeyboardInterrupt:
        _say("Stopped.")
        return INTERRUPTED


if __name__ == "__main__":
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # a run that is stopped leaves tasks, which it would list
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(STOPPED))  # so that half-made files are cleared away
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # the terminal was closed; nohup lets it be
        signal.signal(signal.SIGHUP, lambda *_: sys.exit(HUNG_UP))
    code = main()
    if code == INTERRUPTED:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the end is near: another Ctrl-C would only show where
    sys.exit(code)
