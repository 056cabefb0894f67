"""Files: plain values in, bytes or text out. Nothing here knows of policing, and nothing asks a database."""
