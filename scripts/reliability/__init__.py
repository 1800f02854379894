"""What docs/reliability.md is made of: sections that each run something for long, and say in a table what came of it.

A section is a function in a module of its own, listed in `SECTIONS`.
"""
