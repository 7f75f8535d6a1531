"""Commands: one small module per command; ``main`` finds the one that is asked for.

A command's module has ``arguments(parser, say)``, which says what it takes, and ``run(call)``,
which does it and returns an ``Answer``. It is imported only when it is asked for, so it may import
the database at its top.
"""
