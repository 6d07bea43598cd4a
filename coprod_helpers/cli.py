"""`coprod`: the command line. Every command imports what it needs when it is called, so that --help answers at once."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from coprod_helpers.errors import CoprodError, InputError, RunError

SOME_FAILED, BAD_REQUEST = 1, 2

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
    str, typer.Option(help="Address of the store, with {council} in it. Left out: COPROD_STORE, else a file under COPROD_HOME.")
]
Table = Annotated[str, typer.Option("--table", help="One table only, by its name.")]
Steps = Annotated[str, typer.Option(help="Steps, with commas between them; left out, all six.")]
Out = Annotated[str, typer.Option(help="Folder for runs' folders. Left out: COPROD_HOME/runs.")]
Parameter = Annotated[
    list[str], typer.Option("-p", help="A notebook's setting, name=value; may be given several times.")
]
AsOf = Annotated[str, typer.Option(help="The day on which the run stands, such as 2026-04-01. Left out: today.")]
Force = Annotated[bool, typer.Option("--force", help="Compute steps whose results are known already.")]
MemoryMb = Annotated[int, typer.Option(min=0, help="Memory that a step's kernel may have, in MB; 0 is no limit.")]
StepSeconds = Annotated[int, typer.Option(min=1, help="A step that takes longer is stopped and reported.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@app.command()
def run(
    council: Council,
    steps: Steps = "",
    store: Store = "",
    out: Out = "",
    parameter: Parameter = [],
    as_of: AsOf = "",
    force: Force = False,
    report: Annotated[bool, typer.Option(help="Write report.html and the documents, or tables alone.")] = True,
    memory_mb: MemoryMb = 2_000,
    step_seconds: StepSeconds = 900,
) -> None:
    """Take one council through the chain: tables, notebooks and report.html."""
    from coprod_helpers.chain.run import run_request

    request = _request(steps, store, out, parameter, as_of, force, report, memory_mb, step_seconds)
    with _progress("steps", (len(request.steps) or 6) + 1) as tell:
        done = run_request(council, request, tell)
    typer.echo(
        f"{len(done.computed)} steps computed, {len(done.taken)} taken from earlier runs, from revision {done.revision}."
    )
    typer.echo(f"Open in a browser: {done.report}" if report else f"Tables and notebooks: {done.folder}")


@app.command()
def batch(
    councils: Annotated[list[str], typer.Argument(metavar="[COUNCIL]...", help="Names or codes of councils.")] = [],
    all_: Annotated[bool, typer.Option("--all", help="Every council in force.")] = False,
    file: Annotated[str, typer.Option(help="A text file that names one council a line.")] = "",
    steps: Steps = "",
    store: Store = "",
    out: Out = "",
    parameter: Parameter = [],
    as_of: AsOf = "",
    force: Force = False,
    reports: Annotated[bool, typer.Option("--reports", help="Write each council's report and documents too.")] = False,
    workers: Annotated[int, typer.Option(help="Councils at work at once; 0, one for each processor, and with reports one more.")] = 0,
    scheduler: Annotated[str, typer.Option(help="Address of a Dask scheduler of your own, such as tcp://host:8786.")] = "",
    memory_mb: MemoryMb = 2_000,
    step_seconds: StepSeconds = 900,
) -> None:
    """Take many councils through the chain; given again, it goes on where it stopped."""
    from coprod_helpers.chain.batch import read_list, run_batch
    from coprod_helpers.chain.work import CURRENT, DONE, FAILED

    named = [*councils, *(read_list(Path(file)) if file else []), *(_all_codes() if all_ else [])]
    request = _request(steps, store, out, parameter, as_of, force, reports, memory_mb, step_seconds)
    with _batch_progress(len(named)) as tell:
        made = run_batch(named, request, workers, scheduler, tell)
    for notice in made.notices:
        typer.echo(notice)
    typer.echo(", ".join(f"{len(made.of(state))} {state}" for state in (DONE, CURRENT, FAILED)) + ".")
    _say_list("Failed", [f"{entry.council}: {entry.sentence}" for entry in made.of(FAILED)])
    typer.echo(f"What became of each council: {made.file}")
    if made.of(FAILED):
        raise typer.Exit(SOME_FAILED)


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
    format: Annotated[str, typer.Argument(help="excel, csv, 360giving, openreferral, organisations, wards, ratings, ratings2 or pabulib.")],
    file: Annotated[Path, typer.Argument(help="The file to read; for openreferral and ratings also a folder.")],
    table: Table = "",
    store: Store = "",
) -> None:
    """Read a file in; a faulty one is refused whole, with every mistake."""
    from coprod_helpers.exchange import FORMATS

    chosen = _format(FORMATS, format, "read")
    if table and format != "csv":
        raise InputError(f"--table goes with csv alone; {format} says itself which tables it holds. Leave it out.")
    if not file.is_file() and not (file.is_dir() and chosen.reads_folder):
        raise InputError(f"There is no file {file}.")
    workspace = _open(council, store)
    saved = chosen.read(workspace, file, table) if table else chosen.read(workspace, file)
    for notice in saved.notices:
        typer.echo(notice)
    _say_list("Worth a look", saved.warnings)
    typer.echo(str(saved).replace(" Run the cells below again to see what it changes.", ""))


@app.command()
def export(
    council: Council,
    format: Annotated[str, typer.Argument(help="excel, csv, ratings, ratings2 or appraisal.")],
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
    from coprod_helpers.chain.folders import only_one, runs_folder, settle_unfinished
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
        raise typer.Exit(SOME_FAILED)


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
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8866,
    public_url: Annotated[str, typer.Option(help="The address that people see, such as https://forms.example.gov.uk.")] = "",
    max_pages: Annotated[int, typer.Option(min=1, help="Pages that may be open at a time; others wait their turn.")] = 40,
    listen: Annotated[str, typer.Option(help="The address to listen on; this machine alone unless told otherwise.")] = "127.0.0.1",
    idle_minutes: Annotated[float, typer.Option(min=0.05, help="A page that nobody uses for so long is ended; what was filled in is kept.")] = 15,
    store: Store = "",
) -> None:
    """Serve the forms and pages that invitations open, until stopped."""
    from coprod_helpers.apps.server import serve as serve_pages

    typer.echo(f"Forms open at {public_url or f'http://{listen}:{port}'} by links of coprod invite. Stop with Ctrl+C.")
    serve_pages(port, public_url, max_pages, store, listen, idle_minutes)


@app.command()
def invite(
    council: Council,
    form: Annotated[str, typer.Argument(help="A form or page; left out, all invitations are listed.")] = "",
    name: Annotated[str, typer.Option(help="For one person: a rater's id where the form asks for one; for ward_page a ward's id.")] = "",
    until: Annotated[str, typer.Option(help="The last day it opens, such as 2026-12-31. Left out: in 30 days.")] = "",
    uses: Annotated[int | None, typer.Option(min=1, help="How often it may be sent in. Left out: once for one person, else no limit.")] = None,
    public_url: Annotated[str, typer.Option(help="The address that people see.")] = "http://127.0.0.1:8866",
    withdraw: Annotated[str, typer.Option(help="The id of an invitation to withdraw.")] = "",
    store: Store = "",
) -> None:
    """Make a link to one form or page of one council; list or withdraw invitations."""
    from coprod_helpers.apps.inviting import invitation_lines, link_to
    from coprod_helpers.workspace.invitations import withdraw_invitation

    workspace = _open(council, store)
    if withdraw:
        withdraw_invitation(workspace, withdraw)
        typer.echo(f"Invitation {withdraw} is withdrawn: its link opens nothing any more.")
    elif form:
        typer.echo(link_to(workspace, form, name, until, uses, public_url))
    else:
        typer.echo("\n".join(invitation_lines(workspace)))


@app.command()
def paper(
    council: Council,
    form: Annotated[str, typer.Argument(help="A public form.")],
    file: Annotated[Path | None, typer.Argument(help="The file to write; left out, FORM.html here.")] = None,
    language: Annotated[str, typer.Option(help="en or cy; English where the form is not done in it.")] = "en",
    name: Annotated[str, typer.Option(help="For one person: a rater's id where the form asks for one.")] = "",
    store: Store = "",
) -> None:
    """Write a form as a page to print; what comes back is typed in from the step's notebook."""
    from coprod_helpers.apps.paper import paper_form
    from coprod_helpers.workspace.home import write_whole

    target = file or Path(f"{form}.html")
    write_whole(target, paper_form(_open(council, store), form, language, name))
    typer.echo(f"Wrote {target}. Open it in a browser and print it.")


@app.command()
def erase(
    council: Council,
    row: Annotated[str, typer.Argument(metavar="ID", help="The id of a contact, of a person's answers, or of what came in by a form.")],
    store: Store = "",
    yes: Yes = False,
) -> None:
    """Erase a person: contact, answers or what was sent in by a form, and their history, for good."""
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
def invent(
    councils: Annotated[
        int | None, typer.Option(help="How many. Left out: as many as the register has in force.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed, other councils; the same seed, the same bytes.")] = 2026,
    store: Store = "",
    codes: Annotated[Path, typer.Option("--list", help="The file for their codes, one a line.")] = Path("invented.txt"),
) -> None:
    """Fill workspaces with invented councils of all kinds, for trials at scale; goes on where it was stopped."""
    from coprod_helpers.invented import by_kind, fill_all, plans, refuse_other_list, write_list

    planned = plans(councils, seed)
    refuse_other_list(codes)
    with _progress("councils", len(planned)) as tell:
        filled, refused = fill_all(councils, seed, store, tell)
    if refused:
        _say_left_alone(refused)
    if not filled:
        raise typer.Exit(SOME_FAILED)
    write_list(filled, codes)
    new = sum(each.is_new for each in filled)
    _say_invented(by_kind([each.plan for each in filled]))
    typer.echo(f"{new} councils were filled in, {len(filled) - new} were there already. Everything in them is invented.")
    typer.echo(f"They are kept in {_place(store)}; {codes} lists their codes.")
    typer.echo(f"Next: coprod batch --file {codes}" + (f" --store {_place(store)}" if store else ""))
    if refused:
        raise typer.Exit(SOME_FAILED)


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


def _place(store: str) -> str:
    """Return where workspaces are kept, without a password."""
    from coprod_helpers.workspace.home import folder
    from coprod_helpers.workspace.store import SETTING, without_password

    return without_password(store or os.environ.get(SETTING) or folder("workspaces"))


def _say_left_alone(refused: list[str]) -> None:
    """Say which workspaces hold other data, and what to do; the first few are enough to see why."""
    from coprod_helpers.errors import bullets
    from coprod_helpers.invented.filling import ELSEWHERE

    said = "One workspace was" if len(refused) == 1 else f"{len(refused)} workspaces were"
    for line in [f"{said} left as found:", *bullets(refused), ELSEWHERE]:
        typer.echo(line)


def _say_invented(rows) -> None:
    """Print what invented councils hold, a line for each kind."""
    from rich.console import Console
    from rich.table import Table as Shown

    shown = Shown(title="Invented councils", title_justify="left")
    for name in rows:
        shown.add_column(name, justify="left" if name == "Kind" else "right")
    for row in rows.itertuples(index=False):
        shown.add_row(*(cell if isinstance(cell, str) else f"{cell:,}" for cell in row))
    Console(width=None if sys.stdout.isatty() else 160).print(shown)


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


def _request(steps: str, store: str, out: str, parameter: list[str], as_of: str, force: bool, report: bool,
             memory_mb: int, step_seconds: float):
    """Return what the options of a run or a batch ask for."""
    from coprod_helpers.chain.execute import Limits
    from coprod_helpers.chain.run import Request

    chosen = tuple(entry.strip() for entry in steps.split(",") if entry.strip())
    return Request(chosen, store, out, _pairs(parameter), as_of, force, report, limits=Limits(step_seconds, memory_mb))


def _all_codes() -> list[str]:
    """Return the codes of all councils in force."""
    from coprod_helpers.workspace.register import councils_in_force

    return councils_in_force()["gss_code"].tolist()


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
def _bar(what: str, total: int):
    """Show a progress bar on standard error; gives it and its task."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn(f"{{task.completed}} of {{task.total}} {what}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        yield bar, bar.add_task("Beginning", total=total)


@contextlib.contextmanager
def _progress(what: str, total: int):
    """Show how far the steps of one council are, and give the function that moves it."""
    with _bar(what, total) as (bar, task):

        def tell(step: str, state: str) -> None:
            bar.update(task, description=f"{step}: {state}", advance=1 if state == "done" else 0)

        yield tell


@contextlib.contextmanager
def _batch_progress(total: int):
    """Show how far a batch is and what each council at work is doing, and give the function that moves it."""
    at_work, failed = {}, []
    with _bar("councils", total) as (bar, task):

        def tell(code: str, step: str, state: str) -> None:
            if step:
                at_work[code] = step
            else:
                at_work.pop(code, None)
                failed.extend([code] if state == "failed" else [])
            doing = ", ".join(f"{code} {step}" for code, step in list(at_work.items())[:4])
            bar.update(task, advance=0 if step or state == "begun" else 1)
            said = doing or ("Ended" if bar.finished else "Beginning")
            bar.update(task, description=said + (f" ({len(failed)} failed)" if failed else ""))

        yield tell


def main() -> None:
    """Run the command line; what a user can put right is said in a sentence, what is our fault stays a traceback."""
    try:
        app()
    except RunError as error:
        typer.echo(str(error), err=True)
        sys.exit(SOME_FAILED)
    except CoprodError as error:
        typer.echo(str(error), err=True)
        sys.exit(BAD_REQUEST)


if __name__ == "__main__":
    main()
