"""`coprod`: the command line. Every command imports what it needs when it is called, so that --help answers at once."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Annotated

import typer

from coprod_helpers.errors import CoprodError, InputError, RunError

FAILED, BAD_REQUEST = 1, 2

app = typer.Typer(
    name="coprod",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Take a council through the Co-Production Star: Map It, Focus It, People It, Market It, Grow It, Just Start. "
    "An independent implementation of Governance International's model.",
)

Council = Annotated[
    str, typer.Argument(help='Name or code of a council; "example" is Exampleshire, which is invented.')
]
Store = Annotated[
    str, typer.Option(help="Address of the store, with {council} in it. Left out: a file under COPROD_HOME.")
]
Table = Annotated[str, typer.Option("--table", help="One table only, by its name.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@app.command()
def run(
    council: Council,
    steps: Annotated[str, typer.Option(help="Steps, with commas between them; left out, all six.")] = "",
    store: Store = "",
    out: Annotated[str, typer.Option(help="Folder for the run's folder. Left out: COPROD_HOME/runs.")] = "",
    parameter: Annotated[
        list[str], typer.Option("-p", help="A notebook's setting, name=value; may be given several times.")
    ] = [],
    as_of: Annotated[
        str, typer.Option(help="The day on which the run stands, such as 2026-04-01. Left out: today.")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Compute steps whose results are known already.")] = False,
) -> None:
    """Take one council through the chain: tables, notebooks and report.html."""
    from coprod_helpers.chain.run import run_council

    chosen = [name.strip() for name in steps.split(",") if name.strip()]
    with _progress("steps", (len(chosen) or 6) + 1) as tell:
        done = run_council(council, chosen, store, out, _pairs(parameter), as_of, force, tell)
    typer.echo(
        f"{len(done.computed)} steps computed, {len(done.taken)} taken from earlier runs, from revision {done.revision}."
    )
    typer.echo(f"Open in a browser: {done.report}")


@app.command()
def new(council: Council, store: Store = "") -> None:
    """Make a council's workspace, with the default settings."""
    import pandas as pd

    from coprod_helpers.tables.council import DEFAULTS

    workspace = _open(council, store)
    if workspace.revision:
        typer.echo(
            f"{workspace.council.name} has a workspace already, at revision {workspace.revision}; nothing was changed."
        )
        return
    saved = workspace.save({"settings": pd.DataFrame([DEFAULTS])}, what="new workspace")
    typer.echo(
        f"Made a workspace for {workspace.council.name} ({workspace.council.gss_code}), revision {saved.revision}."
    )
    typer.echo(
        f"Next: coprod template {workspace.council.gss_code}, fill it in, coprod import {workspace.council.gss_code} excel FILE."
    )


@app.command()
def template(
    council: Council,
    file: Annotated[
        str, typer.Argument(help="The spreadsheet to write. Left out: the council's code in this folder.")
    ] = "",
    store: Store = "",
) -> None:
    """Write the Excel template, filled with what is there."""
    _export(council, "excel", file or "", store)


@app.command(name="import")
def import_(
    council: Council,
    format: Annotated[str, typer.Argument(help="excel, csv, 360giving or wards.")],
    file: Annotated[Path, typer.Argument(help="The file to read.")],
    table: Table = "",
    store: Store = "",
) -> None:
    """Read a file in; a faulty one is refused whole, with every mistake."""
    from coprod_helpers.exchange import FORMATS

    reader = _format(FORMATS, format, "read").read
    if table and format != "csv":
        raise InputError(f"--table goes with csv alone; {format} says itself which tables it holds. Leave it out.")
    if not file.is_file():
        raise InputError(f"There is no file {file}.")
    workspace = _open(council, store)
    saved = reader(workspace, file, table) if table else reader(workspace, file)
    for notice in saved.notices:
        typer.echo(notice)
    _say_list("Worth a look", saved.warnings)
    typer.echo(str(saved).replace(" Run the cells below again to see what it changes.", ""))


@app.command()
def export(
    council: Council,
    format: Annotated[str, typer.Argument(help="excel or csv.")],
    file: Annotated[str, typer.Argument(help="The file or folder to write.")],
    store: Store = "",
) -> None:
    """Write a council's tables out, without private columns."""
    _export(council, format, file, store)


@app.command()
def release(
    council: Council,
    out: Annotated[str, typer.Option(help="File or folder to write. Left out: this folder.")] = "",
    by: Annotated[str, typer.Option(help="Who releases it: a post or team. Left out: who is signed in.")] = "",
    store: Store = "",
    yes: Yes = False,
) -> None:
    """Write a council's results to a file fit to share: published results, no names, small numbers withheld."""
    import datetime as dt

    from coprod_helpers.chain import progress_of
    from coprod_helpers.exchange.release import make_release, preview, write_release
    from coprod_helpers.report.council_facts import is_pre_election
    from coprod_helpers.workspace.home import who_is_here

    workspace, now = _open(council, store), dt.datetime.now(dt.UTC)
    held_back = is_pre_election(workspace.settings(), now.date())
    stale = {state.step: state.stale_because for state in progress_of(workspace).steps}
    made = make_release(workspace, stale, by or who_is_here(), now, held_back)
    typer.echo(preview(made))
    if not by:
        typer.echo("The file will name who is signed in; --by names a post or a team instead.")
    _ask(yes, f"Publish this of {workspace.council.name}? Whoever gets the file may read and keep it.")
    path = write_release(made, out)
    typer.echo(f"Released: {path}. Compare it with others' files: coprod compare FILE FILE ...")


@app.command()
def compare(
    files: Annotated[list[Path], typer.Argument(metavar="FILE ...", help="Released files, or folders of them.")],
    out: Annotated[str, typer.Option(help="Folder to write. Left out: a new one in this folder.")] = "",
    own: Annotated[str, typer.Option(help="Also tell this council alone what is unusual about it.")] = "",
    with_invented: Annotated[bool, typer.Option("--with-invented", help="Invented beside real councils.")] = False,
    store: Store = "",
) -> None:
    """Put councils side by side from the files that they released: one page and one table, no ranking."""
    import datetime as dt

    from coprod_helpers.exchange.released import own_file, read_released
    from coprod_helpers.report.comparison import new_folder, write_comparison
    from coprod_helpers.report.own_comparison import write_own

    read, day = read_released(files, with_invented), dt.date.today()
    mine = own_file(read.files, own, store) if own else None
    folder = Path(out) if out else new_folder(Path(), day)
    page = write_comparison(read.files, read.notices, folder, day)
    _say_list("Worth a look", read.notices)
    typer.echo(f"Open in a browser: {page}. The same as a table: {page.with_suffix('.csv')}")
    if mine:
        alone = write_own(read.files, mine.council.gss_code, folder, day)
        typer.echo(f"For {mine.council.name} alone: {alone}. Take it out before you share the folder.")


@app.command()
def check(council: Council, store: Store = "") -> None:
    """Say every mistake in the data, what each step lacks, and what is stale."""
    from rich.console import Console
    from rich.table import Table as Shown

    from coprod_helpers.chain import progress_of
    from coprod_helpers.chain.run import only_one, runs_folder, settle_unfinished
    from coprod_helpers.workspace import open_store
    from coprod_helpers.workspace.backup import check_store

    check_store(open_store(council, store).store)
    workspace = _open(council, store)
    runs = runs_folder(workspace.council.gss_code)
    with contextlib.suppress(RunError), only_one(runs, workspace.council.name):
        for line in settle_unfinished(workspace, runs):
            typer.echo(line)
    progress = progress_of(workspace)
    invented = " (invented)" if progress.is_invented and "invented" not in progress.council else ""
    shown = Shown(title=f"{progress.council}{invented}, revision {progress.revision}", title_justify="left")
    for name in ("Step", "State", "Missing", "Older than", "Next"):
        shown.add_column(name, overflow="fold")
    for _, row in progress.table().iterrows():
        shown.add_row(*(str(row[name]) for name in ("Step", "State", "Missing", "Older than", "Next")))
    Console(width=None if sys.stdout.isatty() else 160).print(shown)
    _say_list("Mistakes", progress.checked.mistakes)
    _say_list("Worth a look", progress.checked.warnings)
    typer.echo(f"Next: {progress.next_action}")
    if progress.checked.mistakes:
        raise typer.Exit(FAILED)


@app.command()
def councils(
    text: Annotated[str, typer.Argument(help="Part of a name, or a code. Left out: all in force.")] = "",
) -> None:
    """List councils of the register whose name or code holds a text."""
    from coprod_helpers.workspace import search_councils

    found = search_councils(text)
    if found.empty:
        raise InputError(f'No council of the register has "{text}" in its name or codes.')
    for row in found.itertuples():
        ended = (
            f", until {row.end_date:%Y-%m-%d}, then {row.successor_gss_code}" if row.end_date == row.end_date else ""
        )
        typer.echo(f"{row.gss_code}  {row.name} ({row.nation}, {row.council_type}{ended})")


@app.command()
def history(
    council: Council,
    table: Table = "",
    row: Annotated[str, typer.Option("--id", help="One row only, by its id.")] = "",
    limit: Annotated[int, typer.Option(help="At most so many lines.")] = 40,
    store: Store = "",
) -> None:
    """Say who changed what and when, the newest first."""
    from coprod_helpers.look.numbers import local_time

    changes = _open(council, store).history(table, row, limit)
    if changes.empty:
        typer.echo("Nothing has been changed yet.")
    for line in changes.itertuples():
        what = f'{line.column}: "{line.before}" became "{line.after}"' if line.column else line.after
        typer.echo(f"{line.revision:>5}  {local_time(line.at)}  {line.who}  {line.table} {line.id}  {what}")


@app.command()
def backup(council: Council, store: Store = "") -> None:
    """Write a verified copy of a workspace."""
    from coprod_helpers.workspace.backup import back_up

    typer.echo(f"Backed up and verified: {back_up(_open(council, store))}")


@app.command()
def restore(
    council: Council,
    file: Annotated[Path, typer.Argument(help="A backup, as coprod backup wrote it.")],
    store: Store = "",
    yes: Yes = False,
) -> None:
    """Put a backup in the place of a workspace; what stood there is backed up first."""
    from coprod_helpers.workspace import open_store
    from coprod_helpers.workspace.backup import restore as put_back

    workspace = open_store(council, store)
    _ask(yes, f"Replace the workspace of {workspace.council.name} by {file}?")
    before = put_back(workspace, file)
    typer.echo(f"Restored {workspace.council.name}." + (f" What stood there before: {before}" if before else ""))


@app.command()
def erase(
    council: Council,
    row: Annotated[str, typer.Argument(metavar="ID", help="The id of a contact or of a person's answers.")],
    store: Store = "",
    yes: Yes = False,
) -> None:
    """Erase a person: contact, answers and their history, for good."""
    from coprod_helpers.workspace.backup import erase as erase_person

    workspace = _open(council, store)
    _ask(yes, f"Erase {row} from {workspace.council.name}, for good?")
    erased = erase_person(workspace, row)
    typer.echo("Erased: " + ", ".join(f"{count} in {name}" for name, count in erased.items()) + ".")
    typer.echo("Backups and runs made before today still hold what they held; delete those that are no longer needed.")


@app.command()
def dictionary(
    file: Annotated[Path, typer.Argument(help="The CSV file to write.")] = Path("data_dictionary.csv"),
) -> None:
    """Write the data dictionary: every column with its unit, rules and help."""
    from coprod_helpers.tables.schema import data_dictionary

    data_dictionary().to_csv(file, index=False, lineterminator="\n")
    typer.echo(f"Wrote {file}.")


def _open(council: str, store: str):
    """Open a council's workspace."""
    from coprod_helpers.workspace import open_workspace

    return open_workspace(council, store)


def _format(formats: dict, name: str, direction: str):
    """Return a format that can be read or written, refusing others with the list."""
    from coprod_helpers.errors import one_of

    able = {key: entry for key, entry in formats.items() if getattr(entry, direction)}
    if name not in able:
        raise InputError(
            f'"{name}" is not a format that can be {"read" if direction == "read" else "written"}. Use {one_of(able)}.'
        )
    return able[name]


def _export(council: str, format: str, file: str, store: str) -> None:
    """Write a council's tables in a format."""
    from coprod_helpers.exchange import FORMATS

    writer = _format(FORMATS, format, "write").write
    workspace = _open(council, store)
    path = Path(file or f"{workspace.council.gss_code}.xlsx")
    writer(workspace, path)
    typer.echo(f"Wrote {path}, revision {workspace.revision}.")


def _pairs(given: list[str]) -> dict[str, str]:
    """Return name=value settings by name, refusing what is not of that form or stands twice."""
    mistakes, pairs = [], {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            mistakes.append(f'"{text}" is not a setting; write name=value.')
        elif name.strip() in pairs:
            mistakes.append(f'"{name.strip()}" is given twice; give it once.')
        pairs[name.strip()] = value
    if mistakes:
        raise InputError("The settings cannot be read.", mistakes)
    return pairs


def _ask(yes: bool, question: str) -> None:
    """Go on if the user says yes."""
    if not yes and not typer.confirm(question):
        raise typer.Exit(BAD_REQUEST)


def _say_list(title: str, entries: list) -> None:
    """Print every entry of a list under its title."""
    if entries:
        typer.echo(f"{title} ({len(entries)}):")
        for entry in entries:
            typer.echo(f"- {entry}")


@contextlib.contextmanager
def _progress(what: str, total: int):
    """Show a progress bar on standard error, and give the function that moves it."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn(f"{{task.completed}} of {{task.total}} {what}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("Beginning", total=total)

        def tell(step: str, state: str) -> None:
            bar.update(task, description=f"{step}: {state}", advance=1 if state == "done" else 0)

        yield tell


def main() -> None:
    """Run the command line; what a user can put right is said in a sentence, what is our fault stays a traceback."""
    try:
        app()
    except RunError as error:
        typer.echo(str(error), err=True)
        sys.exit(FAILED)
    except CoprodError as error:
        typer.echo(str(error), err=True)
        sys.exit(BAD_REQUEST)


if __name__ == "__main__":
    main()
