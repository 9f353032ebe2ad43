"""Quizzes on paper: PDF by typst and DOCX by python-docx, with key, answer sheet and reading."""
