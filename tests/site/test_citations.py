"""Every section that the content cites, held against the texts of the RFCs."""

import gzip
import re
from functools import cache

import pytest
from running import RFC_TEXTS

from codes.models import CONTENT_MODELS, CodePair, StageMeaning

_REFERENCE = re.compile(r"RFC (\d+)(?: (App\. )?(\S+))?")


@cache
def rfc(number):
    path = RFC_TEXTS / f"rfc{number}.txt.gz"
    return gzip.decompress(path.read_bytes()).decode("utf-8", "replace") if path.exists() else None


def has_section(text, appendix, section):
    name = rf"(?:Appendix|APPENDIX) {section}" if appendix else re.escape(section)
    return re.search(rf"^ *{name}(?:\.|:|\s| -)+\S", text, re.MULTILINE)


def cited():
    return {
        (reference, row.key)
        for model in CONTENT_MODELS
        if "references" in model.FACTS
        for row in model.objects.all()
        for reference in row.references
    }


@pytest.mark.rfc_texts
@pytest.mark.django_db
def test_every_section_cited_exists():
    lost = []
    for reference, key in cited():
        match = _REFERENCE.fullmatch(reference)
        if match and (text := rfc(match[1])) is None:
            lost.append(f"{key}: {reference}: no such RFC here")
        elif match and match[3] and not has_section(text, match[2], match[3]):
            lost.append(f"{key}: {reference}: no such section")
    assert sorted(lost) == []


@pytest.mark.django_db
def test_every_verdict_and_meaning_cites_a_section():
    rows = [row for model in (StageMeaning, CodePair) for row in model.objects.all()]
    assert rows
    assert [row.key for row in rows if not any(" " in reference[4:] for reference in row.references)] == []
