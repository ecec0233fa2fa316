"""Templates as they are sent."""

import re

from django.template import Origin
from django.template.loaders.filesystem import Loader as FilesystemLoader


class Loader(FilesystemLoader):
    """Leave out the indentation, which is for those who write templates: it is a third of a page, and more travels."""

    def get_contents(self, origin: Origin) -> str:
        return re.sub(r"^[ \t]+", "", super().get_contents(origin), flags=re.MULTILINE)
