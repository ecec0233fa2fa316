"""What every page may ask about all codes and causes."""

from codes.catalogue import nearest
from smtp_replies.smtp import Code


def test_neighbours_share_the_first_digits_before_they_are_near():
    known = list(map(Code, ["450", "500", "541", "550", "554", "556", "585"]))
    assert nearest(Code("559"), known) == list(map(Code, ["541", "550", "554", "556"]))
    assert Code("550") not in nearest(Code("550"), known)
    enhanced = list(map(Code, ["4.7.26", "5.1.1", "5.7.1", "5.7.26", "5.7.30"]))
    assert nearest(Code("5.7.27"), known + enhanced) == list(map(Code, ["5.1.1", "5.7.1", "5.7.26", "5.7.30"]))
