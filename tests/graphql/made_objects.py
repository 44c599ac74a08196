"""Objects of every type of the API without a database, queries for them, and faults planted in both.

An object is made without its `__init__`: each field that is read from it in one step has a value of its type, or now
and then one that the type does not allow, an error, or none. Fields with a resolver of their own find nothing that they
need in it, and fail, which is part of what is compared.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from app.concurrency import GiveWay, Turns
from app.graphql.api import schema
from app.graphql.guard.budget import Budget
from app.graphql.plans import Plans

CORE = schema._schema
SCALARS: dict[str, Any] = {
    "String": "text",
    "Int": 7,
    "Float": 0.5,
    "Boolean": True,
    "ID": "lead_1",
    "DateTime": datetime(2026, 2, 16, 15, tzinfo=UTC),
    "Date": date(2026, 2, 16),
    "JSON": {"a": [1]},
    "PhoneNumber": "+14155550101",
}
DEEP = 3
USED = "a: __typename @include(if: $yes) b: __typename @skip(if: $no)"  # a variable must be used


@dataclass
class Made:
    """The context of one execution."""

    budget: Budget = field(default_factory=Budget)
    plans: Plans = field(default_factory=Plans)
    give_way: GiveWay = field(default_factory=lambda: Turns(lambda: 0.0).of("a"))


def kinds() -> list[GraphQLObjectType]:
    """The types whose objects can be made: those that Strawberry defined, without the roots."""
    roots = {CORE.query_type, CORE.mutation_type, CORE.subscription_type}
    return [
        kind
        for name, kind in sorted(CORE.type_map.items())
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__") and kind not in roots
    ]


def rooted(values: dict[str, list[Any]]) -> GraphQLSchema:
    """A schema whose fields are named as the types of the API, and answer these objects."""

    def of(name: str) -> Callable[..., Any]:
        return lambda *_: values.get(name, [])

    fields = {kind.name: GraphQLField(GraphQLList(kind), resolve=of(kind.name)) for kind in kinds()}
    return GraphQLSchema(query=GraphQLObjectType("Roots", fields), types=kinds())


class Maker:
    """Makes objects and queries from a seed."""

    def __init__(self, seed: int) -> None:
        self.draw = Random(seed)
        self.faults = self.draw.choice([0.0, 0.02, 0.1])
        self.fragments: list[str] = []

    # ---------------------------------------------------------------- objects

    def object(self, kind: GraphQLObjectType, deep: int = DEEP) -> Any:
        definition = kind.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
        made = object.__new__(definition.origin)
        for one in definition.fields:
            name = schema.config.name_converter.get_graphql_name(one)
            if name in kind.fields:
                made.__dict__[one.python_name] = self.value(kind.fields[name].type, deep)
        return made

    def value(self, kind: GraphQLOutputType, deep: int) -> Any:
        if self.draw.random() < self.faults:
            return self.draw.choice([None, RuntimeError("planted"), object(), [None], "no enum", 2**40])
        if isinstance(kind, GraphQLNonNull):
            return self.right(kind.of_type, deep)
        return None if self.draw.random() < 0.2 else self.right(kind, deep)

    def right(self, kind: Any, deep: int) -> Any:
        match kind:
            case GraphQLList():
                count = self.draw.randint(0, 3) if deep else 0
                return [self.value(kind.of_type, deep) for _ in range(count)]
            case GraphQLObjectType():
                return self.object(kind, deep - 1) if deep > 0 else None
            case GraphQLInterfaceType() | GraphQLUnionType():
                return self.object(self.draw.choice(CORE.get_possible_types(kind)), deep - 1) if deep > 0 else None
            case GraphQLEnumType():
                return self.draw.choice(list(kind.values.values())).value
            case GraphQLScalarType():
                return SCALARS[kind.name]
        raise AssertionError(kind)

    # ---------------------------------------------------------------- queries

    def query(self, kind: GraphQLObjectType) -> str:
        body = self.selection(kind, DEEP)
        whole = f"query ($yes: Boolean!, $no: Boolean = false) {{ {USED} all: {kind.name} {body} }}"
        return " ".join([whole, *self.fragments])

    def selection(self, kind: Any, deep: int) -> str:
        if isinstance(kind, GraphQLUnionType):
            some = self.draw.choice(CORE.get_possible_types(kind))
            return f"{{ __typename ... on {some.name} {self.selection(some, deep - 1)} }}"
        usable = [name for name, one in kind.fields.items() if not any(arg.type for arg in one.args.values())]
        leaves = [name for name in usable if is_leaf_type(get_named_type(kind.fields[name].type))]
        below = [name for name in usable if name not in leaves] if deep > 0 else []
        parts = ["__typename", *self.some(leaves, 5)]
        parts += [
            f"{name} {self.selection(get_named_type(kind.fields[name].type), deep - 1)}" for name in self.some(below, 3)
        ]
        parts = [self.decorated(one, number) for number, one in enumerate(parts)]
        if leaves and self.draw.random() < 0.4:
            inner = " ".join(self.some(leaves, 3)) or "__typename"
            if self.draw.random() < 0.5:
                parts.append(f"... on {kind.name} {self.directive()} {{ {inner} }}")
            else:
                name = f"F{len(self.fragments)}"
                self.fragments.append(f"fragment {name} on {kind.name} {{ {inner} }}")
                parts.append(f"...{name} {self.directive()}")
        return f"{{ {' '.join(parts)} }}"

    def some(self, names: list[str], most: int) -> list[str]:
        return self.draw.sample(names, min(len(names), self.draw.randint(0, most)))

    def decorated(self, part: str, number: int) -> str:
        if self.draw.random() < 0.2:
            part = f"a{number}: {part}"
        if self.draw.random() < 0.15:
            head, brace, rest = part.partition(" {")
            part = f"{head} {self.directive()}{brace}{rest}"
        return part

    def directive(self) -> str:
        return self.draw.choice(["", "@include(if: $yes)", "@skip(if: $yes)", "@skip(if: $no)", "@include(if: $no)"])
