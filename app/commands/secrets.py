"""`journeyman secrets`: what a replay may type without asking."""

import json
import sys

import click

from app.keychain import Entry
from app.wiring import Wiring

_JOB = click.option("--job", type=int, help="For this recording alone.")


@click.group()
def secrets() -> None:
    """Secrets by name, in the system's keyring; a recording has {secret:NAME} in their place."""


@secrets.command("set")
@click.argument("name")
@_JOB
@click.pass_obj
def set_(wiring: Wiring, name: str, job: int | None) -> None:
    """Keep the value of NAME. It is asked for unseen, or read from a pipe."""
    entry = Entry(name, job)
    if sys.stdin.isatty():
        value = click.prompt(name, hide_input=True, confirmation_prompt=True, err=True)
    else:
        value = sys.stdin.readline().rstrip("\r\n")
    wiring.keychain.set(entry, value)
    click.echo(f"{entry.key} is in the keyring.")


@secrets.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_obj
def list_(wiring: Wiring, as_json: bool) -> None:
    """The names, and whether the keyring still has them; never a value."""
    keychain = wiring.keychain
    found = [
        {"name": entry.name, "job": entry.job, "kept": keychain.get(entry) is not None}
        for entry in keychain.entries()
    ]
    if as_json:
        click.echo(json.dumps({"secrets": found}))
        return
    for one in found:
        whose = "" if one["job"] is None else f"  for recording {one['job']} alone"
        gone = "" if one["kept"] else "  (no longer in the keyring)"
        click.echo(f"{one['name']}{whose}{gone}")
    if not found:
        click.echo("No secrets are kept. `journeyman secrets set NAME` keeps one.")


@secrets.command()
@click.argument("name")
@_JOB
@click.pass_obj
def remove(wiring: Wiring, name: str, job: int | None) -> None:
    """Take NAME out of the keyring."""
    entry = Entry(name, job)
    wiring.keychain.remove(entry)
    click.echo(f"{entry.key} is gone from the keyring.")
