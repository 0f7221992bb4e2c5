"""`comeback COMMAND ...`, in `.venv/bin`: what is asked of a running stack, from any folder of the checkout."""

import sys
from collections.abc import Sequence

from dev import doctor

_COMMANDS = {"doctor": doctor.main}
_USAGE = "usage: comeback doctor [URL OPERATOR_KEY]"


def main(arguments: Sequence[str]) -> int:
    """The command's exit status; 2 when there is no such command."""
    name, *rest = [*arguments, ""]
    if name not in _COMMANDS:
        print(_USAGE, file=sys.stderr)
        return 2
    return _COMMANDS[name](rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
