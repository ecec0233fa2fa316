"""Events of sending services, in JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_replies import Matcher, events
from smtp_replies.advice import Advice
from smtp_replies.mail import Kind
from smtp_replies.programs import Needs, ProgramError
from smtp_replies.reading import read


@pytest.mark.parametrize(
    "event",
    [
        '{"delivery-status":{"code":550,"message":"5.1.1 no such user","description":""},"recipient":"b@example.com"}',
        '[{"email":"b@example.com","reason":"550 5.1.1 no such user","status":"5.1.1","smtp-id":"<x@ismtpd-555>"}]',
        '{"msg":{"raw_reason":"550 5.1.1 no such user","reason":"550 5.1.1 no such user","rcpt_to":"b@example.com"}}',
        '{"bounce":[{"emailAddress":"b@example.com","diagnosticCode":"smtp; 550 5.1.1 no such user"}]}',
        '{"code":550,"enhanced-code":"5.1.1","message":"no such user","recipient":"b@example.com"}',
        '{"event":"hard_bounce","diag":"smtp;550 5.1.1 no such user","email":"b@example.com"}',
        '{"SMTP Code":"550","dsn_status":"5.1.1","details":"no such user","e-mail":"","email":"b@example.com"}',
        ' \n{"recipient":"b@example.com","bounce":{"response":"550-5.1.1 no such user"}}',
        '{"type":"Bounce","recipient":"b@example.com","response":{"code":550,"content":"no such user",'
        '"enhanced_code":{"class":5,"subject":1,"detail":1}}}',
    ],
)
def test_events_of_sending_services_are_read(event):
    [reply] = read(event).replies
    assert (reply.code, reply.enhanced, reply.recipient, reply.words) == (
        "550",
        "5.1.1",
        "b@example.com",
        "no such user",
    )


def test_a_code_may_stand_beside_the_name_of_an_error():
    event = {"code": "EENVELOPE", "responseCode": 550, "message": "User unknown", "command": "RCPT TO"}
    for fields in (event, dict(reversed(event.items()))):
        [reply] = read(json.dumps(fields)).replies
        assert (reply.code, reply.words) == ("550", "User unknown")


def test_an_event_may_have_an_enhanced_code_alone():
    [reply] = read('{"emailAddress":"b@example.com","status":"5.1.1","diagnosticCode":"on our list"}').replies
    assert (reply.code, reply.enhanced, reply.text, reply.recipient) == ("", "5.1.1", "on our list", "b@example.com")


def test_every_event_of_a_list_has_its_own_reply_and_refusals_come_first():
    event = [
        {"email": "a@example.com", "event": "delivered", "response": "250 2.0.0 OK"},
        {"email": "b@example.com", "event": "bounce", "reason": "550 5.1.1 no"},
        {"email": "c@example.com", "event": "deferred", "response": "450 4.2.1 busy"},
        {"email": "b@example.com", "event": "bounce", "reason": "550 5.1.1 no"},
    ]
    replies = read(json.dumps(event)).replies
    assert [(reply.recipient, reply.code) for reply in replies] == [
        ("b@example.com", "550"),
        ("c@example.com", "450"),
        ("a@example.com", "250"),
    ]


def test_what_became_of_a_message_is_no_reason_of_it():
    bounce = '{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"%s"}}'
    causes = {kind: read(bounce % kind).replies[0].match.cause for kind in ("General", "Suppressed", "MailboxFull")}
    assert causes == {"General": None, "Suppressed": "suppressed", "MailboxFull": "mailbox-full"}


def test_an_event_without_a_reply_keeps_its_words():
    reading = read('{"type":"bounce","data":{"error":"The mailbox is full","tries":[3,"twice"]}}')
    assert reading.kind is Kind.TEXT
    assert reading.wordings == ("The mailbox is full", "twice")
    assert [reply.text for reply in reading.replies] == ["The mailbox is full"]


def test_the_error_of_a_program_may_be_an_object():
    library = ProgramError("socket", ("ESOCKET",), "no-connection", needs=Needs.PROGRAM, marks=("command: 'CONN'",))
    [reply] = read('{"err":{"code":"ESOCKET","command":"CONN"}}', Matcher(errors=[library])).replies
    assert (reply.text, reply.match.error) == ("ESOCKET", "socket")


@pytest.mark.parametrize(
    "event",
    [
        '{"code":200,"message":"ok"}',
        '{"ErrorCode":406,"Message":"You tried to send to an inactive recipient."}',
        '{"status":"delivered"}',
        '{"code":5501,"message":"no"}',
        '{"order":550,"total":"450"}',
        *("[]", "{}", "[1, 2, null]"),
    ],
)
def test_numbers_in_an_event_that_refuse_nothing(event):
    assert not any(reply.refuses for reply in read(event).replies)


@pytest.mark.parametrize(
    "text", ['{"code": 550', "[550] no such user", "{LED=450 4.4.316}", "550", '"550"', "{" * 9000]
)
def test_what_is_no_json_is_read_as_text(text):
    assert events.parse(text) is None


def test_an_event_is_read_as_deep_as_any_service_nests():
    reply = '{"code":550,"message":"5.1.1 no"}'
    assert read('{"a":' * 10 + reply + "}" * 10).replies
    assert not read('{"a":' * 500 + reply + "}" * 500).replies


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from(["550", "550 5.1.1 no", "5.1.1"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["code", "status", "message", "email", "reason", "data", "x"]), inner, max_size=5
        )
    ),
    max_leaves=20,
)


@given(_JSON)
def test_any_json_is_read_without_fault(value):
    read(json.dumps([value]))


@pytest.mark.parametrize(
    ("event", "action"),
    [
        ('{"event":"failed","severity":"temporary","recipient":"b@example.com"}', "delayed"),
        ('{"event":"failed","severity":"permanent","recipient":"b@example.com"}', "failed"),
        ('[{"event":"deferred","email":"b@example.com","response":"IPs were throttled"}]', "delayed"),
        ('[{"event":"dropped","email":"b@example.com","reason":"Bounced Address"}]', "failed"),
        ('{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General"}}', "failed"),
        ('{"notificationType":"Bounce","bounce":{"bounceType":"Transient","bounceSubType":"General"}}', "delayed"),
        ('{"RecordType":"Bounce","Type":"HardBounce","Email":"b@example.com"}', "failed"),
        ('{"event":"soft_bounce","email":"b@example.com"}', "delayed"),
        ('{"msys":{"message_event":{"type":"delay","rcpt_to":"b@example.com"}}}', "delayed"),
    ],
)
def test_events_without_a_reply_say_what_became_of_the_message(event, action):
    [reply] = read(event).replies
    assert reply.action == action


@pytest.mark.parametrize(
    "event",
    [
        '{"event":"delivered"}',
        '{"event":"open"}',
        '{"status":550,"data":{"state":"queued"}}',
        '{"event":"delivered","content":"500 Main Street, see you there"}',
        '{"type":"card_expiration","message":"Your card ends soon"}',
    ],
)
def test_other_events_are_no_failures(event):
    assert read(event).replies == ()


def test_below_an_event_a_question_may_stand():
    event = '{"email":"b@example.com","event":"dropped","reason":"Bounced Address"}'
    for text in (event, f"[{event}]", f"{event}\n\nwhy does b not get it?"):
        [reply] = read(text).replies
        assert (reply.match.cause, reply.action, reply.recipient) == ("suppressed", "failed", "b@example.com"), text
    assert events.parse(f"[1] {event}") is None


def test_an_event_that_was_dropped_counts_beside_one_that_was_delivered():
    text = '[{"event":"delivered","response":"250 OK"},{"event":"dropped","reason":"Bounced Address"}]'
    assert [reply.match.cause for reply in read(text).replies] == ["suppressed"]


@pytest.mark.parametrize("number", ["400", "401", "403", "429"])
def test_the_status_of_an_interface_for_programs_is_no_reply_code(number):
    event = {"error": {"code": int(number), "message": "Daily user sending limit exceeded.", "status": "FAILED"}}
    [reply] = read(json.dumps(event)).replies or [None]
    assert (reply.code, reply.match.cause) == ("", "rate-limited")


def test_of_a_name_and_a_sentence_that_say_the_same_the_sentence_counts():
    said = "The account has no right to send mail for that address."
    advice = Advice("send-as", "sender-rejected", wordings=("SendAsDenied", "no right to send mail for"))
    event = {"error": {"code": "ErrorSendAsDenied", "message": said}}
    [reply] = read(json.dumps(event), Matcher(advice=[advice])).replies
    assert (reply.text, reply.match.advice) == (said, "send-as")


@pytest.mark.parametrize("around", ["{}", "Our webhook got this:\n{}", "[x] what is\n{}\nthat?", "  {}\n\nAny idea?"])
def test_a_question_may_stand_above_and_below_an_event(around):
    event = json.dumps({"event": "bounce", "email": "b@example.com", "reason": "550 5.1.1 The address does not exist"})
    [reply] = read(around.format(event)).replies
    assert (reply.code, reply.enhanced, reply.recipient) == ("550", "5.1.1", "b@example.com")


def test_json_that_is_but_a_part_of_a_text_is_no_event():
    assert events.parse("A letter that goes on and on about something else. " * 3 + '\n{"event": "bounce"}') is None


def test_what_was_deferred_and_then_delivered_to_the_same_recipient_is_over():
    events = [
        {"email": "a@example.com", "event": "deferred", "response": "421 4.7.0 later"},
        {"email": "a@example.com", "event": "delivered", "response": "250 ok"},
        {"email": "b@example.com", "event": "deferred", "response": "451 4.7.1 later"},
        {"email": "c@example.com", "event": "bounce", "reason": "550 5.1.1 no"},
    ]
    found = [(reply.code, reply.recipient, reply.action) for reply in read(json.dumps(events)).replies]
    assert found == [
        *(("550", "c@example.com", "failed"), ("451", "b@example.com", "delayed")),
        ("250", "a@example.com", ""),
    ]


@pytest.mark.parametrize(
    ("more", "by_service"),
    [
        ({"type": "bounce"}, True),
        ({"type": "bounce", "egress_pool": "bulk"}, False),
        ({"type": "bounce", "log": "postfix/smtp[1]: x"}, False),
        ({"code": "EENVELOPE", "responseCode": 550, "command": "RCPT TO"}, False),
        ({"SYSLOG_IDENTIFIER": "postfix/smtp"}, False),
    ],
)
def test_an_event_of_a_service_is_told_from_the_record_of_ones_own_server(more, by_service):
    event = {"recipient": "a@example.com", "response": "550 5.1.1 no"} | more
    reading = read(json.dumps(event))
    assert (reading.is_technical, reading.by_service, reading.replies[0].code) == (True, by_service, "550")
