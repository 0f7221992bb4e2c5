"""Composition root: one function per entry point. Adapters are imported inside, so that a handler loads only its own."""

from comeback import observe

observe.mute_libraries()
