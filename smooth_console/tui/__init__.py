"""Front end: the Textual console. The only package that imports textual."""
