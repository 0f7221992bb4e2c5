"""`python -m dev.altegio`."""

from __future__ import annotations

import sys

from dev.altegio.cli import main

sys.exit(main(sys.argv[1:]))
