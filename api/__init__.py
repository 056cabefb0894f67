"""The read-only API: what a person may see on the pages, for the programs that read with their token."""
