"""Generated messages and stubs of the package dragoman.v1."""
