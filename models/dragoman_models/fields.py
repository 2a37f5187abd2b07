"""Typed reading of tables that people write: errors name the table and the field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from dragoman_models.errors import InvalidInputError

__all__ = ["Fields"]

_REQUIRED: Final = object()


class Fields:
    """Read one table's fields by name and type.

    `where` names the table in errors ("catalog entry 'brief'"); `values` is what
    a TOML or JSON reader made of it. A field without a default must be present.

    Every method raises InvalidInputError when the field is missing or of another
    type than it says; the error's `field` is the field's name. A JSON null counts
    as missing.
    """

    def __init__(self, where: str, values: Mapping[str, object]) -> None:
        self._where = where
        self._values = values

    def refuse(self, name: str, message: str) -> InvalidInputError:
        """Make the error that says what is wrong with one field."""
        return InvalidInputError(name, f"{self._where}: field {name!r} {message}")

    def text(self, name: str, default: object = _REQUIRED) -> str:
        """Read a string that is not empty."""
        value = self._get(name, default)
        if value is default and isinstance(value, str):
            return value
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(name, f"must be a text that is not empty, not {value!r}")
        return value

    def optional_text(self, name: str) -> str | None:
        """Read a string, or None where the field is absent or null."""
        value = self._get(name, None)
        return None if value is None else self.text(name)

    def choice(self, name: str, choices: Collection[str], default: object = _REQUIRED) -> str:
        """Read a string that is one of the choices."""
        value = self._get(name, default)
        if not isinstance(value, str) or value not in choices:
            raise self.refuse(name, f"is {value!r}; choose one of: {', '.join(choices)}")
        return value

    def whole_number(self, name: str, default: object = _REQUIRED, *, least: int = 1) -> int:
        """Read a whole number that is at least `least`."""
        value = self._get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.refuse(name, f"must be a whole number of at least {least}, not {value!r}")
        return value

    def truth(self, name: str, default: object = _REQUIRED) -> bool:
        """Read a truth value."""
        value = self._get(name, default)
        if not isinstance(value, bool):
            raise self.refuse(name, f"must be true or false, not {value!r}")
        return value

    def texts(self, name: str, choices: Collection[str]) -> tuple[str, ...]:
        """Read a list of strings, each one of the choices, at least one of them."""
        value = self._get(name, _REQUIRED)
        if not isinstance(value, list) or not value:
            raise self.refuse(name, f"must be a list that is not empty, not {value!r}")
        for item in value:
            if item not in choices:
                raise self.refuse(name, f"holds {item!r}; choose from: {', '.join(choices)}")
        return tuple(value)

    def table(self, name: str) -> Mapping[str, object]:
        """Read a table; an absent one is empty."""
        value = self._get(name, {})
        if not isinstance(value, Mapping):
            raise self.refuse(name, f"must be a table, not {value!r}")
        return MappingProxyType(dict(value))

    def inner(self, name: str) -> Fields:
        """Read a table by its fields; an absent one has none."""
        return Fields(f"{self._where}: {name}", self.table(name))

    def text_table(self, name: str) -> Mapping[str, str]:
        """Read a table of strings; an absent one is empty."""
        read: dict[str, str] = {}
        for key, value in self.table(name).items():
            if not isinstance(value, str) or not value:
                raise self.refuse(f"{name}.{key}", f"must be a text, not {value!r}")
            read[key] = value
        return MappingProxyType(read)

    def number_table(self, name: str) -> Mapping[str, float]:
        """Read a table of numbers; an absent one is empty."""
        read: dict[str, float] = {}
        for key, value in self.table(name).items():
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise self.refuse(f"{name}.{key}", f"must be a number, not {value!r}")
            read[key] = value
        return MappingProxyType(read)

    def reject_unknown(self, known: Collection[str]) -> None:
        """Refuse a field that means nothing here, which is a slip of the pen."""
        for name in self._values:
            if name not in known:
                raise self.refuse(name, f"is unknown; the fields are: {', '.join(sorted(known))}")

    def _get(self, name: str, default: object) -> object:
        value = self._values.get(name)
        if value is not None:
            return value
        if default is _REQUIRED:
            raise self.refuse(name, "is missing")
        return default
