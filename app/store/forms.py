"""Forms of quizzes that were made here: a form's code gives it again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy import ForeignKey
from sqlalchemy import Index
from sqlalchemy import String
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

from app.store.models import Base


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
