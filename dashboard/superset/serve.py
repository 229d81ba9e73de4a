"""Import the dashboards into a Superset of this machine, and serve or look at them.

`make superset` serves them on http://localhost:8088, user and password admin.
`make test-superset` opens each in Chromium (tests/report/look_superset.mjs) and ends
with an error when a chart has none of its data. Needs dist/competency.duckdb and
.venv-superset; for looking Node.js 20 and Chromium too.
"""

from __future__ import annotations

import http.client
import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

import bundle

PROJECT = Path(__file__).parents[2]
SUPERSET = PROJECT / ".venv-superset" / "bin" / "superset"
START_SECONDS = 120


def environment(home: Path, look: bool) -> dict[str, str]:
    """What every command of Superset is given.

    Args:
        home: folder of its own data.
        look: whether a browser looks, without logging in.
    """
    secret = home / "secret"
    if not secret.exists():
        home.mkdir(parents=True, exist_ok=True)
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_hex(32), encoding="utf-8")
    config = Path(__file__).with_name("superset_config.py")
    return {
        **os.environ,
        "FLASK_APP": "superset",
        "SUPERSET_HOME": str(home),
        "SUPERSET_CONFIG_PATH": str(config),
        **({"COMPETENCY_LOOK": "1"} if look else {}),
    }


def set_up(surroundings: dict[str, str]) -> None:
    """Make Superset's own database, and import the dashboards."""
    file = PROJECT / "dist" / "competency.duckdb"
    if not file.is_file():
        raise click.ClickException(
            f"{file} is not there. Build and publish: make warehouse."
        )
    archive = PROJECT / "dist" / "competency_superset.zip"
    bundle.write(archive, file)
    log = Path(surroundings["SUPERSET_HOME"]) / "set_up.txt"
    with log.open("w", encoding="utf-8") as said:
        for command in (
            ["db", "upgrade"],
            ["init"],
            [
                *("fab", "create-admin", "--username", "admin", "--password", "admin"),
                *("--firstname", "Example", "--lastname", "Admin"),
                *("--email", "admin@example.org"),
            ],
            ["import-dashboards", "--path", str(archive), "--username", "admin"],
        ):
            done = subprocess.run(
                [str(SUPERSET), *command],
                env=surroundings,
                stdout=said,
                stderr=subprocess.STDOUT,
                check=False,
            )
            if done.returncode:
                raise click.ClickException(
                    f"superset {command[0]} failed; {log} says why."
                )


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            connection = http.client.HTTPConnection("localhost", port, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            pass
        time.sleep(1)
    raise click.ClickException(f"Superset does not answer on port {port}.")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--look", is_flag=True, help="Open every dashboard in Chromium, and end.")
@click.option("--port", default=8088, show_default=True, help="Port to serve on.")
@click.option(
    "--pictures",
    type=click.Path(exists=True, file_okay=False, resolve_path=True),
    metavar="DIR",
    help="With --look: put a picture of each dashboard here.",
)
def main(look: bool, port: int, pictures: str | None) -> None:
    """Import the dashboards into a Superset of this machine, and serve them."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) if look else PROJECT / "build" / "superset"
        surroundings = environment(home, look)
        click.echo("Setting up Superset, which takes a minute ...")
        set_up(surroundings)
        server = f"http://localhost:{port}"
        with (home / "server.txt").open("wb") as said:
            process = subprocess.Popen(
                [str(SUPERSET), "run", "--port", str(port)],
                env=surroundings,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
            try:
                wait_for(port, process)
                if not look:
                    click.echo(f"{server}, user and password admin. Ctrl-C ends it.")
                    process.wait()
                    return
                boards = [
                    f"competency-{key}={sum(map(len, board['rows']))}"
                    for key, board in bundle.read_spec()["dashboards"].items()
                ]
                looked = subprocess.run(
                    [
                        *("node", "look_superset.mjs"),
                        *(("--pictures", pictures) if pictures else ()),
                        *(server, *boards),
                    ],
                    cwd=PROJECT / "tests" / "report",
                    check=False,
                )
                sys.exit(looked.returncode)
            except KeyboardInterrupt:
                click.echo("Ended.")
            finally:
                process.terminate()
                process.wait()


if __name__ == "__main__":
    main()
