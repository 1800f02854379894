"""The widgets of the console, each owning its own state. They show records and send messages."""
