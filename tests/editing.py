"""A browser in front of a form of the workbench: it sends what stands in the form, and what was typed."""

import lxml.html


def form_in(page: str) -> dict[str, list[str]]:
    """Return what a browser would send of the form, line ends changed as browsers change them."""
    (form,) = lxml.html.document_fromstring(page).xpath("//form[@method='post' and contains(@id, '_form')]")
    typed_in = {area.name for area in form.xpath(".//textarea")}
    sent: dict[str, list[str]] = {}
    for name, value in form.form_values():
        text = value.removeprefix("\n") if name in typed_in else value  # a parser of HTML drops it, this one does not
        sent.setdefault(name, []).append("\r\n".join(text.splitlines()))
    return sent


def opened(client, path: str) -> dict[str, list[str]]:
    """Open a form."""
    return form_in(client.get(path).text)


def form_of(row, **changed):
    """What a browser sends for the words of a code; text areas come back with carriage returns."""
    words = {f"{word}_{language}": text for language, texts in row.plain_words.items() for word, text in texts.items()}
    return sent(words) | changed


def sent(values):
    """What a browser sends of a form, which says how it was opened."""
    data = {name: str(value).rstrip("\n").replace("\n", "\r\n") for name, value in values.items()}
    return data | {f"initial-{name}": text for name, text in data.items()}


def address(row, prefix=""):
    return f"{prefix}/admin/codes/replycode/{row.pk}/change/"


def facts_of(row):
    """The facts as files hold them."""
    return {field: row.value(field) for field in row.FACTS}
