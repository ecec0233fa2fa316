"""Finished pages beside nginx with the same bytes, direct and behind the shipped site file; 304, HEAD, page caches."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from running import RunningSite

from bench import servers
from bench.load import GZIP, Answer, UnmeasuredError, again_and_again, ask, each_once
from bench.plan import PAGE, Bench, Contender, comparisons, page_of, progress
from bench.rows import CACHED
from bench.table import Result

ROWS = CACHED
HEADS = 2000  # requests of one run of our own client


class Pages:
    """The finished pages that are asked for: all of them are warm, and nginx has the same bytes."""

    def __init__(self, bench: Bench, site: RunningSite, static: servers.Static, paths: list[str]) -> None:
        self.one, self.many = bench.folder / "one.txt", bench.folder / "many.txt"
        self.one.write_text(PAGE + "\n")
        self.many.write_text("\n".join(paths) + "\n")
        self.paths, self.site, self.static = paths, site, static
        self.answer = page_of(site.port, PAGE)
        static.put(PAGE, self.answer)
        each_once(site.port, (), paths)
        each_once(site.port, (), paths, check=static.put)
        each_once(static.port, (), paths)
        self.check(static.port)

    def check(self, port: int) -> None:
        """Hold that a server gives the page that is compared."""
        answer = ask(port, PAGE, Accept_Encoding="gzip")
        if (answer.status, answer.body) != (200, self.answer.body):
            raise UnmeasuredError(f"port {port} answers {PAGE} with {answer.status}, or with other bytes")

    def warm(self, port: int) -> None:
        """Ask a server for every address, twice."""
        for _time in range(2):
            each_once(port, (), self.paths)
        self.check(port)


def measure(bench: Bench) -> None:
    """Report all rows of finished pages."""
    settings = bench.copy(bench.prepared, "cached")
    codes = bench.codes(settings)
    everything = comparisons(codes, "", "/ar")
    paths = bench.chance.sample(everything, min(bench.addresses, len(everything)))
    with ExitStack() as stack:
        site = stack.enter_context(servers.serving(settings))
        static = servers.Static(bench.new_folder("static-cached"))
        nginx = stack.enter_context(static.running())
        progress(f"warming {len(paths)} addresses")
        pages = Pages(bench, site, static, paths)
        own = (site.server.pid,)
        contenders = list(_direct(bench, pages, own, nginx))
        contenders += _django(bench, stack, pages, nginx)
        try:
            contenders += _behind(bench, stack, pages, own, nginx)
        except UnmeasuredError as reason:
            for row in ROWS:
                if row.key.endswith("-nginx"):
                    bench.report(Result(row, failure=str(reason)))
        progress(f"measuring {len(contenders)} rows, {bench.rounds} rounds")
        pairs = bench.interleaved(contenders)
        pages.check(site.port)
        found = bench.report_pairs(ROWS, pairs)
        by_key = {row.key: row for row in ROWS}
        bench.report(Result(by_key["p99"], found["page"].p99))
        unlike = _unlike(pages.answer, ask(site.port, PAGE, "HEAD", Accept_Encoding="gzip"))
        bench.report(Result(by_key["head-unlike"], len(unlike), note=", ".join(sorted(unlike))))


def _direct(bench: Bench, pages: Pages, own: tuple[int, ...], nginx: tuple[int, ...]) -> Iterator[Contender]:
    port, both = pages.site.port, (*own, *nginx)
    static = partial(_wrk, bench, pages.static.port, nginx)
    ours = partial(_wrk, bench, port, own)
    yield Contender("page", partial(ours, pages.one), partial(static, pages.one, reference=True), both)
    yield Contender("many", partial(ours, pages.many), partial(static, pages.many, reference=True), both)
    yield Contender("static-many", partial(static, pages.many), partial(static, pages.one, reference=True), nginx)
    etag = {**GZIP, "If-None-Match": str(pages.answer.header("etag"))}
    if ask(port, PAGE, **{name.replace("-", "_"): value for name, value in etag.items()}).status != 304:
        raise UnmeasuredError(f"{PAGE} does not answer 304 to its own ETag")
    yield Contender("304", partial(ours, pages.one, etag), partial(ours, pages.one, reference=True), own)
    once = partial(each_once, port, own, [PAGE] * round(HEADS * bench.seconds / 3))
    yield Contender("head", partial(once, "HEAD"), once, own)


def _wrk(bench: Bench, port: int, sessions: tuple[int, ...], addresses: Path, headers=GZIP, reference: bool = False):
    return again_and_again(port, sessions, addresses, bench.reference_seconds if reference else bench.seconds, headers)


def _behind(
    bench: Bench, stack: ExitStack, pages: Pages, own: tuple[int, ...], nginx: tuple[int, ...]
) -> Iterator[Contender]:
    port, session = stack.enter_context(servers.front(bench.new_folder("front-cached"), pages.site))
    pages.warm(port)
    both = (session, *own)
    static = partial(_wrk, bench, pages.static.port, nginx, reference=True)
    for key, addresses in (("page-nginx", pages.one), ("many-nginx", pages.many)):
        yield Contender(key, partial(_wrk, bench, port, both, addresses), partial(static, addresses), (*both, *nginx))


def _django(bench: Bench, stack: ExitStack, pages: Pages, nginx: tuple[int, ...]) -> Iterator[Contender]:
    folder = pages.static.folder / "www" / PAGE.strip("/")
    files = sorted(folder.iterdir(), reverse=True)  # the compressed one, if there is one
    page = next((file for file in files if file.suffix == ".gz"), files[0])
    port, process = stack.enter_context(servers.bare("cached", bench.folder, BENCH_PAGE=str(page)))
    pages.check(port)
    yield Contender(
        "django-cache",
        partial(_wrk, bench, port, (process.pid,), pages.one),
        partial(_wrk, bench, pages.static.port, nginx, pages.one, reference=True),
        (process.pid, *nginx),
    )


def _unlike(get: Answer, head: Answer) -> set[str]:
    """The names of headers in which HEAD differs from GET, and "body" or "status" where these do."""
    unlike = {name for name, _value in set(get.headers) ^ set(head.headers) if name.lower() != "date"}
    return unlike | {"status" for _ in [0] if head.status != get.status} | {"body" for _ in [0] if head.body}
