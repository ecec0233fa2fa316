"""PostgreSQL as Django speaks to it, but that it keeps and sorts what it is given as SQLite does."""

from typing import Any

from django.db.backends.postgresql import base, features, operations
from psycopg.types.json import Json
from psycopg.types.string import TextLoader


class DatabaseFeatures(features.DatabaseFeatures):
    """What the server has."""

    minimum_database_version = (15,)  # the oldest that the tests run on


class DatabaseOperations(operations.DatabaseOperations):
    """What is said to the server."""

    def adapt_json_value(self, value: Any, encoder: Any) -> Any:
        """Send JSON that keeps its order."""
        return Json(value, dumps=operations.get_json_dumps(encoder))


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection, and what the columns are."""

    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
    data_types = base.DatabaseWrapper.data_types | {
        # Names come in the order of their characters, wherever the server was set up.
        "CharField": 'varchar(%(max_length)s) COLLATE "C"',
        "SlugField": 'varchar(%(max_length)s) COLLATE "C"',
        "JSONField": "json",  # jsonb forgets the order of the stages of a session
    }

    def get_connection_params(self) -> dict[str, Any]:
        """Leave the reading of JSON to the field."""
        params: dict[str, Any] = super().get_connection_params()
        params["context"].register_loader("json", TextLoader)
        return params
