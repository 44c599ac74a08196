"""`nudge schema`."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from graphql import GraphQLSyntaxError

from app.cli.faults import Complaint
from app.graphql.api import print_sdl
from app.graphql.guard import compat


def schema(
    *,
    since: Annotated[
        Path | None, Parameter(help="Instead, prints the changes that would break callers of the schema in this file.")
    ] = None,
) -> int:
    """Prints the GraphQL schema."""
    if since is None:
        print(print_sdl().rstrip("\n"))
        return 0
    try:
        before = since.read_text()
        found = compat.faults(before, print_sdl(), datetime.now(UTC).date())
    except OSError as error:
        raise Complaint(f"The file {since} cannot be read: {error.strerror}.", 2) from error
    except (UnicodeDecodeError, GraphQLSyntaxError, TypeError) as error:
        raise Complaint(f"The file {since} is no GraphQL schema.", 2) from error
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0
