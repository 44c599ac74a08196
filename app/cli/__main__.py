"""`python -m app.cli` is `nudge`."""

import sys

from app.cli.main import main

sys.exit(main())
