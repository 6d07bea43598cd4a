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
    as_of: Annotated[str, typer.Option(help="The day that decides what is in force. Left out: today.")] = "",
) -> None:
    """List councils of the register whose name or code holds a text; with a text, those still to begin as well."""
    import pandas as pd

    from coprod_helpers.chain.day import run_day
    from coprod_helpers.workspace import search_councils, successors_of

    day = run_day(as_of)
    found = search_councils(text, to_begin=bool(text), day=day)
    if found.empty:
        raise InputError(f'No council of the register has "{text}" in its name or codes.')
    for row in found.itertuples():
        begins = f", from {row.start_date:%Y-%m-%d}" if row.start_date > pd.Timestamp(day) else ""
        then = " and ".join(f"{council.name} ({council.gss_code})" for council in successors_of(row.gss_code))
        ends = f", until {row.end_date:%Y-%m-%d}, then {then}" if pd.notna(row.end_date) else ""
        typer.echo(f"{row.gss_code}  {row.name} ({row.nation}, {row.council_type}{begins}{ends})")


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

    changes = _open(council, store, archive=True).history(table, row, limit)
    if changes.empty:
        typer.echo("Nothing has been changed yet.")
    for line in changes.itertuples():
        what = f'{line.column}: "{line.before}" became "{line.after}"' if line.column else line.after
        typer.echo(f"{line.revision:>5}  {local_time(line.at)}  {line.who}  {line.table} {line.id}  {what}")


@app.command()
def backup(council: Council, store: Store = "") -> None:
    """Write a verified copy of a workspace."""
    from coprod_helpers.workspace.backup import back_up

    typer.echo(f"Backed up and verified: {back_up(_open(council, store, archive=True))}")


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

    workspace = open_store(council, store, archive=True)
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
    from coprod_helpers.workspace.backup import came_from
    from coprod_helpers.workspace.backup import erase as erase_person

    workspace = _open(council, store, archive=True)
    _ask(yes, f"Erase {row} from {workspace.council.name}, for good?")
    known = came_from(workspace)
    erased = erase_person(workspace, row)
    typer.echo("Erased: " + ", ".join(f"{count} in {name}" for name, count in erased.items()) + ".")
    for place in came_from(workspace):
        if place not in known:
            typer.echo("It was carried from {} ({} {}), whose workspace still holds it: coprod erase {} {}".format(
                *place.split(" ", 2), place.split(" ", 2)[0], place.split(" ", 2)[2]))
    typer.echo("Backups and runs made before today still hold what they held; delete those that are no longer needed.")


@app.command()
def merge(
    successor: Annotated[str, typer.Argument(help="Name or code of the council that takes the others' place.")],
    predecessors: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PREDECESSOR]...", help="Names or codes. Left out: those that the register names."),
    ] = None,
    store: Store = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be done; save nothing.")] = False,
    settle: Annotated[
        bool, typer.Option("--settle", help="Apply the answers given in the table merge_questions; merge nothing.")
    ] = False,
) -> None:
    """Merge the workspaces of councils into their successor's; theirs stay as they are."""
    from coprod_helpers.reorganisation import merge_councils, settle_questions
    from coprod_helpers.reorganisation.telling import merge_in_words, settlement_in_words

    if settle and (predecessors or dry_run):
        raise InputError("--settle applies answers and merges nothing: name the successor alone, without --dry-run.")
    done = settle_questions(successor, store) if settle else merge_councils(successor, predecessors, store, dry_run)
    for line in settlement_in_words(done) if settle else merge_in_words(done):
        typer.echo(line)


@app.command()
def dictionary(
    file: Annotated[Path, typer.Argument(help="The CSV file to write.")] = Path("data_dictionary.csv"),
) -> None:
    """Write the data dictionary: every column with its unit, rules and help."""
    from coprod_helpers.tables.schema import data_dictionary

    data_dictionary().to_csv(file, index=False, lineterminator="\n")
    typer.echo(f"Wrote {file}.")


def _open(council: str, store: str, archive: bool = False):
    """Open a council's workspace, and say how its name was read or from when it exists where that needs saying."""
    from coprod_helpers.workspace import open_workspace

    workspace = open_workspace(council, store, archive=archive)
    if workspace.council.note:
        typer.echo(workspace.council.note, err=True)
    return workspace


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
    workspace = _open(council, store, archive=True)
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
