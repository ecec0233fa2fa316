"""Returned mails and delay notices without a code, in many languages."""

from collections import Counter

import pytest

from smtp_replies import notices, read
from smtp_replies.mail import Kind
from smtp_replies.notices import TABLE
from smtp_replies.phrases import Words


@pytest.mark.parametrize(
    ("text", "fate", "cause"),
    [
        ("Your letter to user@example.com\ncould not be delivered: message returned to sender.", "failed", ""),
        (
            "Your message wasn't delivered to bob@example.com because the address couldn't be found.",
            "failed",
            "recipient-unknown",
        ),
        ("Ihre Nachricht an bob@example.de konnte nicht zugestellt werden.", "failed", ""),
        ("Votre message n'a pas pu être remis. La boîte du destinataire est pleine.", "failed", "mailbox-full"),
        ("لم يتم تسليم رسالتك إلى user@example.com", "failed", ""),
        ("メールを配信できませんでした。", "failed", ""),
        ("A message that you sent could not be delivered for 5 days.", "failed", "expired"),
    ],
)
def test_what_became_of_the_message_is_read(text, fate, cause):
    told = notices.told(Words.of(text))
    assert told
    assert told.fate == fate
    assert not cause or told.cause == cause


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("رسالتكم إلى layla@example.org رُدّت إلينا، علبة بريد المستلم قد امتلأت.", "mailbox-full"),
        ("Zprávu se nepodařilo odeslat, adresa lea@example.org neexistuje.", "recipient-unknown"),
        ("Hallo, deine Mail an lea@example.org ging leider nicht raus: Der Anhang ist zu groß.", "too-large"),
        ("Το e-mail σας δεν στάλθηκε γιατί δεν υπάρχει χρήστης lea@example.org.", "recipient-unknown"),
        ("We were unable to pass your message on to max@example.org, since no such user exists.", "recipient-unknown"),
        ("Hola: tu correo para leo@example.org no salió porque los archivos pesan demasiado.", "too-large"),
        ("پیام شما به lea@example.org ارسال نشد زیرا حجم پیوست زیاد است.", "too-large"),
        ("Impossible de distribuer votre message à lea@example.org, son compte étant clôturé.", "mailbox-disabled"),
        ("אי אפשר היה לשלוח את הודעתך אל gil@example.org: הקבצים המצורפים גדולים מדי.", "too-large"),
        ("हम आपका संदेश नहीं भेज सके क्योंकि अटैचमेंट बहुत बड़ा है।", "too-large"),
        ("Levelét nem tudtuk eljuttatni a lea@example.org címre, mert a postaláda megtelt.", "mailbox-full"),
        ("Maaf, surel Anda untuk lea@example.org tidak sampai, kotak masuknya sudah penuh.", "mailbox-full"),
        ("Il messaggio che ha spedito a leo@example.org è tornato indietro, la casella è piena.", "mailbox-full"),
        (
            "送信いただいたメールはito@example.orgに届かず、戻ってまいりました。宛先に誤りがあります。",
            "recipient-unknown",
        ),
        ("lea@example.org 로 보내신 메일은 계정이 해지되어 배달되지 않았습니다.", "mailbox-disabled"),
        ("Beste afzender, je e-mail is teruggekomen omdat lea@example.org geen geldig adres is.", "recipient-unknown"),
        ("Pana mail do leo@example.org nie przeszedł, ponieważ załączniki są zbyt duże.", "too-large"),
        ("A mensagem que enviou a leo@example.org não chegou, a conta já não está ativa.", "mailbox-disabled"),
        ("Olá! Seu e-mail para leo@example.org não foi enviado: os anexos são grandes demais.", "too-large"),
        ("E-mailul dvs. către lea@example.org s-a întors deoarece căsuța e plină.", "mailbox-full"),
        ("К сожалению, доставить Ваше письмо на anna@example.org не получилось: адрес неверный.", "recipient-unknown"),
        ("Vi kunde inte skicka ditt mejl till lea@example.org: filen är för stor.", "too-large"),
        ("เราส่งข้อความของคุณไปยัง lea@example.org ไม่ได้ กล่องจดหมายเต็ม", "mailbox-full"),
        ("E-postanız ayse@example.org kullanıcısına ulaşmadı; hesabı dondurulmuş.", "mailbox-disabled"),
        ("Не змогли відправити ваше повідомлення: адреси lea@example.org не існує.", "recipient-unknown"),
        ("آپ کی ای میل واپس آ گئی ہے کیونکہ lea@example.org نام کا کوئی صارف موجود نہیں۔", "recipient-unknown"),
        ("Tin nhắn của bạn không gửi được tới lea@example.org do hộp thư đầy.", "mailbox-full"),
        ("您好，您发往 lea@example.org 的邮件被退了回来，对方账户已注销。", "mailbox-disabled"),
        ("您好，您的信件寄送失敗，查無 lea@example.org 這個使用者。", "recipient-unknown"),
        ("Your message was not sent: the mail exceeds what our server takes.", "too-large"),
    ],
)
def test_what_small_systems_and_people_write_is_read_in_every_language(text, cause):
    [reply] = read(text).replies
    assert (reply.action, reply.match.cause) == ("failed", cause)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Log\nError 4803\nImpossible d'ouvrir la session TLS avec le serveur SMTP\nPages: 3", "tls"),
        ("The copier could not establish a secure TLS session with the SMTP server.", "tls"),
        ("Es posible que no tengas permiso para publicar mensajes en la lista de la escuela.", "policy"),
        ("Sie sind nicht berechtigt, Nachrichten in dieser Gruppe zu veröffentlichen.", "policy"),
    ],
)
def test_a_reason_is_read_where_nothing_says_what_became_of_the_message(text, cause):
    assert read(text).replies[0].match.cause == cause


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Your message to bob@example.org could not be sent: the server is too busy.", "server-busy"),
        (
            "Leider kam Ihre Nachricht an bob@example.org nicht an. Die Adresse gibt es nicht.",
            "recipient-unknown",
        ),
    ],
)
def test_a_reason_that_says_nothing_alone_counts_near_what_became_of_the_message(text, cause):
    [reply] = read(text).replies
    assert (reply.action, reply.match.cause) == ("failed", cause)


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Your message could not be sent. We will try again in 2 hours.", "delayed"),
        ("Your message could not be sent. Please try again later.", "failed"),
        (
            "Ihre Mail an bob@example.org wurde nicht zugestellt. Wir versuchen es in einer Stunde noch einmal.",
            "delayed",
        ),
        ("Ihre Mail an bob@example.org wurde nicht zugestellt. Wir versuchen es nicht noch einmal.", "failed"),
        ("لم نتمكن من تسليم رسالتك إلى omar@example.net. سنعيد المحاولة بعد ساعة.", "delayed"),
        ("لم نتمكن من تسليم رسالتك إلى omar@example.net. لن نعيد المحاولة.", "failed"),
        ("sato@example.net宛のメールを配信できませんでした。しばらくしてから再度送信してください。", "failed"),
        ("sato@example.net宛のメールを配信できませんでした。1時間後に再度送信いたします。", "delayed"),
    ],
)
def test_a_failure_that_is_tried_again_is_a_delay(text, action):
    assert [reply.action for reply in read(text).replies] == [action]


@pytest.mark.parametrize(
    "text",
    [
        "The inbox on my desk is full.",
        "Our shop could not establish a session for the photo of the TLS team.",
        "We will try it again tomorrow.",
        "Your email to me never arrived, please send it again.",
        "If the mail has not arrived, please check your spam folder.",
        "Wenn die E-Mail nicht angekommen ist, schauen Sie bitte im Spam-Ordner nach.",
        "Auf Ihre Nachricht von Montag wurde der Antrag leider abgelehnt.",
        "Ihre E-Mails werden nicht weitergeleitet, ich bin bis Montag im Urlaub.",
        "The letter was returned to sender by the post office.",
        "My mailbox is full of bills and nobody empties it.",
        "لم تصل الرسالة؟ راجع مجلد البريد المزعج.",
        "رسالتك إلى المدير لم تصل، أرسلها من جديد.",
        "صندوق بريدي ممتلئ بالفواتير.",
        "Письмо вернулось с почты: адресат неизвестен.",
        "メールが届かない場合は、迷惑メールフォルダをご確認ください。",
        "お荷物はご不在のためお届けできませんでした。",
        "如果没有收到邮件，请检查垃圾邮件文件夹。",
        "Kargonuz teslim edilemedi, yarın tekrar denenecek.",
        "החבילה לא נמסרה, ננסה שוב מחר.",
    ],
)
def test_what_ordinary_letters_say_in_like_words_is_no_failure(text):
    assert not [reply for reply in read(text).replies if reply.tells_of_failure]


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("There was a temporary problem delivering your message. Gmail will retry for 46 more hours.", 46),
        ("The server will keep trying to deliver this message for the next 1 days, 19 hours and 54 minutes.", 43),
        ("Your message has not yet been delivered. Delivery attempts will continue.", None),
    ],
)
def test_a_delay_is_no_failure_and_its_hours_are_read(text, hours):
    [reply] = read(text).replies
    assert (reply.action, reply.hours) == ("delayed", hours)


@pytest.mark.parametrize(
    "text",
    [
        "Your parcel could not be delivered because nobody was at home.",
        "Ihr Paket konnte nicht zugestellt werden.",
        "Automatic reply: I am out of the office until Monday.",
        "Your message was read on Monday.",
        "Dear user, your mailbox is almost full. Click here to keep your mail.",
    ],
)
def test_parcels_vacations_and_receipts_are_no_failures(text):
    assert not [reply for reply in read(text).replies if reply.tells_of_failure]


def test_every_row_of_the_table_has_a_fate_a_cause_and_words():
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert len(rows) > 2000
    assert {fate for fate, _cause, _text in rows} == {
        *("failed", "delayed", "other", "", "because", "perhaps", "retried", "denied", "asking", "receiving")
    }
    assert all(cause for fate, cause, _text in rows if fate in {"because", ""})
    assert not any(cause for fate, cause, _text in rows if fate in {"perhaps", "retried"})
    assert all(Words.of(text).words for _fate, _cause, text in rows)


def test_a_form_stands_once_in_the_table():
    lines = TABLE.read_text("utf-8").splitlines()
    forms = [line for line in lines[lines.index("# forms") :] if not line.startswith("#")]
    assert [line for line, times in Counter(forms).items() if times > 1] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Automatic reply: offer\n\nI am out of the office until Monday.", Kind.AUTOMATIC),
        ("Réponse automatique : devis", Kind.AUTOMATIC),
        ("رد تلقائي: أنا الآن في إجازة حتى الأحد", Kind.AUTOMATIC),
        ("Ihre Nachricht wurde gestern um 9 Uhr gelesen.", Kind.READ_RECEIPT),
        ("Your message was displayed on 3 March. This is a read receipt.", Kind.READ_RECEIPT),
        (
            "Your mail to 'News' with the subject\n\n  hi\n\nIs being held until the list moderator can review it.",
            Kind.HELD,
        ),
        ("Message Recall Failure: offer", Kind.RECALL),
        (
            "Your message was sent but a copy was not placed in your sent folder (Sent) due to network errors.",
            Kind.SENT,
        ),
        ("Votre message pour la liste est en attente. Il sera validé par l'un des modérateurs.", Kind.HELD),
        ("You have messages in quarantine. Prevented spam messages: Sender a@example.com", Kind.QUARANTINE),
        ("Die Zustellung an diese Empfänger oder Gruppen ist abgeschlossen, ohne Benachrichtigung.", Kind.RELAYED),
        ("منع الخادم تسليم 4 رسائل واردة إلى صندوق بريدك. تحرير جميع الرسائل", Kind.LURE),
        ("(7) Incoming Messages FAILED Due To Storage Error. RELEASE MESSAGES TO INBOX", Kind.LURE),
        (
            "A message sent to you could not be placed in your mailbox. View retained message\n"
            "Remote Server returned '451 4.4.62 Mail sent to the wrong region'",
            Kind.LURE,
        ),
        ("Error 550: 7 incoming messages could not be delivered to your inbox. RELEASE PENDING MESSAGES", Kind.LURE),
        ("Your password expires today. Click below to keep the same password.", Kind.LURE),
        ("Tu cuenta de correo será suspendida. Conserve su contraseña aquí.", Kind.LURE),
        ("您的邮箱将被停用，请点击继续使用当前密码", Kind.LURE),
        ("Dear all, the meeting is on Monday.", None),
        ("Please find the offer enclosed.", None),
    ],
)
def test_what_tells_of_no_failure_is_known_for_what_it_is(text, kind):
    reading = read(text)
    assert (reading.replies, reading.kind) == ((), kind or Kind.TEXT)


REFUSED_LOGIN = "535 5.7.8 Error: authentication failed"


@pytest.mark.parametrize(
    "said",
    [
        "I want to keep the same password.",
        "I can log in with your password to confirm that it works",
        "Quiero mantener la misma contraseña.",
        "Je veux garder le même mot de passe",
        "Ich möchte mein Passwort behalten",
        "Я хочу оставить прежний пароль.",
        "أريد الاحتفاظ بكلمة المرور نفسها",
        "我想继续使用原密码",
    ],
)
@pytest.mark.parametrize("form", ["{reply}\n{said}", "{said}\n\n{reply}\n"])
def test_whoever_asks_about_a_refused_login_is_no_bait(said, form):
    [reply] = read(form.format(reply=REFUSED_LOGIN, said=said)).replies
    assert (reply.code, reply.match.cause) == ("535", "auth-required")


@pytest.mark.parametrize(
    "bait",
    [
        "Error 550: your password expires today. Click below to keep the same password.",
        "I am the administrator. Error 550 5.2.2: your mailbox will be deactivated unless you verify it.\n"
        "RELEASE PENDING MESSAGES",
        "SMTP error 552 5.2.2\n7 incoming messages could not be delivered to your inbox.\nKEEP MY CURRENT PASSWORD",
        "Ваш почтовый ящик будет отключен. 550 5.2.2. Войдите с текущим паролем",
        "Twoje konto i skrzynka. SMTP error 552 5.2.2 mailbox full\nKEEP MY CURRENT PASSWORD",
        "SMTP error 552 5.2.2 mailbox full: I am the administrator.\nKEEP MY CURRENT PASSWORD",
    ],
)
def test_bait_that_names_a_reply_is_bait(bait):
    assert (read(bait).replies, read(bait).kind) == ((), Kind.LURE)


@pytest.mark.parametrize("kind", ["automatic", "read receipt", "relayed", "quarantine", "held", "recall", "lure"])
def test_every_kind_of_letter_has_sentences(kind):
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line.startswith("other")]
    assert len([row for row in rows if row[1] == kind]) > 2


@pytest.mark.parametrize(
    "said",
    [
        "I never sent any of these!",
        "i sent NONE of these",
        "we did not write this",
        "Das habe ich nie geschickt.",
        "no envié nada de esto, nada",
        "Je n'ai jamais envoyé ces messages",
        "ما أرسلت شي",
        "من این نامه را نفرستاده‌ام",
        "я этого не отправляла",
        "我没有发过",
    ],
)
def test_whoever_never_sent_what_came_back_is_told_that_the_address_was_forged(said):
    [reply] = read(f"{said}\n\nYour message could not be delivered.\n<a@example.com>: unknown user").replies
    assert reply.match.advice == "backscatter"
    restricted = read(f"{said}\n\nYour message could not be delivered: 421 4.7.0 too many messages from your account")
    assert [reply.match.advice for reply in restricted.replies] != ["backscatter"]


@pytest.mark.parametrize(
    "said",
    [
        "I use the same password in webmail. 535 5.7.8 authentication failed",
        "We use our current password on the phone too. 535 5.7.8 authentication failed",
    ],
)
def test_what_somebody_says_of_their_own_password_is_no_bait(said):
    reading = read(said)
    assert reading.kind is Kind.TEXT
    assert [reply.code for reply in reading.replies] == ["535"]


def test_what_is_no_notice_never_gives_a_cause():
    """Its kind stands where other sentences have their cause."""
    kinds = {kind.value for kind in Kind}
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("other"):
            told = notices.told(Words.of(line.split("\t")[2]))
            assert told is None or told.cause not in kinds, line


@pytest.mark.parametrize(
    "said",
    [
        "My accountant says her emails to me bounce and forwarded me this.",
        "nobody can write to us any more",
        "We can't receive mail from our supplier, they say:",
        "Customers cannot send me anything:",
        "Kann mir niemand mehr schreiben? Die Mails an mich kommen zurück.",
        "Mon frère ne peut plus m'écrire, il reçoit ceci",
        "Mi hermana no puede enviarme correos, le sale esto",
        "Мне не могут написать, приходит вот это:",
        "لا يستطيع أخي مراسلتي، ويصله هذا",
        "دوستم نمی‌تواند به من ایمیل بزند",
        "J'ai un problème avec quelqu'un qui m'envoie un mail depuis Orange :",
        "I have a problem with a client who emails me from their own domain:",
        "Tengo un problema con una persona que me escribe desde Yahoo:",
        "عندي مشكلة مع شخص يرسل لي من شركة أخرى:",
        "Ich habe ein Problem mit einem Kunden, der mir schreibt:",
        "У меня проблема с клиентом, который мне пишет:",
        "مشکل با کسی که به من ایمیل می‌زند:",
        "发给我的邮件都被退回，对方收到这个：",
    ],
)
def test_whoever_is_not_reached_is_told_from_whoever_sent(said):
    reading = read(f"{said}\n\n552 5.2.2 <a@example.com>: user is over quota")
    assert (reading.is_of_recipient, reading.replies[0].code) == (True, "552")


@pytest.mark.parametrize(
    "said",
    [
        "I cannot send messages to my accountant, they come back to me like this:",
        "My message came back to me. What can I do?",
        "They send me this every time I write to them:",
        "I write to them, but they only email me back:",
        "They cannot receive my mail.",
        "I answered a client who emails me every week, and this came back:",
        "I can't send emails, Outlook gives me this message:",
        "When they email me it works, but my answers come back",
        "Emails to me get through, but I cannot send",
        "I don't receive any error message in Outlook, the log says",
        "We do not receive an answer",
        "Ich kann keine E-Mails mehr versenden:",
        "Bei Fragen wenden Sie sich bitte per Mail an uns.",
        "Können Sie mir bitte eine Anleitung schicken?",
        "El mensaje que me envía el servidor es:",
        "no recibo respuesta a mis correos",
        "Quand j'envoie des mails, le serveur m'envoie ceci :",
        "je ne reçois pas de réponse à mes mails",
        "Подскажите мне, почему не получается отправить письмо:",
        "我收不到任何错误信息",
        "对方给我发来退信：",
        "سرور به من این پیام را می‌دهد که نمی‌تواند نامه را بفرستد",
        "Meine Nachricht an den Verein kam zurück",
        "No puedo enviar correos a mi hermana",
        "Не могу отправить письмо брату",
        "لا أستطيع مراسلة أخي",
    ],
)
def test_whoever_sent_what_came_back_is_not_taken_for_the_recipient(said):
    assert not read(f"{said}\n\n552 5.2.2 <a@example.com>: user is over quota").is_of_recipient


@pytest.mark.parametrize(
    "said",
    [
        "<a@example.com>: host mx.example.com said: 550 5.7.1 We do not receive mail from dynamic addresses",
        "550 5.7.1 Refused. Customers who are unable to write to us, call",
        "550 5.7.1 We do not receive mail from dynamic addresses\n550 5.1.1 <b@example.com> unknown",
    ],
)
def test_a_server_that_speaks_of_itself_is_nobody_who_asks(said):
    assert not read(said).is_of_recipient


def test_a_day_ends_no_sentence():
    reading = read("Vielen Dank. Ich bin bis einschließlich 22.08. nicht im Hause.\n\nIst meine Mail jetzt angekommen?")
    assert reading.kind is Kind.AUTOMATIC


def test_a_notice_that_gave_up_is_final_though_its_code_begins_with_4():
    """Not what a program says, which has no queue, nor what stands in the reply itself."""
    reply = "452 4.2.2 The recipient's inbox is out of storage space"
    [told] = read(f"تعذّر تسليم رسالتك إلى a@example.com.\n\nكان الرد:\n{reply}").replies
    assert (told.code, told.action) == ("452", "failed")
    for said in ("", "host mx.example.com said: "):
        for end in (" ", "\n    "):
            [alone] = read(f"{said}450 4.7.1 Delivery not authorized,{end}message refused").replies
            assert alone.action == ""
    refused = "550 5.7.1 Delivery not authorized, message refused"
    both = read(f"to=<a@example.com>, 450 4.2.0 Greylisted\n\nto=<b@example.com>, {refused}").replies
    assert {reply.code: reply.action for reply in both} == {"450": "", "550": "failed"}
