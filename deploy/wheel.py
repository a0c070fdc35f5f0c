"""Build hook: a wheel carries `tools/` and `prompts/` inside `copilot/`; an editable install reads them where they are.

hatchling's static `force-include` would also copy them into an editable install, where the copies go stale.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundledFolders(BuildHookInterface[Any]):
    """Maps the two top-level folders into the package, for real wheels only."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "standard":
            build_data["force_include"] |= {"tools": "copilot/tools", "prompts": "copilot/prompts"}
