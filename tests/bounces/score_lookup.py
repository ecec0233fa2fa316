#!/usr/bin/env python3
"""Score a bounce reader against mails whose codes are known.

  score_lookup.py --corpus DIR --expectations TSV --url http://127.0.0.1:8000/api/v1/lookup
  score_lookup.py --corpus DIR --expectations TSV --cmd 'python manage.py explain --json -'

Every mail that the table names is sent once. With --url it is POSTed (--send raw:
as text/plain; json: {FIELD: text}; form: FIELD=text); with --cmd it stands on the
command's standard input. --paste source sends the whole mail, as 'show source'
gives it; --paste visible sends only the text that a mail program shows a person.
The answer is JSON; how codes are read out of it is in read_answer() alone, which
understands any shape in which a whole string is a code.

Table columns (tab-separated, one row a recipient): file, status, replycode, reason,
status_kind (real, pseudo, none), status_in_text, replycode_in_text, and for --paste
visible status_in_visible, replycode_in_visible. Optional, space-separated:
also_status and also_replycode (right at top-1 too), other_codes (stand in the mail
as real codes, but are not the ones that matter: neither right nor noise). Asked for
is only what literally stands in what was sent. A mail with several recipients is
right at top-1 with any one recipient's code; recall asks for all of them.
Python 3.11, standard library only.
"""

import argparse
import concurrent.futures
import csv
import email
import html
import http.client
import json
import math
import os
import re
import shlex
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

REPLY = re.compile(r"2(?!00)\d\d|[345]\d\d")
ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
NO_BOUNCE = {"not-a-bounce", "vacation", "feedback"}


def read_answer(doc):
    """The adapter: answer document -> (reply codes, enhanced codes, bounce flag).

    Both lists in the answer's own order, most important first. Understood: any
    nesting of objects and lists in which a string, or an integer 200-599 under a
    key that names a code ('code', 'reply_code', 'found', ...), is itself a code.
    Echoed input or prose never counts, since only whole strings match. The flag
    is the first boolean under 'is_bounce' or 'bounce', or None.
    """
    replies, enhanced, flag = [], [], [None]

    def walk(node, key):
        if isinstance(node, dict):
            for k, v in node.items():
                walk(v, str(k).lower())
        elif isinstance(node, list):
            for v in node:
                walk(v, key)
        elif isinstance(node, bool):
            if key in ("is_bounce", "bounce") and flag[0] is None:
                flag[0] = node
        else:
            s = str(node).strip() if node is not None else ""
            if isinstance(node, int) and not re.search(r"code|reply|found|hit", key):
                return
            if REPLY.fullmatch(s) and s not in replies:
                replies.append(s)
            elif ENHANCED.fullmatch(s) and s not in enhanced:
                enhanced.append(s)

    walk(doc, "")
    return replies, enhanced, flag[0]


def as_text(raw):
    """What a person would have pasted: UTF-8 where it is that, else Latin-1."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def part_text(part):
    raw = part.get_payload(decode=True)
    raw = str(part.get_payload()).encode() if raw is None else raw
    try:
        return raw.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return raw.decode("latin-1")


def visible(raw):
    """The text that a mail program shows: the first text part outside attached mails,
    plain before HTML; the body as it stands where the MIME structure is broken."""
    mail = email.message_from_bytes(raw)
    plain, rich = [], []

    def walk(part):
        kind = part.get_content_type()
        if kind.startswith("message/"):
            return
        if part.is_multipart():
            for p in part.get_payload():
                walk(p)
        elif kind == "text/html":
            text = re.sub(r"(?is)<(style|script|head)\b.*?</\1>", " ", part_text(part))
            text = re.sub(r"(?i)<(br|/p|/div|/tr|/h\d|/li)\b[^>]*>", "\n", text)
            rich.append(html.unescape(re.sub(r"<[^>]*>", "", text)))
        elif kind == "text/plain" or part.get_content_maintype() == "multipart":
            plain.append(part_text(part))

    walk(mail)
    return (plain or rich or [part_text(mail)])[0]


def ask_url(url, text, args):
    """-> (answer, error, refusal): 5xx is an error, 4xx a refusal that may hold an answer."""
    if args.send == "json":
        body, ctype = json.dumps({args.field: text}).encode(), "application/json"
    elif args.send == "form":
        body = urllib.parse.urlencode({args.field: text}).encode()
        ctype = "application/x-www-form-urlencoded"
    else:
        body, ctype = text.encode(), "text/plain; charset=utf-8"
    headers = {"Content-Type": ctype, "Accept": "application/json"}
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=args.timeout) as r:
            return r.read(), None, None
    except urllib.error.HTTPError as e:
        said = f"HTTP {e.code}"
        return (e.read(), None, said) if e.code < 500 else (b"", said, None)


def ask_cmd(cmd, text, args):
    p = subprocess.run(shlex.split(cmd), input=text.encode(), check=False, capture_output=True, timeout=args.timeout)
    if p.returncode:
        last = p.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        return p.stdout, f"exit {p.returncode} {''.join(last)[:100]}", None
    return p.stdout, None, None


def ask(path, args):
    """One mail -> dict(reply, enhanced, flag, error, refused, seconds)."""
    with open(path, "rb") as f:
        raw = f.read()
    text = visible(raw) if args.paste == "visible" else as_text(raw)
    if args.newlines != "keep":
        ends = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}
        text = re.sub(r"\r\n|\r|\n", ends[args.newlines], text)
    out = {"reply": [], "enhanced": [], "flag": None}
    start = time.perf_counter()
    try:
        how = (ask_url, args.url) if args.url else (ask_cmd, args.cmd)
        got, error, refused = how[0](how[1], text, args)
    except (subprocess.TimeoutExpired, TimeoutError):
        got, error, refused = b"", "timeout", None
    except (OSError, http.client.HTTPException) as e:  # refused, reset, or a timeout inside it
        late = isinstance(getattr(e, "reason", None), TimeoutError)
        got, error, refused = b"", "timeout" if late else f"{type(e).__name__}: {e}", None
    out["seconds"] = time.perf_counter() - start
    if error is None:
        try:
            out["reply"], out["enhanced"], out["flag"] = read_answer(json.loads(got))
        except (ValueError, RecursionError) as e:
            error = None if refused else f"answer is not JSON: {e}"
    out["error"], out["refused"] = error, refused
    return out


def yes(cell):
    return (cell or "").strip().lower() in ("true", "1", "yes")


def load(path, paste):
    """TSV -> {file: dict(reply, enhanced, reply_ok, enhanced_ok, other, reasons)}."""
    where = "_in_visible" if paste == "visible" else "_in_text"
    mails = {}
    with open(path, encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f, delimiter="\t"):
            m = mails.setdefault(
                row["file"],
                {
                    "reply": [],
                    "enhanced": [],
                    "reply_ok": set(),
                    "enhanced_ok": set(),
                    "other": set(),
                    "reasons": set(),
                },
            )
            if row["replycode"]:
                m["reply"] += [row["replycode"]] * yes(row["replycode" + where])
                m["other"].add(row["replycode"])
            if row["status"] and row["status_kind"] == "real":
                m["enhanced"] += [row["status"]] * yes(row["status" + where])
                m["other"].add(row["status"])
            m["reply_ok"].update((row.get("also_replycode") or "").split())
            m["enhanced_ok"].update((row.get("also_status") or "").split())
            m["other"].update((row.get("other_codes") or "").split())
            m["reasons"].add(row["reason"])
    for m in mails.values():
        for key in ("reply", "enhanced"):
            m[key] = list(dict.fromkeys(m[key]))
            m[key + "_ok"] |= set(m[key])
            m["other"] |= m[key + "_ok"]
    return mails


def share(hits, total):
    return f"{hits}/{total} = {100 * hits / total:.1f}%" if total else "0/0"


def percentile(values, q):
    values = sorted(values)
    return values[max(0, math.ceil(q * len(values)) - 1)]


def score(mails, answers):
    """Tallies, and the failures as (file, kind, wanted, got)."""
    t = {
        k: [0, 0]
        for k in (
            "reply_top1",
            "enhanced_top1",
            "both_top1",
            "mail_top1",
            "reply_recall",
            "enhanced_recall",
            "no_reply_kept",
            "no_enhanced_kept",
            "nothing_kept",
            "not_bounce_kept",
        )
    }
    failures, extra, crashes = [], 0, 0

    def count(key, ok):
        t[key][0] += bool(ok)
        t[key][1] += 1
        return ok

    for name, m in sorted(mails.items()):
        a = answers[name]
        if a["error"]:
            crashes += 1
            failures.append((name, "crash", "", a["error"]))
        right = {}
        for kind in ("reply", "enhanced"):
            got = a[kind]
            extra += len(set(got) - m["other"])
            if m[kind]:
                right[kind] = count(kind + "_top1", got and got[0] in m[kind + "_ok"])
                if not right[kind]:
                    failures.append((name, kind, " ".join(m[kind]), " ".join(got) or "nothing"))
                for code in m[kind]:
                    hit = count(kind + "_recall", code in got)
                    if not hit and right[kind]:
                        failures.append((name, kind + " missed", code, " ".join(got)))
            elif m["reply"] or m["enhanced"]:
                # the other kind stands in the mail; this one does not
                key = "no_reply_kept" if kind == "reply" else "no_enhanced_kept"
                if not count(key, not a["error"] and not set(got) - m["other"]):
                    failures.append((name, kind + " invented", "nothing", " ".join(got)))
        if right:
            count("mail_top1", all(right.values()))
        if len(right) == 2:
            count("both_top1", all(right.values()))
        if not right:
            stray = set(a["reply"] + a["enhanced"]) - m["other"]
            plain = m["reasons"] <= NO_BOUNCE
            key = "not_bounce_kept" if plain else "nothing_kept"
            ok = not a["error"] and (not stray or (plain and a["flag"] is False))
            if not count(key, ok):
                failures.append(
                    (
                        name,
                        "not a bounce" if plain else "no code there",
                        "nothing",
                        " ".join(a["reply"] + a["enhanced"]) or a["error"] or "",
                    )
                )
    return t, failures, extra, crashes


LABELS = (
    ("reply_top1", "reply code, top-1"),
    ("enhanced_top1", "enhanced code, top-1"),
    ("both_top1", "both right at top-1, where both stand"),
    ("mail_top1", "all that is asked right at top-1, by mail"),
    ("reply_recall", "reply codes found anywhere (recall)"),
    ("enhanced_recall", "enhanced codes found anywhere (recall)"),
    ("no_reply_kept", "no reply code in the mail, none given"),
    ("no_enhanced_kept", "no enhanced code in the mail, none given"),
    ("nothing_kept", "neither in the mail, nothing given"),
    ("not_bounce_kept", "not a bounce: nothing given, or said so"),
)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument(
        "--corpus",
        required=True,
        action="append",
        help="folder with the mails (several: the first that holds the file)",
    )
    p.add_argument("--expectations", required=True, help="the table")
    how = p.add_mutually_exclusive_group(required=True)
    how.add_argument("--url", help="POST each mail here")
    how.add_argument("--cmd", help="run this with each mail on its standard input")
    p.add_argument("--paste", choices=("source", "visible"), default="source")
    p.add_argument("--newlines", choices=("keep", "lf", "crlf", "cr"), default="keep")
    p.add_argument("--send", choices=("raw", "json", "form"), default="raw")
    p.add_argument("--field", default="text", help="field name for --send json or form")
    p.add_argument("--timeout", type=float, default=20, help="seconds for one mail")
    p.add_argument("--jobs", type=int, default=1, help="mails under way at once")
    p.add_argument("--match", default="", help="only files whose name holds this")
    p.add_argument("--skip-missing", action="store_true", help="pass over files not in --corpus")
    p.add_argument("--by-prefix", action="store_true", help="a line for each kind of sender")
    p.add_argument("--max-failures", type=int, default=1000)
    p.add_argument("--save", help="write answers and figures to this file, as JSON")
    p.add_argument(
        "--need",
        action="append",
        default=[],
        metavar="KEY=PERCENT",
        help="exit 1 if a figure is lower; keys: " + ", ".join(k for k, _ in LABELS),
    )
    p.add_argument("--need-p99", type=float, metavar="MS", help="exit 1 if the p99 is higher")
    p.add_argument(
        "--max-extra",
        type=float,
        metavar="PER_MAIL",
        help="exit 1 if more codes that nobody asked for are given, per mail",
    )
    args = p.parse_args()

    mails = {n: m for n, m in load(args.expectations, args.paste).items() if args.match in n}
    paths = {}
    for n in mails:
        found = [p for p in (os.path.join(c, n) for c in args.corpus) if os.path.isfile(p)]
        paths.update({n: found[0]} if found else {})
    missing = sorted(set(mails) - set(paths))
    if not paths or (missing and not args.skip_missing):
        sys.exit(f"{len(mails)} mails named, {len(missing)} not in --corpus: {missing[:5]}")
    mails = {n: mails[n] for n in sorted(paths)}
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        answers = dict(zip(mails, pool.map(lambda n: ask(paths[n], args), mails)))

    figures, failures, extra, crashes = score(mails, answers)
    seconds = [a["seconds"] for a in answers.values()]
    p99 = 1000 * percentile(seconds, 0.99)
    if args.max_failures:
        print(f"failures ({len(failures)}): file | what | wanted | got")
        for row in failures[: args.max_failures]:
            print("  " + " | ".join(row))
    if args.by_prefix:
        groups = {}
        for n in mails:
            groups.setdefault(re.sub(r"-\d+\.eml$", "", n), []).append(n)
        print("by sender: mails, all asked right at top-1")
        for g, names in sorted(groups.items()):
            part = score({n: mails[n] for n in names}, answers)[0]["mail_top1"]
            print(f"  {g:24} {len(names):4}  {share(*part)}")
    print(f"mails {len(mails)}")
    for key, label in LABELS:
        print(f"{label:44} {share(*figures[key])}")
    print(f"{'codes given that nobody asked for, per mail':44} {extra / len(mails):.2f}")
    print(f"{'crashes and timeouts':44} {crashes}")
    refused = sum(a["refused"] is not None for a in answers.values())
    print(f"{'refused (HTTP 4xx)':44} {refused}")
    print(f"{'latency ms: median, p99':44} {1000 * statistics.median(seconds):.1f}, {p99:.1f}")
    if args.save:
        with open(args.save, "w", encoding="utf-8") as f:
            json.dump(
                {
                    "figures": figures,
                    "extra": extra,
                    "crashes": crashes,
                    "p99_ms": p99,
                    "failures": failures,
                    "answers": answers,
                },
                f,
                indent=1,
            )

    low = [] if not crashes else [f"{crashes} crashes"]
    for need in args.need:
        key, _, percent = need.partition("=")
        hits, total = figures[key]
        if not total or 100 * hits / total < float(percent):
            low.append(f"{key} {share(hits, total)} < {percent}%")
    if args.need_p99 is not None and p99 > args.need_p99:
        low.append(f"p99 {p99:.1f} ms > {args.need_p99} ms")
    if args.max_extra is not None and extra / len(mails) > args.max_extra:
        low.append(f"{extra / len(mails):.3f} codes nobody asked for > {args.max_extra}")
    if low and (args.need or args.need_p99 is not None or args.max_extra is not None):
        print("short: " + "; ".join(low))
        sys.exit(1)


if __name__ == "__main__":
    main()
