"""The subcommands that the client brings, one a module."""
