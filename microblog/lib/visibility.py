"""Who may know that something exists: one rule per guarded model, two directions, no back door.

An app states its rules in `visibility.py` with `@sees` (what a user sees, as a Q) and `@seen_by`
(who sees a thing, as a queryset of users). A guarded model without a rule fails `manage.py check`.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.apps import apps
from django.core import checks
from django.db import models
from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    Somebody = AbstractBaseUser | AnonymousUser | None

M = TypeVar("M", bound=models.Model)

_sees: dict[type[models.Model], Callable[[Any], Q]] = {}
_seen_by: dict[type[models.Model], Callable[[Any], QuerySet[Any]]] = {}


def sees(model: type[models.Model]) -> Callable[[Callable[[Any], Q]], Callable[[Any], Q]]:
    """Declare a model's rule: for an active user, the condition on the rows they may know of."""

    def declare(rule: Callable[[Any], Q]) -> Callable[[Any], Q]:
        _sees[model] = rule
        return rule

    return declare


def seen_by(
    model: type[models.Model],
) -> Callable[[Callable[[Any], QuerySet[Any]]], Callable[[Any], QuerySet[Any]]]:
    """Declare the inverse of a model's rule: for one row, the users who may know of it."""

    def declare(rule: Callable[[Any], QuerySet[Any]]) -> Callable[[Any], QuerySet[Any]]:
        _seen_by[model] = rule
        return rule

    return declare


def condition(model: type[models.Model], person: "Somebody") -> Q:
    """The rows of `model` that `person` may know of; nothing for nobody, and for the inactive."""
    if person is None or not person.is_authenticated or not person.is_active:
        return Q(pk__in=[])
    return _sees[model](person)


class GuardedQuerySet(QuerySet[M]):
    """The queryset of a model that has a visibility rule."""

    def visible_to(self, person: "Somebody") -> Self:
        """Only what `person` may know of. Fails closed."""
        return self.filter(condition(self.model, person))


class Guarded(models.Model):
    """A model whose existence is not everybody's business. Managers are from GuardedQuerySet."""

    class Meta:
        abstract = True


def can_see(person: "Somebody", thing: models.Model) -> bool:
    """Whether `person` may know that `thing` exists: the model's rule, asked about one row."""
    model = type(thing)
    return model._default_manager.filter(condition(model, person), pk=thing.pk).exists()


def audience(thing: models.Model) -> QuerySet[Any]:
    """The users who may know that `thing` exists."""
    return _seen_by[type(thing)](thing)


@checks.register("visibility")
def every_guarded_model_has_both_rules(app_configs: Any, **kwargs: Any) -> Iterable[checks.Error]:
    """`microblog.E001`: a guarded model without a rule would have none, silently."""
    for model in apps.get_models():
        if issubclass(model, Guarded) and (model not in _sees or model not in _seen_by):
            yield checks.Error(
                f"{model.__name__} is guarded but visibility.py does not say who sees it.",
                hint="Add @sees and @seen_by for it in its app's visibility.py.",
                obj=model,
                id="microblog.E001",
            )
