"""/550/, /550/5.1.1/, /5.7.26/, /5.7/, /compare/250/553/, /causes/tls/: one language's addresses, unprefixed."""

from django.urls import path, register_converter

from codes import views
from codes.converters import AnyClassConverter, CodeConverter, FamilyConverter

register_converter(CodeConverter, "code")
register_converter(AnyClassConverter, "any-class")
register_converter(FamilyConverter, "family")

urlpatterns = [
    path("compare/<code:left>/<code:right>/", views.compare, name="compare"),  # most pages, so they are found first
    path("", views.home, name="home"),
    path("<code:code>/", views.code, name="code"),
    path("<code:basic>/<code:enhanced>/", views.reply, name="reply"),
    path("<code:code>/replies/", views.replies, name="replies"),
    path("<code:code>/replies/<slug:slug>/", views.replies_of_way, name="replies-of-way"),
    path("<code:code>/replies/<slug:slug>/<int:page>/", views.replies_of_way, name="replies-of-way"),
    path("<any-class:code>/", views.any_class, name="any-class"),
    path("<family:prefix>/", views.family, name="family"),
    path("compare/", views.compare_form, name="compare-form"),
    path("lookup/", views.lookup, name="lookup"),
    path("causes/", views.causes, name="causes"),
    path("causes/<slug:slug>/", views.cause, name="cause"),
    path("causes/<slug:slug>/replies/", views.replies_of_cause, name="replies-of-cause"),
    path("causes/<slug:slug>/replies/<int:page>/", views.replies_of_cause, name="replies-of-cause"),
    path("providers/", views.providers, name="providers"),
    path("providers/<slug:slug>/", views.provider, name="provider"),
    path("errors/", views.errors, name="errors"),
    path("errors/<slug:slug>/", views.program, name="program"),
    path("search/", views.search, name="search"),
    path("suggestions.json", views.suggestions, name="suggestions"),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
]
