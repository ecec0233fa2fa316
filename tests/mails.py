"""Small mails, one of which may be laid beside another."""

HEADERS = b"From: MAILER-DAEMON@example.com\nSubject: Undelivered\n\n"
FULL, UNKNOWN = HEADERS + b"552 5.2.2 mailbox full\n", HEADERS + b"550 5.1.1 user unknown\n"
SEPARATOR = b"From MAILER-DAEMON Sat Nov 28 10:00:00 2026\n"


def lay(folder, **files):
    """Write files into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, octets in files.items():
        (folder / name).write_bytes(octets)
    return folder
