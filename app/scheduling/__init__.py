"""Memory maths: what the next interval is, and why. Pure: no database, no web, no clock."""
