"""The specification of Citecards, and the harness it runs in."""
