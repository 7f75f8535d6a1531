"""The small labs for the tests of storage."""

from tests.labs import (  # noqa: F401 -- fixtures
    lab,
    law,
    law_file,
    law_location,
    law_template,
    postgres_law,
    ruled,
    rules_file,
    rules_location,
    rules_template,
    sqlite_law,
    sqlite_ruled,
)
