"""Phrases: the same words, whatever was changed around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_replies.phrases import Phrases, Words


def found(phrase: str, text: str, **how: bool) -> list[str]:
    words = Words.of(text)
    return [words.line(one.first, one.last) for one in Phrases([(phrase, phrase)], **how).find(words)]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("mailbox is full", "The MAILBOX\n   is, full."),
        ("couldn't be delivered", "It couldn’t be delivered"),
        ("n'a pas pu", "Le message n’a pas pu"),
        ("message to <recipient> not delivered", "message to bob@mail.example.com was not delivered"),
        ("(mail|message) <> (not|never) delivered", "Your e-mail, message 7, was never delivered"),
        ("email refused", "e-mail refused"),
        ("(mail|e mail message) not (sent|passed on|let through)", "The e mail message: not let through"),
        ("(mail|e mail message) not (sent|passed on|let through)", "mail not sent"),
        ("(邮件|信件)<>(退回|未送达)", "您的信件已被退回"),
        ("تعذر العثور على العنوان", "لأنه تعذّر العثور على العنوان"),
        ("收件人空间不足", "退信原因：收件人空间不足。"),
        ("iletiniz", "İletiniz teslim edilemedi"),
        ("संदेश नहीं", "आपका संदेश नहीं पहुँचा"),
    ],
)
def test_a_phrase_is_found_whatever_was_changed_around_its_words(phrase, text):
    assert found(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("mailbox is full", "the mailbox is fuller"),
        ("EAUTH", "BEAUTH"),
        ("message <> refused", "message " + "word " * 13 + "refused"),
        ("メール<>届き", "メール" + "あ" * 25 + "届き"),
        ("(mail|e mail message) not sent", "e mail messages not sent"),
        ("(mail|message) refused", "parcel refused"),
        ("invalid login", "see https://mail.invalid/login"),
        ("user unknown", "ask a@user.unknown.example"),
        ("", "anything"),
    ],
)
def test_other_words_are_no_phrase(phrase, text):
    assert not found(phrase, text)


def test_a_gap_may_have_to_end_with_its_sentence():
    text = "Thank you for your message. The parcel was not delivered."
    assert found("message <> not delivered", text)
    assert not found("message <> not delivered", text, within_sentences=True)
    assert found(
        "message <> not delivered", "Your message\nto user@mx.example.com was not delivered.", within_sentences=True
    )


def test_a_gap_of_letters_is_longer_than_one_of_words():
    assert found("メール<>届きませ", "メールは、そのアドレスがどこにも存在しないため届きませんでした")


def test_dvs_ends_no_sentence():
    assert found("mesajul <> nu a fost livrat", "Mesajul dvs. nu a fost livrat.", within_sentences=True)


def test_the_line_of_a_phrase_is_shown_and_no_endless_one():
    assert found("over quota", "first\n <u@example.com>: over quota\nlast") == ["<u@example.com>: over quota"]
    assert len(found("over quota", "x " * 5000 + "over quota" + " y" * 5000)[0]) < 1100


@given(st.text())
def test_any_text_is_taken_apart(text):
    words = Words.of(text)
    assert len(words.words) == len(words.places)
    assert all(text[start:end] for start, end in words.places)
