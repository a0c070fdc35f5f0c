"""The closed registry of measures: formula, source, unit and definition of each."""
