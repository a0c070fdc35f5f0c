"""A public web address into bytes, and never a private one.

requests-hardened looks a name up once, refuses loopback, private, link-local and metadata addresses, and connects to
the very address it looked at, so that a name cannot change between look-up and request. Redirects are followed here,
each through the same door. Proxies of the environment are not used: a proxy would look the name up again, behind us.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from copilot.errors import ArticleError

__all__ = ["Fetched", "fetch"]

MOST_BYTES = 20_000_000
MOST_SECONDS = 20.0
MOST_REDIRECTS = 5
KINDS = {
    "text/html": "html", "application/xhtml+xml": "html", "text/plain": "text", "text/markdown": "text",
    "application/pdf": "pdf", "application/rss+xml": "feed", "application/atom+xml": "feed",
    "application/xml": "feed", "text/xml": "feed",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fetched:
    url: str  # after redirects
    kind: str  # html | text | pdf | feed | docx
    body: bytes
    charset: str = ""


def fetch(url: str, *, loopback: bool = False) -> Fetched:
    """What a web address holds.

    `loopback` allows a server on this machine and plain http: an argument for tests, reachable from no setting.
    Raises `ArticleError` for anything that is not a public https or http page of bounded size, time and redirects.
    """
    import requests
    import requests_hardened as hardened
    import urllib3

    logging.getLogger("requests_hardened").setLevel(logging.ERROR)  # the refusal is raised, and said once
    manager = hardened.Manager(
        hardened.Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=loopback,
            never_redirect=True,
            default_timeout=(5, 10),
            user_agent_override="Mozilla/5.0 (compatible; market-copilot)",
        )
    )
    deadline = time.monotonic() + MOST_SECONDS
    with manager.get_session() as session:
        session.trust_env = False
        try:
            return _followed(session, url, deadline)
        except ArticleError:  # a ValueError itself
            raise
        except requests.exceptions.SSLError as error:
            raise ArticleError(f"{url}: its certificate is not valid") from error
        except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError) as error:
            raise ArticleError(f"{url}: did not answer in time") from error
        except (
            requests.RequestException,
            urllib3.exceptions.HTTPError,  # while the body is read
            hardened.ip_filter.InvalidIPAddress,
        ) as error:
            if isinstance(error, hardened.ip_filter.InvalidIPAddress):
                raise ArticleError(f"{url}: leads to a private address ({error}); refused") from error
            raise ArticleError(f"{url}: could not be fetched ({type(error).__name__})") from error
        except (ValueError, OSError) as error:
            raise ArticleError(f"{url}: is no usable address") from error


def _followed(session: object, url: str, deadline: float) -> Fetched:
    at = url
    for _ in range(MOST_REDIRECTS + 1):
        parts = urlsplit(at)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.password:
            raise ArticleError(f"{at}: only https and http addresses without a password are read")
        response = session.get(at, stream=True)  # type: ignore[attr-defined]
        with response:
            if response.is_redirect:
                at = urljoin(at, response.headers["location"])
                continue
            if response.status_code != 200:
                raise ArticleError(f"{at}: the server answered {response.status_code}")
            given = response.headers.get("content-type", "text/html")
            kind = KINDS.get(given.split(";")[0].strip().lower())
            if kind is None:
                raise ArticleError(f"{at}: {given.split(';')[0]} is no kind of article that can be read")
            charset = given.partition("charset=")[2].split(";")[0].strip("\"' ")
            return Fetched(at, kind, _body(response, at, deadline), charset)
    raise ArticleError(f"{url}: more than {MOST_REDIRECTS} redirects")


def _body(response: object, url: str, deadline: float) -> bytes:
    """The body as far as size and time allow: a server may send one byte a second, or unpack to gigabytes."""
    parts: list[bytes] = []
    size = 0
    # What has come so far, each time: a read of a whole block would wait for a drip until the block is full.
    while part := response.raw.read1(65536, decode_content=True):  # type: ignore[attr-defined]
        size += len(part)
        parts.append(part)
        if size > MOST_BYTES:
            raise ArticleError(f"{url}: larger than {MOST_BYTES // 1_000_000} MB")
        if time.monotonic() > deadline:
            raise ArticleError(f"{url}: took longer than {MOST_SECONDS:.0f} seconds")
    return b"".join(parts)
