"""What was loaded of the content, and its generation."""

import json
from hashlib import sha256

from django.db import models

_REMEMBERED = 8  # earlier values of a field


class LoadedField(models.Model):
    """What a content file says of a field as far as the site knows: the base that staff edits are merged against."""

    kind = models.CharField(max_length=20)  # of content, as codes/content/kinds.py names them
    key = models.CharField(max_length=120)
    field = models.CharField(max_length=40)
    value = models.JSONField(null=True)  # None: the files do not have the row, since staff deleted it
    earlier = models.JSONField(default=list)  # digests of what the files said before, oldest first
    by_staff = models.BooleanField(default=False)  # whether a text of staff has come into the files

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key", "field"], name="one_base_per_field")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.field}"

    def move(self, value: object) -> None:
        """Take what the file says now, and remember what it said before."""
        if self.value is not None and self.value != value:
            self.earlier = [*self.earlier, _digest(self.value)][-_REMEMBERED:]
        self.value = value

    def said(self, value: object) -> bool:
        """Whether the file said this before."""
        return value is not None and _digest(value) in self.earlier


def _digest(value: object) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


class Generation(models.Model):
    """The number of the present content, in the one row of its table; codes/generation.py raises and reads it."""

    number = models.PositiveBigIntegerField(default=1)
    loaded = models.CharField(max_length=64, blank=True)  # what the last load made it of, as codes/fingerprints.py says

    def __str__(self) -> str:
        return str(self.number)


class Conflict(models.Model):
    """A place where the last load found file and site apart, and nobody has taken either text yet."""

    kind = models.CharField(max_length=20)  # of content, as codes/content/kinds.py names them
    key = models.CharField(max_length=120)
    field = models.CharField(max_length=40, blank=True)  # empty: the row as a whole, which the files no longer have
    outcome = models.CharField(max_length=20)  # as codes/content/bases.py names them
    file = models.JSONField(null=True)  # what the file says

    def __str__(self) -> str:
        return f"{self.kind}: {self.key} {self.field}".rstrip()
