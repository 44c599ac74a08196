"""The interface of every object with an id, as Relay defines it (relay.dev/graphql/objectidentification.htm)."""

import strawberry

from app.graphql.schema.common.fields import output_field


@strawberry.interface(description="An object whose id is unique in the whole API. `node` finds it by that id.")
class Node:
    id: strawberry.ID = output_field("The id. Its prefix names the kind of the object.")
