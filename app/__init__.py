"""Study, export and quiz a bank of cited questions: the command line, the site and their services."""
