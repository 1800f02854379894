"""The Console: it runs commands against a session. All that a front end talks to."""
