"""Market data behind one Protocol: Yahoo, a folder of price files, the recorded demo market."""
