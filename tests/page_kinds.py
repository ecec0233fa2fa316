"""One page of every kind, for machines and eyes that look at all of them."""

from running import ROOT

# What stands before a path in each language, Arabic first after English.
_FOLDERS = sorted(folder.name for folder in (ROOT / "content").iterdir() if folder.is_dir())
PREFIX_OF = {"en": ""} | {language: f"/{language}" for language in _FOLDERS if language != "en"}
PREFIXES = tuple(PREFIX_OF.values())

PATHS = (
    *("/", "/550/", "/250/", "/446/", "/compare/250/553/", "/compare/101/538/", "/compare/"),
    *("/compare/?left=x&right=250", "/search/?q=mailbox", "/search/?q=", "/lookup/"),
    *("/abc/", "/599/", "/compare/250/599/", "/5/", "/5.7/", "/5.7.26/", "/5.7.515/"),
    *("/550/replies/", "/550/replies/recipient-unknown/", "/causes/mailbox-full/replies/"),
    *(
        "/causes/",
        "/causes/rate-limited/",
        "/providers/",
        "/providers/gmail/",
        "/errors/",
        "/errors/nodemailer/",
        "/about/",
        "/privacy/",
    ),
)

# Mails: several recipients; follow-up errors; a cause without a code; an automatic answer.
PASTED = ("lhost-qmail-17", "lhost-sendmail-46", "lhost-gmail-19", "rfc3834-02")
