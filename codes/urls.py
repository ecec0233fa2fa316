"""/550/, /5.7.26/, /5.7/, /compare/250/553/, /search/?q=full: the addresses of one language, without its prefix."""

from django.urls import path, register_converter

from codes import views
from codes.converters import AnyClassConverter, CodeConverter, FamilyConverter

register_converter(CodeConverter, "code")
register_converter(AnyClassConverter, "any-class")
register_converter(FamilyConverter, "family")

urlpatterns = [
    path("", views.home, name="home"),
    path("<code:code>/", views.code, name="code"),
    path("<any-class:code>/", views.any_class, name="any-class"),
    path("<family:prefix>/", views.family, name="family"),
    path("compare/", views.compare_form, name="compare-form"),
    path("compare/<code:left>/<code:right>/", views.compare, name="compare"),
    path("lookup/", views.lookup, name="lookup"),
    path("search/", views.search, name="search"),
]
