"""What an action may answer instead of doing what it was asked."""


class Refusal(Exception):
    """An action said no; `message` is a translated sentence for the person who asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = str(message)


class NotAllowed(Refusal):
    """The actor may see the thing but not do this to it: 403."""


class NotFound(Refusal):
    """The thing does not exist, or not for this actor, which must look the same: 404."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)


class Rejected(Refusal):
    """The request breaks a rule of the domain: a form error, 422.

    `field` names the form field; "" is the whole form. `code` is stable, for programs.
    """

    def __init__(self, field: str, message: str, *, code: str = "invalid") -> None:
        super().__init__(message)
        self.field = field
        self.code = code


class Unfit(ValueError):
    """Something brought that cannot be taken. `str()` is a translated sentence for the person who
    brought it, in their language of then; `code` is for programs."""

    def __init__(self, code: str, message: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
