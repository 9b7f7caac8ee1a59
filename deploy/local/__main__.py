"""`python -m deploy.local`: runs everything on this machine, and checks what is derived from the code."""

import argparse
import importlib
import signal
import sys
from pathlib import Path
from types import FrameType

from deploy.local import configuration, containers, migrations, openapi, up
from deploy.local.binaries import NotStartable
from deploy.local.data_folder import FolderInUse
from deploy.local.ports import PortTaken
from deploy.local.stack import NotReady
from deploy.local.warden import ROOT

EXPECTED = (NotStartable, NotReady, PortTaken, FolderInUse)


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except EXPECTED as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _leave(number: int, frame: FrameType | None) -> None:
    """What was started is stopped, as after a Ctrl-C."""
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_up(commands.add_parser("up", help="start everything on fixed ports and print addresses and tokens"))
    _add_demo(commands.add_parser("demo", help="a month of 150 households through the whole chain, then a report"))
    _add_containers(commands.add_parser("containers", help="make the keys and settings that docker compose needs"))
    _add_openapi(commands.add_parser("openapi", help="write services/*/openapi.json and docs/problems.md"))
    _add_configuration(commands.add_parser("configuration", help="write docs/configuration.md"))
    _add_migrations(commands.add_parser("migrations", help="compare the migrations with the tables in the code"))
    return parser


def _add_up(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Starts an embedded PostgreSQL, intake (8101), decision (8102), payout (8103), audit (8104) and the sandbox: "
        "sign-in (8110), registers (8111) and bank (8112), all on 127.0.0.1. Ctrl-C stops them; the data stays."
    )
    parser.add_argument("--data", type=Path, default=ROOT / ".local" / "up", help="data folder (default: .local/up)")
    parser.add_argument("--replicas", type=int, choices=range(1, 6), default=1, help="processes of each service")
    parser.set_defaults(run=lambda options: up.run(options.data, options.replicas))


def _add_demo(parser: argparse.ArgumentParser) -> None:
    parser.description = "Runs on free ports and in a data folder of its own, which is made anew each time."
    parser.add_argument("--data", type=Path, default=ROOT / ".local" / "demo", help="folder (default: .local/demo)")
    parser.add_argument(
        "--against", type=Path, metavar="FOLDER", help="an installation in containers, made by `containers` in FOLDER"
    )
    parser.add_argument("--seed", type=int, help="another made-up month than the usual one")
    parser.set_defaults(run=_demo)


def _add_containers(parser: argparse.ArgumentParser) -> None:
    parser.description = "Makes keys, passwords and each container's environment. What is there stays as it is."
    folder = ROOT / ".local" / "containers"
    parser.add_argument("--data", type=Path, default=folder, help="folder (default: .local/containers)")
    parser.set_defaults(run=_containers)


def _add_openapi(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only compare; fail where a file differs")
    parser.set_defaults(run=_openapi)


def _add_configuration(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Writes the page of all settings. `openapi --check` finds it out of date, and so does `make check`."
    )
    parser.set_defaults(run=lambda _: configuration.write())


def _add_migrations(parser: argparse.ArgumentParser) -> None:
    parser.description = "Runs all migrations in a throw-away PostgreSQL and lists how the tables in the code differ."
    parser.add_argument("--check", action="store_true", required=True, help="the one thing that this command does")
    parser.set_defaults(run=_migrations)


def _demo(options: argparse.Namespace) -> int:
    demo = importlib.import_module("deploy.local.demo")  # not needed for anything else, and large
    return int(demo.run(options.data, options.seed, options.against) or 0)


def _containers(options: argparse.Namespace) -> None:
    containers.prepare(options.data)
    print(f"Ready: {options.data}. What comes next is in docs/containers.md.")


def _openapi(options: argparse.Namespace) -> int:
    if not options.check:
        openapi.write()
        return 0
    for file, lines in (found := openapi.differences()).items():
        print(f"{file.relative_to(ROOT)} is not what the code says. `make openapi` mends it.\n{lines}", file=sys.stderr)
    return 1 if found else 0


def _migrations(options: argparse.Namespace) -> int:
    for service, difference in (found := migrations.drift()).items():
        print(f"The migrations of {service} do not make the tables in its code: write one that does.", file=sys.stderr)
        print(difference, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    for ends_us in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):  # a background job starts with SIGINT ignored
        signal.signal(ends_us, _leave)
    sys.exit(main())
