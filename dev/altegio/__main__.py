"""`python -m dev.altegio`."""

import sys

from dev.altegio.cli import main

sys.exit(main(sys.argv[1:]))
