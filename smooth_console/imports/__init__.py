"""What was made elsewhere as a script of ours: curl command lines, HTTP archives, Playwright's recordings.

It reads text and gives text. Nothing that it reads is run, and what cannot be turned over stands there as a comment.
"""
