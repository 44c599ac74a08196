"""What has an id, as Relay knows it (relay.dev/graphql/objectidentification.htm)."""

import strawberry

from app.graphql.fields import told


@strawberry.interface(description="Whatever has an id that is its own in the whole API; `node` finds it again.")
class Node:
    id: strawberry.ID = told("The id: its prefix tells the kind.")
