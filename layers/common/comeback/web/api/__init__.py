"""The REST API of interfaces.md §5: requests in, use cases, answers out."""
