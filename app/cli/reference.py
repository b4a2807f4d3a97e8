"""``flask --app wsgi reference load``: bring the database to the shipped reference data."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from app.domain.quota_order import OrderFaultsError
from app.domain.reference_rows import RowError
from app.domain.roles import SYSTEM
from app.models import db
from app.services import reference_loading

SHIPPED = Path(__file__).resolve().parents[2] / "assets" / "reference"
group = AppGroup("reference", help="Reference data: regions, acts, figures of the law, quotas.")


@group.command("load")
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=SHIPPED,
    help="Folder with the CSV files (default: those shipped).",
)
def load(folder: Path) -> None:
    """Load the reference data; a repeated run changes nothing.  Prints what changed."""
    try:
        changes = reference_loading.load(db.session, folder, actor=SYSTEM, now=datetime.now(UTC))
    except RowError as error:
        raise click.ClickException(f"{folder}: {error}") from error
    except OrderFaultsError as error:
        lines = "\n".join(f"row {fault.line}, {fault.column}: {fault.code} {fault.value}" for fault in error.faults)
        raise click.ClickException(f"{folder / 'quotas.csv'}:\n{lines}") from error
    db.session.commit()
    for change in changes:
        fields = f" ({', '.join(change.fields)})" if change.fields else ""
        click.echo(f"{change.kind}: {change.what}{fields}")
    click.echo(f"{sum(change.kind != 'kept' for change in changes)} changes")
