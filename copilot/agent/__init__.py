"""The LangChain agent: tools, ledger, gate and repair."""
