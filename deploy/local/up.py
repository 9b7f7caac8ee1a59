"""`up`: the stack on its fixed ports, until Ctrl-C. The data stays in the folder, and the next `up` goes on with it.
With `replicas`, each service is that many processes on its port."""

import time
from pathlib import Path
from shlex import quote

from deploy.local.binaries import NotStartable
from deploy.local.roles import SERVICES
from deploy.local.stack import FIXED_PORTS, Part, Stack
from deploy.sandbox.persons import household, staff
from shared.auth.callers import STAFF, Role

MUNICIPALITY = "1261"
LOOK_SECONDS = 1.0


def run(data: Path, replicas: int = 1) -> None:
    started = time.monotonic()
    print("Starting PostgreSQL, four services and the sandbox …", flush=True)
    with Stack(data, ports=FIXED_PORTS, parts=[Part.WHOLE] * replicas) as stack:
        print(_welcome(stack, time.monotonic() - started), flush=True)
        try:
            _keep_running(stack)
        except KeyboardInterrupt:
            print("\nStopping …", flush=True)
    print(f"Stopped. The data stays in {data}.")


def _keep_running(stack: Stack) -> None:
    while True:
        time.sleep(LOOK_SECONDS)
        try:
            for name, code in stack.mend().items():
                print(f"{name} ended with code {code}; started again. See {stack.data}/logs/{name}.log", flush=True)
        except NotStartable as error:
            print(error, flush=True)


def _welcome(stack: Stack, seconds: float) -> str:
    return "\n".join(
        [
            f"Ready after {seconds:.1f} s. Ctrl-C stops everything. Data and logs: {stack.data}",
            "",
            f"Addresses, and tokens for municipality {MUNICIPALITY}: one test person per role, for an hour:",
            "",
            *(f"export {name}={quote(value)}" for name, value in variables(stack).items()),
            "",
            "For example (the README has a whole walk):",
            '  curl -H "Authorization: Bearer $REGISTRAR" $INTAKE/v1/applications',
            "Another token:",
            f"  curl -X POST {stack.urls['signin']}/token -H 'Content-Type: application/json' \\",
            f"    -d '{_example_request()}'",
            f"What each service can do: {', '.join(f'{stack.urls[name]}/v1/openapi.json' for name in SERVICES)}",
        ]
    )


def variables(stack: Stack) -> dict[str, str]:
    """What the README's walk uses: INTAKE and the other addresses, REGISTRAR and the other tokens, and KEYS, the folder
    of public keys."""
    addresses = {name.upper(): url for name, url in stack.urls.items()} | {"KEYS": str(stack.place.keys.folder)}
    return addresses | {_variable(role): token for role, token in _tokens(stack).items()}


def _tokens(stack: Stack) -> dict[Role, str]:
    people = {role: staff(index).number.digits for index, role in enumerate(role for role in Role if role in STAFF)}
    people = {Role.CITIZEN: household(0).adults[0].number.digits, **people}
    return {role: stack.token(number, [role.value], MUNICIPALITY) for role, number in people.items()}


def _example_request() -> str:
    number = staff(0).number.digits
    return f'{{"personalNumber": "{number}", "roles": ["registrar"], "municipality": "{MUNICIPALITY}"}}'


def _variable(role: Role) -> str:
    """economySecretary → ECONOMY_SECRETARY."""
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in role.value)
