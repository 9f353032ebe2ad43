"""One module a step; the newest is ``HEAD`` in ``app.store.migrate``."""
