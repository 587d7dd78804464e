"""The benchmarks: `python -m tests.bench` measures the search and prints Markdown tables."""
