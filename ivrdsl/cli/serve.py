"""`ivrdsl serve`: the local stand-in for the platform's HTTP API."""

from pathlib import Path

import click

from ivrdsl.serve.settings import PORT, Settings


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True)
@click.option("--database", type=click.Path(dir_okay=False, path_type=Path), help="Keep everything in this file.")
def command(port: int, database: Path | None) -> None:
    """Run a local stand-in for the platform's HTTP API."""
    import uvicorn

    from ivrdsl.serve.app import application

    uvicorn.run(application(Settings(database=database)), port=port, access_log=False)
