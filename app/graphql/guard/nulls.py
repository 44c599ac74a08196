"""Null for an optional variable that is used where null is not allowed but a default is.

By the specification such a document is valid and such a call is an error (GraphQL, October 2021, 5.8.5 and 6.4.1). But
a client that sends every variable sends null for a variable that it has no value for. It means: not given.
"""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLSchema,
    NonNullTypeNode,
    TypeInfo,
    Undefined,
    ValidationContext,
    get_operation_ast,
    is_non_null_type,
)


def without_nulls(
    schema: GraphQLSchema, document: DocumentNode, operation_name: str | None, variables: Mapping[str, Any]
) -> dict[str, Any]:
    """The variables without those that are null and only used where a default takes the place of null."""
    operation = get_operation_ast(document, operation_name)
    assert operation is not None
    usages = ValidationContext(schema, document, TypeInfo(schema), lambda _: None).get_recursive_variable_usages(
        operation
    )
    required = {
        one.variable.name.value for one in operation.variable_definitions or () if isinstance(one.type, NonNullTypeNode)
    }
    kept = {
        usage.node.name.value
        for usage in usages
        if not is_non_null_type(usage.type) or usage.default_value is Undefined
    }
    return {name: value for name, value in variables.items() if value is not None or name in required | kept}
