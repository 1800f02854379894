"""The embedded Smooth server: the same protocol on a real Chromium. It imports `wire` and nothing else of ours."""
