"""Which codes stand beside a code."""

from codes.nearby import beside, nearest
from smtp_replies.smtp import Code


def codes(*texts):
    return [*map(Code, texts)]


def test_the_codes_before_and_after():
    listed = codes("550", "551", "553")
    assert beside(Code("551"), listed) == (Code("550"), Code("553"))
    assert beside(Code("550"), listed) == (None, Code("551"))
    assert beside(Code("553"), listed) == (Code("551"), None)
    assert beside(Code("553"), codes("553")) == (None, None)


def test_reply_codes_near_another_are_of_its_class_and_near_by_number():
    known = codes("450", "500", "541", "550", "554", "556", "585", "600")
    assert nearest(Code("559"), known) == codes("541", "550", "554", "556")
    assert nearest(Code("599"), known) == codes("550", "554", "556", "585")
    assert Code("550") not in nearest(Code("550"), known)


def test_enhanced_codes_near_another_share_its_class_and_subject_before_they_are_near():
    known = codes("550", "4.7.26", "5.1.1", "5.7.1", "5.7.26", "5.7.30")
    assert nearest(Code("5.7.27"), known) == codes("5.1.1", "5.7.1", "5.7.26", "5.7.30")
    assert nearest(Code("5.7.27"), []) == []
