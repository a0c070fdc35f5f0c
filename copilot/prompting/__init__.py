"""The one place that words facts for a model."""
