"""A session as something else: programs that do it again, reports, recordings. Pure functions from records to text."""
