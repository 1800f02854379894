"""Exit codes of the headless front end. They are a promise to scripts; see COMMANDS in the documentation."""

OK = 0
FAILED = 1
WRONG = 2
SERVER = 3
DEADLINE = 4
ENDED = 5
EXPECT = 6
BUDGET = 7
HANGUP = 129
INTERRUPTED = 130
TERMINATED = 143
