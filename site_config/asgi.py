"""The ASGI application that granian serves: the door, with Django behind it."""

from django.conf import settings

from site_config.door import Door
from site_config.finished import Pages
from site_config.wsgi import application as django

from codes.generation import Watch  # isort: skip - Django has to be set up

pages = Pages(settings.PAGE_CACHE_MB * 1024 * 1024 // settings.WORKERS)
application = Door(django, pages, Watch().start())
