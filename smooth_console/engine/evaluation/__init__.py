"""Running JavaScript in a page: which form a source has, how its value becomes JSON, how its failures are told."""
