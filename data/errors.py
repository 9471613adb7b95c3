"""The errors that a person is told of: whoever catches one shows its message and no more."""


class NewsdeskError(Exception):
    """Something a person did or has to mend. The message is a whole sentence or more."""

    exit_code = 1
