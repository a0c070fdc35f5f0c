"""Files, folders and addresses into articles."""
