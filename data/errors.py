"""The errors that a person is told of: whoever catches one shows its message and no more."""

LET_IT_WRITE = "Let Newsdesk write there, or choose another home with --home."
"""What to do about a folder that may be read only; follows a sentence that names it."""


class NewsdeskError(Exception):
    """Something a person did or has to mend. The message is a whole sentence or more."""

    exit_code = 1
