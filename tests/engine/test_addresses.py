"""What shows in addresses."""

import pytest

from smtp_replies.addresses import _KNOWN, in_domain, misspelt, passed_on, written


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        *(("ann@gmial.com", "ann@gmail.com"), ("ann@gamil.com", "ann@gmail.com"), ("ann@gmail.con", "ann@gmail.com")),
        *(("ann@gmil.com", "ann@gmail.com"), ("ann@gmaill.com", "ann@gmail.com"), ("ann@gmail.co", "ann@gmail.com")),
        *(("ann@hotmial.com", "ann@hotmail.com"), ("ann@hotmail.cm", "ann@hotmail.com"), ("a@yaho.fr", "a@yahoo.fr")),
        *(
            ("b.o@example.con", "b.o@example.com"),
            ("ann@example,org", "ann@example.org"),
            ("a@gmail,com", "a@gmail.com"),
        ),
        *(("ann@example..net", "ann@example.net"), ("ann@www.example.net", "ann@example.net")),
        *(
            ("ann@btintemet.com", "ann@btinternet.com"),
            ("ann@grnail.com", "ann@gmail.com"),
            ("a@out1ook.com", "a@outlook.com"),
        ),
        *(("begoña@example.com", "begona@example.com"), ("jürgen@gmial.com", "jürgen@gmail.com")),
        *(("Ann@GMIAL.COM", "Ann@gmail.com"), ("ann@outlok.com", "ann@outlook.com"), ("a@gmial.con", "a@gmail.com")),
        *(("ann@hotmial.co", "ann@hotmail.com"), ("a@gmial.cm", "a@gmail.com"), ("a@yaho.om", "a@yahoo.com")),
    ],
)
def test_a_slip_that_shows_is_told_with_what_was_meant(address, meant):
    assert misspelt(address) == meant
    assert written(f"550 5.1.1 <{address}>: Recipient address rejected") == address
    assert written(f"could not reach {address}. Try again.") == address


@pytest.mark.parametrize(
    "address",
    [
        *("ann@gmail.com", "ann@mail.com", "ann@ymail.com", "ann@email.com", "ann@hotmail.es", "ann@yahoo.de"),
        *("ann@example.com", "ann@example.co", "ann@example.cm", "ann@web.de", "ann@wes.de", "ann@mail.example.com"),
        *("ann@example.com,bob@example.net", "ann@example.com,", "ann@[192.0.2.1]", "ann@example", "@gmial.com"),
        *("ann@smail.com.example", "ann@outlook.com.br", "ann@t-online.de"),
        *("müller@example.com", "jörg@example.com", "bjørn@example.com", "groß@example.com"),  # spelled in several ways
        *("почта@example.com", "ann@例え.example", "info@müller.example", "ann@example.com..User", "ann@mailhost,no"),
        *("ann@cloud.com", "ann@libera.it", "ann@accor.de", "ann@hmail.com", "ann@grange.fr", "ann@fmail.com"),
        *("ann@email.co", "ann@mail.co", "ann@ymail.cm", "ann@cloud.co"),
    ],
)
def test_an_address_that_may_be_right_is_left_alone(address):
    assert misspelt(address) is None


def test_no_well_known_domain_is_a_slip_for_another():
    assert [domain for domain in _KNOWN if misspelt(f"ann@{domain}")] == []


def test_a_recipient_is_taken_as_it_is_written():
    text = "553 5.1.3 <ann@example,org> is not a valid address, told to bob@gmial.com by o'brien@example.com"
    assert written(text, "ann@example") == "ann@example,org"
    assert written(text, "o'brien@example.com") == "o'brien@example.com"
    assert written(text, "eve@example.com") == "eve@example.com"
    assert written("User unknown") == ""


def test_a_long_text_of_such_characters_takes_no_longer_than_it_is_long():
    for filler in ("a@", "a.", "a,", "@a.", "a@a,,", "a'"):
        assert written(f"{filler * 30_000} ann@example.com", "ann@") == "ann@example.com"


@pytest.mark.parametrize(
    "text",
    [
        "  b@example.net\n    (generated from a@example.com)\n    host mx [192.0.2.1]",
        "<b@example.net> (expanded from <a@example.com>): host mx[192.0.2.1] said: 550 no",
        "1v-2x-3z ** b@example.net <a@example.com> R=dnslookup T=remote_smtp H=mx [192.0.2.1]: 550 no",
        "4F: to=<b@example.net>, orig_to=<a@example.com>, relay=mx[192.0.2.1]:25, status=bounced",
    ],
)
def test_an_address_whose_mail_is_passed_on_is_told_from_the_one_that_refused(text):
    assert passed_on(text) == dict.fromkeys(("a@example.com", "b@example.net"), ("a@example.com", "b@example.net"))


def test_an_address_that_was_only_written_in_another_way_is_not_passed_on():
    assert passed_on("<Ann@Example.com> (expanded from <ann@example.com>): 550 no") == {}


def test_of_a_domain_in_a_reply_the_address_in_the_text_is_meant():
    text = "From: me@example.org. Your message to ann@example.con was not delivered."
    assert in_domain(text, "lookup of example.con responded with NXDOMAIN") == "ann@example.con"
    assert in_domain(text, "lookup of example.co responded with NXDOMAIN") == ""
