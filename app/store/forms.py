"""Forms of quizzes that were made here: a form's code gives it again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy import ForeignKey
from sqlalchemy import Index
from sqlalchemy import String
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import update
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

from app.store.models import Base

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy import Connection
    from sqlalchemy import Row

    AnyRow = Row[*tuple[Any, ...]]


class FormRow(Base):
    """A form, by its code: ``form`` is its blueprint, its seed and what stands in each version.

    ``fingerprint`` is the bank's at that time: the same one gives the same form.
    """

    __tablename__ = "quiz_form"
    __table_args__ = (Index("ix_quiz_form_bank", "learner_id", "bank_id", "made_at"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    bank_id: Mapped[str] = mapped_column(ForeignKey("bank.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    form: Mapped[dict[str, Any]]
    made_at: Mapped[int] = mapped_column(BigInteger)


_FORMS = select(FormRow.code, FormRow.form, FormRow.made_at)


def keep(connection: Connection, **values: Any) -> None:
    """Store a form; the same code again changes nothing."""
    found = find(connection, values["learner_id"], values["bank_id"], values["code"])
    if found is None:
        connection.execute(insert(FormRow).values(**values))


def find(connection: Connection, learner: str, bank: str, code: str) -> AnyRow | None:
    """Return code, form and day of one form, or None."""
    return connection.execute(_FORMS.where(*_of(learner, bank), FormRow.code == code)).first()


def newest(connection: Connection, learner: str, bank: str, most: int) -> list[AnyRow]:
    """Return a learner's forms of a bank, newest first."""
    order = FormRow.made_at.desc(), FormRow.code
    rows = connection.execute(_FORMS.where(*_of(learner, bank)).order_by(*order).limit(most))
    return list(rows)


def change(
    connection: Connection, learner: str, bank: str, code: str, form: dict[str, Any]
) -> None:
    """Store what is kept of a form anew."""
    connection.execute(
        update(FormRow).where(*_of(learner, bank), FormRow.code == code).values(form=form)
    )


def _of(learner: str, bank: str) -> tuple[ColumnElement[bool], ...]:
    return FormRow.learner_id == learner, FormRow.bank_id == bank
