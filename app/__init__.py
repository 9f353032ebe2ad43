"""Study, export and quiz a bank of cited questions: command line, site and services."""
