"""Words as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codes.spelling import mark, normalise, words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("الإصلاح", "الاصلاح"),
        ("رسالةٌ", "رساله"),
        ("مُرتدّة", "مرتده"),
        ("صـــندوق", "صندوق"),
        ("على", "علي"),
        ("کد", "كد"),
        ("مسؤول", "مسوول"),
        ("FULL", "full"),
        ("ｆｕｌｌ", "full"),
        ("٥٥٣", "553"),
        ("Café", "cafe"),
        ("ёлка", "елка"),
        ("گیرنده", "گيرنده"),
        ("می‌شود", "می شود"),
        ("contraseña", "contrasena"),
    ],
)
def test_spellings_that_people_take_for_one_another(typed, meant):
    assert normalise(typed) == normalise(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("والصندوق 5.1.1, full", "صندوق 5.1.1 full"),
        ("rejected", "reject"),
        ("relaying", "relay"),
        ("messages", "message"),
        ("رسائلي", "رسائل"),
        ("حظرني", "حظر"),
        ("addresses", "adress"),
        ("permitted", "permited"),
        ("can't doesn’t", "cant doesnt"),
        ("the recipient's", "the recipient"),
        ("rechazada rechazó rechazar", "rechazado rechazado rechazado"),
        ("rejetée rejeté rejeter", "rejeter rejeter rejeter"),
        ("ящика ящиком ящики", "ящик ящик ящик"),
        ("отклонил отклонено", "отклонили отклонено"),
        ("نامه‌ها", "نامه ها"),
        ("邮箱已满", "邮箱 箱已 已满"),
        ("满", "满"),
        ("SMTP服务器", "smtp 服务 务器"),
    ],
)
def test_articles_and_endings_make_no_other_word(typed, meant):
    assert words(typed) == words(meant)


def test_pairs_of_chinese_characters_are_marked_as_one_word_where_they_share_a_place():
    wanted = frozenset(words("邮箱已满 full"))
    assert mark("<p>您的邮箱已满，删除 full</p>", wanted) == "<p>您的<mark>邮箱已满</mark>，删除 <mark>full</mark></p>"


@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)
