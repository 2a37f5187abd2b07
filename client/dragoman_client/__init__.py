"""The Python client and the `dragoman` command."""
