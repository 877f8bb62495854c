"""`aftercare`: everything an operator does with a running system."""

import typer

from aftercare_operator import graves, patients

app = typer.Typer(
    no_args_is_help=True,
    help="Everything an operator does. Ends with 0 when done, 1 when not all was, 2 when it cannot be, "
    "3 when a server is away.",
    pretty_exceptions_show_locals=False,
)
app.command("import")(patients.import_file)
app.command()(patients.export)
app.command()(patients.forget)
app.command()(patients.timeline)
app.add_typer(graves.app, name="graveyard")

if __name__ == "__main__":
    app()
