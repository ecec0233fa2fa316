#!/usr/bin/env python
"""Run a management command."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import NotSupportedError, OperationalError, ProgrammingError
from environs import EnvError

from codes.management.commands.serve import Command as Serve


def main() -> None:
    """Run the command; a wrong setting, or a database that cannot be used, is one line and not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
    try:
        if sys.argv[1:2] == ["serve"]:  # sets Django up only where something changed since the last start
            Serve().run_from_argv(sys.argv)
        else:
            execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, EnvError) as error:
        sys.exit(f"Setting: {error}")
    except (NotSupportedError, OperationalError, ProgrammingError) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"{settings.DATABASE}: {' '.join(str(error).split())}")


if __name__ == "__main__":
    main()
