"""`make console-times`: what a browser loads for the console's first screen, and how soon a slow machine can use it."""

import subprocess
import sys

from tests.clients.browser import ROOT
from tests.clients.demo import look

if __name__ == "__main__":
    look("times.mjs")
    sys.exit(subprocess.run([sys.executable, ROOT / "console/size.py"], check=False).returncode)
