"""Programs that the tests of the interface start as processes of their own."""
