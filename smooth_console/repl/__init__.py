"""Front end: the same language as a prompt (prompt_toolkit), for any terminal. It holds no protocol."""
