"""Schemas and snippets: the library, and what is wrong or right with them. It knows no server and no front end."""
