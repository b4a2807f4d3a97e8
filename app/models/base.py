"""Declarative base, naming of constraints, and the session."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, CheckConstraint, DateTime, Identity, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """Every table's base: text without length limits, instants with zone, JSON as JSONB."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy's own attribute)
        str: Text,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


class Numbered:
    """A table whose rows are told apart by a number that the database gives."""

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, sort_order=-1)


def one_of(column: str, members: type[StrEnum] | Iterable[str]) -> CheckConstraint:
    """A CHECK that ``column`` holds one of ``members``; text with a check is easier to extend than an enum type."""
    values = ", ".join(f"'{member}'" for member in members)
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_known")


class Database(SQLAlchemy):
    """Flask-SQLAlchemy, with its session typed as what services take."""

    if TYPE_CHECKING:
        # The scoped session hands every method on to the session of this context.
        session: Session  # type: ignore[assignment]


db = Database(metadata=Base.metadata)
