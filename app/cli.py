"""The command `journeyman`: what the person types, and how failures are told.

Exit codes: 0 done; 1 the job failed; 2 bad usage; 3 this machine lacks something; 130 stopped by
the person. With `--json`, stdout carries one JSON object and nothing else.
"""

import sys
from importlib import import_module
from typing import Final

import click

from app.logs import start_logging
from app.settings import load_settings
from app.wiring import Wiring
from app.words import plain
from tracker.errors import JourneymanError, Malformed, Refused, Unavailable

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_LACKING = 3
EXIT_STOPPED = 130


_COMMANDS: Final = {
    "record": "recording:record",
    "stop": "recording:stop",
    "pause": "recording:pause",
    "resume": "recording:resume",
    "forget": "recording:forget",
    "private": "recording:private",
    "rebuild": "recording:rebuild",
    "tasks": "tasks:tasks",
    "describe": "tasks:describe",
    "cut": "cutting:cut",
    "list": "library:list_",
    "show": "library:show",
    "confirm": "agent:confirm",
    "delete": "library:delete",
    "restore": "library:restore",
    "search": "memory:search",
    "complete": "understanding:complete",
    "export": "exchange:export",
    "import": "exchange:import_",
    "secrets": "secrets:secrets",
    "replay": "agent:replay",
    "do": "agent:do",
    "ground": "screen:ground",
    "parse": "screen:parse",
    "stage": "machine:stage",
    "models": "models:models",
    "train": "train:train",
    "harvest": "harvest:harvest",
    "doctor": "machine:doctor",
}
"""Where each command stands below `app.commands`, in the order in which help lists them."""


class _Commands(click.Group):
    """Loads a command when it is asked for: a recorder has no use for a reader of text."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name].split(":")
        command = getattr(import_module(f"app.commands.{module}"), name)
        assert isinstance(command, click.Command)
        return command


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="journeyman")
@click.pass_context
def journeyman(context: click.Context) -> None:
    """Show your computer a job once; it does it again. Without a command: the tray app."""
    settings = load_settings()
    start_logging(settings.home / "logs", settings.log_level)
    context.obj = context.with_resource(Wiring(settings))
    if context.invoked_subcommand is None:
        from app.gui import run_tray  # Qt is loaded for the tray alone

        context.exit(run_tray(context.obj))


def main(arguments: list[str] | None = None) -> None:
    """Ends the process with its exit code; a failure is one line on stderr."""
    try:
        code = journeyman.main(args=arguments, prog_name="journeyman", standalone_mode=False)
    except click.exceptions.Abort:
        code = _fail("Stopped.", EXIT_STOPPED)
    except KeyboardInterrupt:
        code = _fail("Stopped.", EXIT_STOPPED)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx is not None else "journeyman"
        code = _fail(f"{error.format_message()} See `{command} --help`.", EXIT_USAGE)
    except click.ClickException as error:
        code = _fail(error.format_message(), error.exit_code)
    except JourneymanError as error:
        code = _fail(str(error), exit_code(error))
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away, which is no failure
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


def exit_code(error: JourneymanError) -> int:
    match error:
        case Unavailable():
            return EXIT_LACKING
        case Refused() | Malformed():
            return EXIT_FAILED
        case _:
            raise error


def _fail(line: str, code: int) -> int:
    click.echo(f"journeyman: {plain(' '.join(line.split()))}", err=True)
    return code
