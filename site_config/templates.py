"""Templates as they are sent."""

import re

from django.template import Origin
from django.template.loaders.filesystem import Loader as FilesystemLoader

_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
# Lines that say what is shown and show nothing themselves.
_CONTROL = re.compile(
    r"^({% (?:if|elif|else|endif|for|empty|endfor|with|endwith|load|block|endblock|kept|endkept)\b[^%\n]*%}"
    r"|{#[^#\n]*#})\n",
    re.MULTILINE,
)


class Loader(FilesystemLoader):
    """Leave out indentation and empty lines, which are for those who write templates: they are a third of a page."""

    def get_contents(self, origin: Origin) -> str:
        written = _INDENTATION.sub("", super().get_contents(origin))
        return _CONTROL.sub(r"\1", written).removesuffix("\n")
