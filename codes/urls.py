"""/550/, /compare/250/553/, /search/?q=full: the addresses of one language, without its prefix."""

from django.urls import path, register_converter

from codes import views
from codes.converters import CodeConverter

register_converter(CodeConverter, "code")

urlpatterns = [
    path("", views.home, name="home"),
    path("<code:code>/", views.code, name="code"),
    path("compare/", views.compare_form, name="compare-form"),
    path("compare/<code:left>/<code:right>/", views.compare, name="compare"),
    path("lookup/", views.lookup, name="lookup"),
    path("search/", views.search, name="search"),
]
