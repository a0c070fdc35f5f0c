"""An Office file as the zip archive that it is: opened without trusting its size or its shape."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from copilot.errors import ConfigError

__all__ = ["opened"]

_MOST_BYTES = 300_000_000  # unpacked


@contextmanager
def opened(body: bytes, kind: str) -> Iterator[zipfile.ZipFile]:
    """The archive of a "Word document" or a "workbook". Raises `ConfigError` when it is none, or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if sum(item.file_size for item in archive.infolist()) > _MOST_BYTES:
                raise ConfigError(f"this {kind} unpacks to more than any export")
            yield archive
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise ConfigError(f"this is no {kind}") from error
