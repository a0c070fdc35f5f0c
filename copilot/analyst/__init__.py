"""The rule analyst: a LangChain chat model that plans by rules."""
