"""Who may use a shared page: names with hashed passwords, and the signed tokens that remember a login.

A line of the users file is `name:scrypt$n$r$p$salt$key` (hexadecimal); `market-copilot password` prints one. Passwords
are hashed by scrypt (RFC 7914) with 16 MB a guess. A token holds the name and the time of the login, signed with a
secret of the home folder and the user's own hash, so that a changed password ends every login made with the old one.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import os
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from copilot.config import Settings
from copilot.errors import ConfigError

__all__ = ["Accounts", "Throttle", "hashed"]

_N, _R, _P = 2**14, 8, 1
_LASTS = 14 * 24 * 3600  # seconds that a login is remembered
_NAME = re.compile(r"[^\s:,/\\\x00-\x1f]{1,64}")
_HASH = re.compile(r"scrypt\$(\d{4,7})\$(\d{1,2})\$(\d{1,2})\$([0-9a-f]{16,128})\$([0-9a-f]{64})")
_FEW_GUESSES, _MANY_GUESSES, _WAIT = 5, 30, 600.0  # a name, an address, seconds


def hashed(password: str, *, salt: bytes | None = None) -> str:
    """What the users file keeps of a password. Raises `ConfigError` for one shorter than eight characters."""
    if len(password) < 8:
        raise ConfigError("a password has at least 8 characters")
    salt = salt or secrets.token_bytes(16)
    return f"scrypt${_N}${_R}${_P}${salt.hex()}${_key(password, salt, _N, _R, _P).hex()}"


def _key(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(
        password.encode("utf8", "surrogatepass"), salt=salt, n=n, r=r, p=p, maxmem=256 * 1024 * 1024, dklen=32
    )


_NOBODY = hashed("nobody has this", salt=b"\0" * 16)  # so that an unknown name takes as long as a known one


@dataclass
class Accounts:
    """The users of a page; `read` takes them from the settings."""

    users: Mapping[str, str]  # name: hash
    secret: bytes
    now: Callable[[], float] = time.time

    @classmethod
    def read(cls, settings: Settings) -> Accounts | None:
        """None where no users are set. Raises `ConfigError` for a file that is missing or holds something else."""
        if not settings.users:
            return None
        text = settings.users
        if not _HASH.search(text):
            try:
                text = Path(text).expanduser().read_text("utf8")
            except (OSError, UnicodeDecodeError) as error:
                raise ConfigError(f"COPILOT_USERS={settings.users!r} cannot be read: {error}") from error
        users: dict[str, str] = {}
        for line in re.split(r"[\n,]", text):
            if not (stripped := line.strip()) or stripped.startswith("#"):
                continue
            name, _, kept = stripped.partition(":")
            if not _NAME.fullmatch(name) or not _HASH.fullmatch(kept):
                raise ConfigError(
                    f"COPILOT_USERS: the entry of {name[:40]!r} is not name:scrypt$…; make one with market-copilot password"
                )
            users[name] = kept
        if not users:
            raise ConfigError("COPILOT_USERS names no user; make an entry with market-copilot password")
        return cls(users, _secret(settings))

    def check(self, name: str, password: str) -> bool:
        """Is this the user's password? Takes as long for a name that nobody has."""
        match = _HASH.fullmatch(self.users.get(name, _NOBODY))
        assert match is not None
        n, r, p = (int(part) for part in match.groups()[:3])
        fits = hmac.compare_digest(
            _key(password[:1024], bytes.fromhex(match[4]), n, r, p), bytes.fromhex(match[5])
        )
        return fits and name in self.users

    def token(self, name: str) -> str:
        """What a browser keeps of a login."""
        said = f"{base64.urlsafe_b64encode(name.encode()).decode()}.{int(self.now())}"
        return f"{said}.{self._signed(name, said)}"

    def user(self, token: str) -> str:
        """Whose login a token is; empty for one that is forged, too old, or of an old password."""
        said, _, signature = token.rpartition(".")
        encoded, _, begun = said.partition(".")
        with contextlib.suppress(ValueError):
            name = base64.urlsafe_b64decode(encoded.encode()).decode()
            known = name in self.users and hmac.compare_digest(self._signed(name, said), signature)
            if known and 0 <= self.now() - int(begun) < _LASTS:
                return name
        return ""

    def _signed(self, name: str, said: str) -> str:
        key = self.secret + self.users[name].encode()
        return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


@dataclass
class Throttle:
    """Counts failed logins by name and by address; too many make both wait."""

    now: Callable[[], float] = time.monotonic
    _failed: dict[str, list[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, name: str, address: str) -> int:
        """Seconds until the next guess is taken; 0: now."""
        with self._lock:
            waits = [
                recent[-most] + _WAIT - self.now()
                for key, most in ((f"n{name}", _FEW_GUESSES), (f"a{address}", _MANY_GUESSES))
                if len(recent := self._recent(key)) >= most
            ]
        return max((int(one) + 1 for one in waits), default=0)

    def failed(self, name: str, address: str) -> None:
        with self._lock:
            for key in (f"n{name}", f"a{address}"):
                self._failed[key] = [*self._recent(key), self.now()][-_MANY_GUESSES:]
            if len(self._failed) > 10_000:  # guessing names must not fill the memory
                self._failed = {key: times for key in self._failed if (times := self._recent(key))}

    def succeeded(self, name: str) -> None:
        with self._lock:
            self._failed.pop(f"n{name}", None)

    def _recent(self, key: str) -> list[float]:
        return [at for at in self._failed.get(key, ()) if self.now() - at < _WAIT]


def _secret(settings: Settings) -> bytes:
    """The home folder's secret, made once; whoever can read it can make logins."""
    path = settings.folder / "login-secret"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(32))
        found = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be used: {error.strerror}") from error
    if len(found) < 32:
        raise ConfigError(f"{path} is damaged; delete it (everybody logs in anew)")
    return found
