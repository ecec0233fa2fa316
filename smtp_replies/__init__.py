"""Read what mail servers said: an SMTP reply, a log, a stack trace, an event or a whole returned mail."""

from smtp_replies.causes import Known, Match, Matcher, cause_of
from smtp_replies.diagnosis import Reading
from smtp_replies.mail import Kind
from smtp_replies.reading import read
from smtp_replies.reply import Reply
from smtp_replies.smtp import Code, parse_code

__all__ = ["Code", "Kind", "Known", "Match", "Matcher", "Reading", "Reply", "cause_of", "parse_code", "read"]
