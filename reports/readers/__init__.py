"""One reader per kind of file that people send, each refusing what it can't read safely."""
