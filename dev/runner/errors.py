"""What can keep the local stack from starting."""


class StartError(Exception):
    """The stack cannot start; the text is one line for the person at the terminal and holds no secret."""
