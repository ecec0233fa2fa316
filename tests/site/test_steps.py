"""For whom steps are."""

import pytest
from django.conf import settings

from codes import steps

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def test_steps_are_split_by_reader():
    assert steps.by_reader("All.\n\n**You**\n\n1. Do.\n\n**They**\n\n1. **Not** this.\n") == [
        "All.\n\n",
        "**You**\n\n1. Do.\n\n",
        "**They**\n\n1. **Not** this.\n",
    ]


@pytest.mark.parametrize(
    ("step", "left"),
    [
        ("If the code begins with 4, a mail server tries again.", "A mail server tries again."),
        ("If the code begins with 4 and the address is right, wait.", "If the address is right, wait."),
        ("If the code begins with 4, or your mail program showed the error, wait.", None),
        ("If the code begins with 4, as `421` does, wait.", None),
        ("If the code begins with 4 or 5, wait.", None),
        ("If the code begins with 4, wait; if it begins with 5, change it.", None),
        ("Wait if the code begins with 4.", None),
        ("إذا بدأ الرمز بالرقم 4 فانتظر.", "انتظر."),
        ("إذا بدأ الرمز بالرقم 4 ففعّل التشفير.", "فعّل التشفير."),
        ("إذا بدأ الرمز بالرقم 4 فإن خادم البريد يعيد المحاولة.", "خادم البريد يعيد المحاولة."),
        ("إذا بدأ الرمز بالرقم 4 وكان العنوان صحيحًا فانتظر.", "إذا كان العنوان صحيحًا فانتظر."),
        ("إذا بدأ الرمز بالرقم 4، أو ظهر الخطأ في برنامج البريد، فانتظر.", None),
        ("إذا بدأ الرمز بالرقم 4 أو 5 فانتظر.", None),
        ("Si el código empieza por 4, espere.", "Espere."),
        ("Si el código empieza por 4 y la dirección es correcta, espere.", "Si la dirección es correcta, espere."),
        ("Si el código empieza por 4 o por 5, espere.", None),
        ("Si le code commence par 4, attendez.", "Attendez."),
        ("Si le code commence par 4 et si l'adresse est juste, attendez.", "Si l'adresse est juste, attendez."),
        ("Если код начинается с 4, подождите.", "Подождите."),
        ("Если код начинается с 4 и адрес верен, подождите.", "Если адрес верен, подождите."),
        ("如果代码以 4 开头，请等待。", "请等待。"),
        ("如果代码以 4 开头且地址正确，请等待。", "如果地址正确，请等待。"),
        ("اگر کد با 4 آغاز شود، صبر کنید.", "صبر کنید."),
        ("اگر کد با 4 آغاز شود و نشانی درست باشد، صبر کنید.", "اگر نشانی درست باشد، صبر کنید."),
    ],
)
def test_a_step_for_one_class_does_not_name_it_where_only_that_class_is_seen(step, left):
    assert steps.for_class(f"**To whom**\n\n1. {step}\n", "4") == f"**To whom**\n\n1. {left or step}\n"
    assert steps.for_digit(step, "4") == (left or step)
    assert steps.is_for_others(step, "2")


def test_steps_that_are_left_are_numbered_from_one():
    text = (
        "**A**\n\n1. If the code begins with 5, go.\n2. Stay.\n\n**B**\n\n1. If the code begins with 5, go.\n2. Ask.\n"
    )
    assert steps.for_class(text, "4") == "**A**\n\n1. Stay.\n\n**B**\n\n1. Ask.\n"


def test_a_digit_in_code_is_no_first_digit():
    assert steps.digits("1. If the code begins with 4, not `5`, ``2 ` 4`` or 5.1, wait for 2 minutes.") == {"4", "2"}
    assert steps.digits("5. Ask for 3 or x5.") == set()


def test_every_language_says_for_which_digit_a_step_is():
    assert steps.FOR_ONE_DIGIT.keys() == {*LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_content_of_every_language_says_so(language):
    files = (settings.CONTENT_DIR / language).rglob("*.toml")
    lines = {line for path in files for line in path.read_text("utf-8").split("\n")}
    for clause, _rest in steps.FOR_ONE_DIGIT[language]:
        said = [line for line in lines if line[:1].isdigit() and clause.match(line.partition(". ")[2])]
        for_one = [(line, *steps.digits(line)) for line in said if len(steps.digits(line)) == 1]
        assert for_one, clause.pattern
        assert [line for line, digit in for_one if steps.for_digit(line, digit) == line] == []
