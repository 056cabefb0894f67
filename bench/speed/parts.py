"""What is measured together while one server runs: everything, the files alone, or the register alone."""

from bench.ground import Ground
from bench.server import memory, serving
from bench.speed import table
from bench.speed.files import files
from bench.speed.measures import Amount, Bench
from bench.speed.register import register
from bench.speed.shares import shares
from bench.speed.table import Held
from bench.speed.workbook import workbook


def whole(port: int, built: Ground, amount: Amount) -> list[Held]:
    """Print the figures as they come, and return every limit."""
    with serving(port) as server:
        bench = Bench(f"127.0.0.1:{port}", built, amount)
        figures = [*bench.pages(), *bench.saves()]
        print(table.figures(figures), flush=True)
        return [
            *table.of_figures(figures),
            *table.of_queries(bench.queries()),
            *table.of_bursts(list(bench.bursts())),
            *table.of_weights(list(bench.weights())),
            workbook(amount.criteria),
            *table.of_memory(memory(server), "pages and saves"),
            *files(bench),
            *table.of_memory(memory(server), "the gap report's files"),
            *register(bench),
            *shares(bench),
            *table.of_memory(memory(server), f"{amount.findings:,} findings as Excel"),
        ]


def files_alone(port: int, built: Ground, amount: Amount) -> list[Held]:
    """Return every limit on files."""
    with serving(port) as server:
        before = memory(server)
        print("Memory of the workers before: " + ", ".join(f"{mb:.0f} MB" for mb in before), flush=True)
        bench = Bench(f"127.0.0.1:{port}", built, amount)
        return [*files(bench), *table.of_memory(memory(server), "the gap report's files")]


def register_alone(port: int, built: Ground, amount: Amount) -> list[Held]:
    """Return every limit on the register."""
    with serving(port):
        return list(register(Bench(f"127.0.0.1:{port}", built, amount)))


def shares_alone(port: int, built: Ground, amount: Amount) -> list[Held]:
    """Return every limit on what one person's requests cost the others."""
    with serving(port):
        return list(shares(Bench(f"127.0.0.1:{port}", built, amount)))
