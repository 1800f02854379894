"""How fast the console is, as ratios: what it does against the least that the same thing can cost, in one run."""
