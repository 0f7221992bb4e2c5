"""A stateful stand-in for Altegio: the calls, shapes and manners that an integration meets (see README.md).

A program of its own: it shares no code with the package that it is used to test.
"""
