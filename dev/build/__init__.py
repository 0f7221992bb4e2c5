"""What `make check`, `make test` and `make deploy` do."""
