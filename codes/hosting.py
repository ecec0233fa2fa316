"""What a static host has to be told: headers, and what only the live site can answer."""

from collections.abc import Mapping

_FOREVER = "public, max-age=31536000, immutable"  # static files are named by their content


def for_live(headers: Mapping[str, str], live: str) -> dict[str, str]:
    """Return the headers of pages whose forms are sent to the live site."""
    return {name: value.replace("form-action 'self'", f"form-action 'self' {live}") for name, value in headers.items()}


def headers_file(headers: Mapping[str, str]) -> str:
    """Return the file _headers, as Netlify, Cloudflare Pages and others read it: they join what two rules say."""
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())


def redirects_file(live: str) -> str:
    """Return the file _redirects of the same hosts; some follow it even where there is a file, so that it has few."""
    return f"/en/* /:splat 301\n/search/* {live}/search/:splat 302\n/api/* {live}/api/:splat 307\n"


def nginx_file(headers: Mapping[str, str], static: str, live: str) -> str:
    """Return what a server of nginx includes: what is no file, as /550/5.1.1/, it leaves to the live site."""
    pages = "\n".join(f'add_header {name} "{value}" always;' for name, value in headers.items())
    files = "\n    ".join(
        f'add_header {name} "{_FOREVER if name == "Cache-Control" else value}" always;'
        for name, value in headers.items()
    )
    return f"""\
# To be included in a server whose root is the folder above this one.
charset utf-8;
gzip_static on;
{pages}
location / {{
    try_files $uri $uri/index.html @live;
}}
location {static} {{
    {files}
}}
location ~ ^/[._] {{
    return 404;
}}
location @live {{
    return 302 {live}$request_uri;
}}
"""
