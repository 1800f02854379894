"""What things cost here: nothing, or a rate that somebody sets to try out budgets. It has no say in what is done."""

from dataclasses import dataclass

FREE = ("close",)


@dataclass(frozen=True, slots=True)
class Tariff:
    """The local tariff: `rate` credits for an action, and for each step of run_task. What fails costs nothing.

    Attributes:
        rate: Credits, 0.01 USD each where they are paid for.
    """

    rate: float = 0.0

    def cost(self, action: str, steps: int = 0) -> float:
        """What an action that worked costs, in credits. `steps` are those that run_task did."""
        if action in FREE:
            return 0
        cost = round(self.rate * (max(steps, 1) if action == "run_task" else 1), 6)
        return int(cost) if cost == int(cost) else cost
