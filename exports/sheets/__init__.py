"""Formats of rows: quiz games, study sets, and tables for spreadsheets and programs."""
