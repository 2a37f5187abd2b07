"""Transport, scheduling and lifecycle of the gRPC server."""
