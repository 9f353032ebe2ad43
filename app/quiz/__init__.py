"""Quizzes: choose items, arrange versions, mark responses. Pure."""
