"""Requests as nobody should send them: real ones, with anything in them changed; the same for the same seed."""

from dataclasses import dataclass, field
from io import BytesIO
from random import Random
from urllib.parse import quote_from_bytes

from page_kinds import PREFIXES

PATHS = (
    *("/", "/550/", "/5.7.26/", "/x.7.26/", "/5/", "/5.7/", "/compare/", "/compare/250/553/", "/550/replies/"),
    *(
        "/causes/mailbox-full/",
        "/causes/mailbox-full/replies/2/",
        "/providers/gmail/",
        "/errors/nodemailer/",
        "/about/",
        "/privacy/",
        "/admin/login/code/",
        "/admin/second-step/",
    ),
    *("/lookup/", "/search/", "/suggestions.json", "/api/v1/lookup", "/robots.txt", "/sitemap.xml", "/favicon.ico"),
    *("/sitemap-codes.xml", "/en/550/", "/en/", "/static/site.css", "/550/5.1.1/", "/nothing/", "/admin/"),
    *("/admin/login/", "/admin/codes/replycode/", "/admin/codes/replycode/1/change/", "/admin/jsi18n/"),
    *("/admin/codes/replycode/1/history/", "/admin/codes/knownreply/", "/admin/conflicts/", "/admin/r/7/1/"),
)
_PREFIXES = [prefix.encode() for prefix in PREFIXES]
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "G3T!", "X" * 200)
ODD = (
    *(
        b"\0",
        b"\xff",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe2\x80\xae",
        b"\r\n",
        b"\n",
        b"\x7f",
        b" ",
    ),
    *(
        b"//",
        b"//evil.example/",
        b"/../",
        b"/./",
        b"\\",
        b";",
        b"%",
        b"%%0a",
        b"%s",
        b"{}",
        b"{{7*7}}",
        b"<script>",
        b"'",
    ),
    *(
        "٥٥٠".encode(),
        "é".encode(),
        b"\xd8",
        b"ar",
        b"/ar/",
        b"/zh-hans/",
        b"AR/",
        b"en",
        b"0" * 5000,
        b"9" * 400,
        b"-1",
        b"1e9",
        b".",
    ),
    *(b"A" * 9000, b"/" * 300, b"?", b"#", b"&", b"=", b"", b"None", b"true", b"[]", b"__proto__", b"1_0"),
)
CHARSETS = (
    *(
        "utf-8",
        "undefined",
        "idna",
        "punycode",
        "base64",
        "rot13",
        "utf-7",
        "utf-16",
        "utf-32",
        "unicode_escape",
        "mbcs",
    ),
    *(
        "zlib",
        "hex",
        "cp037",
        "hz",
        "iso2022_kr",
        "latin1",
        "x" * 300,
        "",
        "\x00",
        "é",
        "'",
        '"',
        "*=utf-8''x",
        "utf_8_sig",
    ),
)
TYPES = (
    *(
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=b",
        "application/json",
    ),
    *(
        "multipart/form-data; boundary=",
        'multipart/form-data; boundary="',
        "text/plain",
        "text",
        "/",
        ";",
        "",
        "a/b; c*0*=x",
    ),
    *("multipart/form-data; boundary=" + "b" * 300, "application/json; charset", "text/plain; charset*=idna''%ff"),
    *(
        "multipart/form-data; boundary=é",
        "text/plain" + "; a=b" * 2000,
        "message/rfc822",
        "multipart/mixed; boundary=b",
    ),
)
HEADERS = {
    "HTTP_HOST": (
        "evil.example",
        "",
        "testserver:99999",
        "testserver:",
        "[::1",
        "[::1]:80",
        "a b",
        "testserver, x",
        ".",
        "é",
    ),
    "HTTP_ACCEPT_LANGUAGE": ("ar", "en;q=é", "*", "x" * 9000, ",;" * 2000, "ar;q=1e400", "en-" + "a-" * 500, "ar\0"),
    "HTTP_RANGE": (
        "bytes=0-0",
        "bytes=-1",
        "bytes=9-1",
        "bytes=0-" + "9" * 400,
        "bytes=0-1,2-3",
        "x",
        "bytes=",
        "é=1-2",
    ),
    "HTTP_IF_NONE_MATCH": ("*", '"x"', "W/", '"' * 900, "é", ","),
    "HTTP_IF_MATCH": ("*", '"x"', "é"),
    "HTTP_IF_MODIFIED_SINCE": ("Sat, 99 Nov 2026 99:99:99 GMT", "0", "x", "Sat, 28 Nov 0000 00:00:00 GMT", "9" * 300),
    "HTTP_IF_UNMODIFIED_SINCE": ("Sat, 01 Jan 1994 00:00:00 GMT", "x"),
    "HTTP_COOKIE": (
        "sessionid=",
        "csrftoken=x",
        "a" * 9000,
        "=",
        ";" * 900,
        "sessionid=é",
        "messages=[[",
        "django_language=ar",
    ),
    "HTTP_ACCEPT_ENCODING": ("gzip;q=x", "*", "br, gzip;q=0", "é", "," * 900),
    "HTTP_ACCEPT": ("*/*;q=x", "é", "/", ";q=" * 99),
    "HTTP_X_FORWARDED_FOR": ("1.2.3.4", "unknown", "," * 900, "::ffff:1.2.3.4", "é", "[", "127.0.0.1"),
    "HTTP_X_FORWARDED_HOST": ("evil.example",),
    "HTTP_X_FORWARDED_PROTO": ("https", "x", "é"),
    "HTTP_X_FORWARDED_PORT": ("x",),
    "HTTP_X_REQUEST_ID": ("x" * 900, "é", '"'),
    "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE",),
    "HTTP_REFERER": ("http://evil.example/", "é", "http://[", ""),
    "HTTP_ORIGIN": ("null", "http://[", "é"),
    "HTTP_X_CSRFTOKEN": ("x" * 64, "é"),
    "HTTP_TRANSFER_ENCODING": ("chunked", "x"),
    "HTTP_EXPECT": ("100-continue", "x"),
    "HTTP_AUTHORIZATION": ("Basic é", "Basic"),
    "HTTP_UPGRADE": ("websocket",),
    "HTTP_CONTENT_ENCODING": ("gzip",),
    "CONTENT_LENGTH": ("", "-1", "x", "1_0", "9" * 30, "0", "+5", "é"),
    "REMOTE_ADDR": ("", "unix:", "192.0.2.1", "::1", "é"),
}
BODIES = (
    *(b"", b"text=550", b"text=", b"text=%ff%00", b"text=" + b"550 5.1.1 no\n" * 50, b"=", b"&" * 1500, b"%", b"text"),
    *(
        b'{"text": "550"}',
        b'{"text": 550}',
        b"{",
        b"[" * 5000,
        b'{"text": "\\ud800"}',
        b"\xff\xfe\x00",
        b"null",
        b"1e999",
    ),
    *(
        b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n550 5.1.1 no\r\n--b--\r\n',
        b"--b",
        b"--b--",
        b"--b\r\n" * 99,
    ),
    b'--b\r\nContent-Disposition: form-data; name="a"; filename="\xff"\r\nContent-Type: a; charset=idna\r\n\r\n--b--',
    b"--b\r\nContent-Disposition: form-data; name*=idna''%ff\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--b--",
    b"text=550&text=551&username=a&password=b&csrfmiddlewaretoken=" + b"c" * 64 + b"&left=550&right=%D9%A5",
)
QUERIES = (
    *(
        "",
        "q=mailbox",
        "q=",
        "q=%00",
        "q=%ff",
        "lang=ar",
        "lang=%00",
        "left=550&right=x",
        "left=%D9%A5%D9%A5%D9%A0&right=250",
    ),
    *(
        "p=-1",
        "p=x",
        "o=1.x",
        "o=-99",
        "all=1",
        "e=1",
        "q=%ed%a0%80",
        "_popup=1&_to_field=x",
        "code__exact=%00",
        "id__in=x",
    ),
    *(
        "pk=x",
        "_changelist_filters=%00",
        "next=//evil.example",
        "next=%00",
        "a" * 9000,
        "&" * 3000,
        "=",
        "q=" + "a" * 5000,
    ),
    *(
        "code=550&code=551",
        "written__year=x",
        "provider__id__exact=x",
        "section=x",
        "history=x",
        "p=" + "9" * 30,
        "q=%",
    ),
)


@dataclass
class Request:
    """A request as a server hands it on: paths and headers in Latin-1."""

    method: str = "GET"
    path: bytes = b"/"
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def environ(self) -> dict[str, object]:
        """Return what WSGI says of it."""
        return {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path.decode("latin-1"),
            "QUERY_STRING": self.query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "testserver",
            "CONTENT_LENGTH": str(len(self.body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(self.body),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        } | {name: value.encode().decode("latin-1") for name, value in self.headers.items()}

    def octets(self, host: str) -> bytes:
        """Return it as it goes over the wire, with what HTTP cannot carry left as it is."""
        target = quote_from_bytes(self.path, safe="/%?#&=;:@!$'()*+,") + (f"?{self.query}" if self.query else "")
        headers = {"Host": host, "Content-Length": str(len(self.body)), "Connection": "close"}
        for name, value in self.headers.items():
            if name != "REMOTE_ADDR":
                headers[name.removeprefix("HTTP_").replace("_", "-").title()] = value
        lines = [f"{self.method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


def mutated(random: Random) -> Request:
    """Return a request with one to five things in it that are not as they should be."""
    path = random.choice(PATHS).encode()
    request = Request(path=random.choice((b"", *_PREFIXES)) + path, query=random.choice(("", random.choice(QUERIES))))
    if random.random() < 0.5:
        request.method, request.body = "POST", random.choice(BODIES)
        request.headers["CONTENT_TYPE"] = random.choice(TYPES)
    for _change in range(random.randint(1, 5)):
        random.choice((_path, _path, _method, _header, _header, _header, _type, _body, _query))(request, random)
    return request


def _path(request: Request, random: Random) -> None:
    cut = random.randint(0, len(request.path))
    request.path = request.path[:cut] + random.choice(ODD) + request.path[cut + random.choice((0, 0, 1, 3)) :]
    if random.random() < 0.9 and not request.path.startswith(b"/"):
        request.path = b"/" + request.path


def _method(request: Request, random: Random) -> None:
    request.method = random.choice(METHODS)


def _header(request: Request, random: Random) -> None:
    name = random.choice(list(HEADERS))
    request.headers[name] = random.choice(HEADERS[name])


def _type(request: Request, random: Random) -> None:
    request.headers["CONTENT_TYPE"] = f"{random.choice(TYPES)}; charset={random.choice(CHARSETS)}"


def _body(request: Request, random: Random) -> None:
    cut = random.randint(0, len(request.body))
    request.body = request.body[:cut] + random.choice(ODD) + request.body[cut:]


def _query(request: Request, random: Random) -> None:
    request.query = "&".join(filter(None, (request.query, random.choice(QUERIES))))
    if random.random() < 0.3:
        cut = random.randint(0, len(request.query))
        request.query = request.query[:cut] + random.choice(ODD).decode("latin-1") + request.query[cut:]
