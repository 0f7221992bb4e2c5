"""A stateful stand-in for Google Wallet on this machine: tokens, classes, objects, the save page, callbacks and keys.

It shares no code with what it stands in for us against, so that a misreading shows.
"""
