"""House style: writes and reads figures in both languages; nobody else knows it."""
