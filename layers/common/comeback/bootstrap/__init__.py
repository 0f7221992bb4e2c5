"""Composition root: one function per entry point. Adapters are imported inside, so that a handler loads only its own."""
