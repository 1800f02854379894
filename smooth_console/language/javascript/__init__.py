"""JavaScript as a person types it: rewritten to a form that every server takes, checked, and known to be whole or not.

It looks at text only; nothing here runs anything. V8 says where a mistake is (`problems`), the tree of tree-sitter is
what `rewrite` goes by; both are imported at the first use.

What a rewritten source does differently from V8's REPL mode, mostly for want of a way to say it:

- `let`, `const` and `class` at the top become properties of the global object. So a `const` can be assigned to,
  `delete` works on them, and declaring anew what another line declared with another keyword is allowed.
- A name that the window keeps for itself (`name`, `status`, `history`, `onclick`, ...) is taken over: code of the
  page that reads `window.name` then sees the new value. Where REPL mode refuses (`let top`) this refuses too.
- A promise that is the value of the last expression is awaited; a thenable too.
- `{a: 1}` alone is an object, a function alone is sent to be called, `return` is allowed at the top.
- `1 <!-- two` is a comparison, not a comment, unless the comment begins its line. `a.#b` outside of a class is refused.
- V8 words two errors otherwise: destructuring what cannot be iterated, and `await` as a name.
- `args` means what was given with `--args`, and hides a global of that name, except in the source that declares one.
- `toString` of a function that calls itself shows it without its name.
- A function declared inside a block is a global too, but code of the same source sees the block's own binding.
"""

from smooth_console.language.javascript.complete import is_complete
from smooth_console.language.javascript.edits import Form, Rewritten
from smooth_console.language.javascript.problems import SyntaxProblem, check
from smooth_console.language.javascript.rewriter import rewrite

__all__ = ["Form", "Rewritten", "SyntaxProblem", "check", "is_complete", "rewrite"]
