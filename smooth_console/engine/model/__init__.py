"""What a language model adds: an endpoint to ask, the page in compact form, answers checked and grounded."""
