"""What was loaded of the content, and its generation."""

from django.db import models


class LoadedField(models.Model):
    """What a content file said when a field was last loaded: the base that staff edits are merged against."""

    kind = models.CharField(max_length=20)  # of content, as codes/content/kinds.py names them
    key = models.CharField(max_length=120)
    field = models.CharField(max_length=40)
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key", "field"], name="one_base_per_field")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.field}"


class Generation(models.Model):
    """The number of the present content, in the one row of its table; codes/generation.py raises and reads it."""

    number = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.number)
