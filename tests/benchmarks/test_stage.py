"""What a bench reads of a process while the processes around it come and go."""

import subprocess

from benchmarks.stage import children_of, cpu_of_all

SEEN = 200
USED_SECONDS = 0.2  # many clock ticks, so that the time of children that ended is in it


def test_children_that_end_while_they_are_read_are_counted_by_their_parent() -> None:
    """A shell starts one short process after the other; each look at all of them gives a time that only grows."""
    shell = subprocess.Popen(["sh", "-c", "while :; do /bin/true; done"])
    try:
        used, with_child = [0.0], 0
        while with_child < SEEN or used[-1] < USED_SECONDS:
            with_child += bool(children_of(shell.pid))
            used.append(cpu_of_all(shell.pid))
        assert used == sorted(used)
    finally:
        shell.kill()
        shell.wait()
