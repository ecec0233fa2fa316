"""The ASGI application that granian serves: the door, with Django and a process for look-ups behind it."""

from django.conf import settings
from django.db import connection

from site_config.door import Door
from site_config.finished import Pages
from site_config.wsgi import application as django

from codes import answers, knowledge  # isort: skip - Django has to be set up
from codes.generation import Watch  # isort: skip
from codes.lookups import Lookups  # isort: skip
from codes.reader import Knowledge, end_with_parent  # isort: skip


def _knowledge(number: int) -> Knowledge:
    try:
        return knowledge.of_generation(number)
    finally:
        connection.close()  # a thread that asks so rarely keeps none


end_with_parent()  # else it would keep the port of a server that was killed
watch = Watch().start()
if settings.LOOKUP_SECONDS > 0:
    # One for each worker: what several share would have to be found, watched and begun anew by one of them.
    answers.apart = Lookups(_knowledge, settings.LOOKUP_SECONDS).follow(lambda: watch.number)
pages = Pages(settings.PAGE_CACHE_MB * 1024 * 1024 // settings.WORKERS)
application = Door(django, pages, watch)
