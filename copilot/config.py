"""Every setting, listed once and read once from the environment; the documentation is made from here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from copilot.errors import ConfigError

__all__ = ["Settings"]


def _setting(variable: str, default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"variable": variable, "meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. `Settings.read()` takes them from the environment; tests pass a mapping."""

    home: Path | None = _setting(
        "COPILOT_HOME", None, "Folder for articles, threads and caches; default: the platform's data folder"
    )
    model: str = _setting(
        "COPILOT_MODEL",
        "",
        "Chat model's name; empty with OPENAI_API_KEY: gpt-5-mini; empty without: the rule analyst",
    )
    api_key: str = _setting("OPENAI_API_KEY", "", "Key of a hosted model; none is needed for anything else")
    base_url: str = _setting("OPENAI_BASE_URL", "https://api.openai.com/v1", "Any OpenAI-compatible server")
    market: str = _setting(
        "COPILOT_MARKET",
        "auto",
        "auto (Yahoo, or the demo market when it is out of reach) | live | demo | a folder of price files |"
        " a recording (FILE.json)",
    )
    second_market: str = _setting(
        "COPILOT_SECOND_MARKET",
        "",
        "A second source to compare closes with: a folder of price files; differences above 0.1 % are said",
    )
    sec_identity: str = _setting(
        "COPILOT_SEC_IDENTITY",
        "",
        'Who asks the SEC ("Name name@company.com"): statements of US companies are then compared with their filings, and'
        " come from them for earlier days; needs the extra sec",
    )
    sec_url: str = _setting(
        "COPILOT_SEC_URL", "", "A server that speaks the SEC's data API instead of the SEC"
    )
    embedder: str = _setting(
        "COPILOT_EMBEDDER", "local", "local (no key, no network) or an OpenAI embedding model's name"
    )
    policy: str = _setting(
        "COPILOT_POLICY", "mark", "What becomes of an unproved sentence after repair: mark | withhold"
    )
    host: str = _setting("HOST", "127.0.0.1", "Address that the page listens on")
    port: int = _setting("PORT", 7860, "Port that the page listens on")
    public: str = _setting(
        "COPILOT_PUBLIC",
        "",
        "1: the page may listen on an address that others reach, though no COPILOT_USERS is set",
    )
    users: str = _setting(
        "COPILOT_USERS",
        "",
        "Who may log in: a file of name:hash lines, or the lines themselves, comma-separated;"
        " `market-copilot password` makes one",
    )
    url: str = _setting(
        "COPILOT_URL",
        "",
        "Where visitors reach the page through a proxy, path included: https://example.com/copilot",
    )
    yahoo_url: str = _setting(
        "COPILOT_YAHOO_URL", "", "A server that speaks Yahoo's wire format, instead of Yahoo (tests)"
    )
    database_url: str = _setting(
        "DATABASE_URL", "", "SQLAlchemy address of the truth; default: SQLite in COPILOT_HOME"
    )
    chroma_url: str = _setting("CHROMA_URL", "", "A Chroma server, instead of the embedded index")
    chroma_token: str = _setting(
        "CHROMA_TOKEN", "", "Sent to CHROMA_URL as a bearer token, for the proxy that guards it"
    )

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Raises `ConfigError` naming the variable that cannot be read."""
        source = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        for item in fields(cls):
            variable = item.metadata["variable"]
            text = source.get(variable, "").strip()
            if not text:
                continue
            if item.name == "port":
                if not text.isdecimal() or not 0 < int(text) < 65536:
                    raise ConfigError(f"{variable}={text!r} is no port; use a number from 1 to 65535")
                values[item.name] = int(text)
            else:
                values[item.name] = Path(text).expanduser() if item.name == "home" else text
        return cls(**values)

    @property
    def folder(self) -> Path:
        """Where data live; made when first needed."""
        if self.home is not None:
            return self.home
        import platformdirs

        return Path(platformdirs.user_data_dir("market-copilot"))
