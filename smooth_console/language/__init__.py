"""What a person types: declarations, grammar, values, completion, highlighting. It is given the registry of commands
and never imports the console that owns it."""
