"""Values on their way out: made harmless, worded for people, and laid out as text. Knows no front end."""
