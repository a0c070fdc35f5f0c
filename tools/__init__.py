"""Functions of a Desk that return facts: Datum, Series or Passage; never prose."""
