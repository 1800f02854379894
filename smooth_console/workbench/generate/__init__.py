"""Code from a schema: a pydantic model, a TypeScript type. The inverse of inferring a schema from one."""

from smooth_console.workbench.generate.pydantic_text import to_pydantic
from smooth_console.workbench.generate.typescript_text import to_typescript

__all__ = ["to_pydantic", "to_typescript"]
