"""The models as migrations leave them, built when an operation asks for one.

Tortoise builds them anew for each operation, twice, which took ten seconds of CPU for all migrations. Most operations
need no model, and the others need one and those that its foreign keys lead to.
"""

from collections.abc import Mapping
from typing import Self

from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.models import Model

Key = tuple[str, str]


class LazyApps(StateApps):
    """Builds a model, and all that its foreign keys lead to, when it is asked for."""

    def __init__(self, states: Mapping[Key, ModelState], default_connections: dict[str, str]) -> None:
        super().__init__(default_connections)
        self._states = states

    def get_model(self, app_label: str, model_name: str | None = None) -> type[Model]:
        key = self.split_reference(app_label) if model_name is None else (app_label, model_name)
        if key[1] not in self.apps.get(key[0], {}):
            self._build(key)
            self._init_relations()
            self._build_initial_querysets()
        return super().get_model(*key)

    def _build(self, key: Key) -> None:
        """A model that no migration has made yet is left out, and its absence is found at the end of the migration."""
        if key not in self._states or key[1] in self.apps.get(key[0], {}):
            return
        self.register_model(key[0], self._states[key].render(self))
        for field in self._states[key].fields.values():
            if isinstance(field, ForeignKeyFieldInstance):
                self._build(self.split_reference(field.model_name))


class LazyState(State):
    """The state after some migrations, whose models are built when they are asked for. Begins empty."""

    def __init__(self, default_connections: dict[str, str], models: dict[Key, ModelState] | None = None) -> None:
        models = {} if models is None else models
        super().__init__(models, LazyApps(models, default_connections))
        self._default_connections = default_connections

    def _find_related_models(self, app_label: str, model_name: str) -> set[Key]:
        return set()

    def _reload(self, models_to_reload: set[Key]) -> None:
        """What has been built is no longer what the migrations leave."""
        self.apps.apps.clear()

    def clone(self) -> Self:
        return type(self)(self._default_connections, {key: model.clone() for key, model in self.models.items()})
