"""A server that answers from a recording: the wire protocol without a browser. It runs nothing."""
