"""Front end: scripts and lines given as arguments. Outputs on stdout, everything else on stderr, one exit code."""
