"""The chat model behind an answer: made from settings, and its failures put into words with the next step."""

from __future__ import annotations

from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage

from copilot.config import Settings
from copilot.errors import CopilotError, ModelError

__all__ = ["Interrupted", "chat_model", "cut_off", "explained", "finish_reason", "name", "rewrites"]

DEFAULT = "gpt-5-mini"


def chat_model(settings: Settings) -> BaseChatModel:
    """The model that the settings name, at their base URL, over chat completions."""
    import os

    # Tracing would send the conversation to a third party; only a person who sets it wants that.
    os.environ.setdefault("LANGSMITH_TRACING", "false")
    import httpx
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=settings.model or DEFAULT,
        # Always explicit: with a gateway variable set the client would be re-routed.
        base_url=settings.base_url,
        api_key=SecretStr(settings.api_key or "none"),
        stream_usage=True,
        use_responses_api=False,
        # A server that is away must be known soon; one that thinks may take its time between two tokens.
        timeout=httpx.Timeout(60, connect=5),
        max_retries=2,
    )


def name(model: Any) -> str:
    """What an answer calls its writer."""
    for attribute in ("label", "model_name", "model"):
        value = getattr(model, attribute, None)
        if isinstance(value, str) and value:
            return value
    return str(getattr(model, "_llm_type", type(model).__name__)).replace("-", " ").replace("_", " ")


def rewrites(model: Any) -> bool:
    """Can this model write a sentence anew? A rule analyst cannot, and says so by `rewrites = False`."""
    return bool(getattr(model, "rewrites", True))


def finish_reason(message: AIMessage) -> str:
    """Why the model stopped, in OpenAI's words (stop, length, tool_calls, content_filter); "" when it did not say."""
    data = message.response_metadata
    reason = next(
        (data[key] for key in ("finish_reason", "stop_reason", "done_reason", "status") if data.get(key)), ""
    )
    return {"end_turn": "stop", "max_tokens": "length", "completed": "stop", "incomplete": "length"}.get(
        reason, str(reason)
    )


def cut_off(message: Any, model: BaseChatModel) -> bool:
    """Did the message end before its end? OpenAI's protocol always gives a reason, so none means a cut stream."""
    if not isinstance(message, AIMessage) or message.tool_calls:
        return False
    reason = finish_reason(message)
    return reason == "length" or (not reason and model._llm_type == "openai-chat")


class Interrupted(ModelError):
    """The model broke off in a way that may not happen again: what it has written can be gone on from."""


def _transient(error: Exception) -> bool:
    """Is it worth going on from what is there? The client has already retried what it retries."""
    import httpx
    import openai

    if isinstance(error, CopilotError):
        return False
    if isinstance(error, openai.APIStatusError):
        return error.status_code >= 500
    return isinstance(error, openai.APIError | httpx.TransportError)


def explained(error: Exception) -> ModelError:
    """The failure in words that a person can act on."""
    import httpx
    import openai

    if isinstance(error, ModelError):
        return error
    match error:
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            words = "the model's server refused the key; check OPENAI_API_KEY and OPENAI_BASE_URL"
        case openai.NotFoundError():
            words = "the model's server does not know this model; check COPILOT_MODEL and OPENAI_BASE_URL"
        case openai.RateLimitError():
            words = "the model's server is over its limit; wait a moment and ask again"
        case openai.APITimeoutError():
            words = "the model's server took too long; ask again"
        case openai.APIConnectionError() | httpx.TransportError():
            words = (
                "the model's server cannot be reached or broke off; check OPENAI_BASE_URL and ask again, "
                "or unset OPENAI_API_KEY and COPILOT_MODEL for the rule analyst"
            )
        case openai.BadRequestError():
            words = f"the model's server refused the request: {str(error)[:300]}"
            if "tool" in str(error).lower():
                words += "; a model that can call tools is needed: set COPILOT_MODEL to one"
        case openai.APIError():
            words = f"the model's server failed: {str(error)[:300]}; ask again"
        case _:
            words = f"the model failed: {type(error).__name__}: {str(error)[:300]}"
    return Interrupted(words) if _transient(error) else ModelError(words)
