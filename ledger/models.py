"""The ledger's rows. They point at nothing, so nothing can delete them."""

from typing import Any

from django.db import models


class Entry(models.Model):
    """One thing that happened: who did what to which object, and commitments to the content."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=48)
    actor = models.CharField(max_length=40)
    subject = models.CharField(max_length=48)
    scope = models.CharField(max_length=48, blank=True)
    # The canonical bytes, stored as they were hashed: verification never writes them anew.
    body = models.BinaryField()

    class Meta:
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.id} {self.action} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("ledger entries are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("ledger entries are never deleted")
