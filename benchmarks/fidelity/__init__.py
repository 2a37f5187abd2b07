"""A suite that shows what reaches the reader: cases as data, judged by code of its own.

`python -m benchmarks.fidelity` runs every family of `families/` through a real
server and through the bare model, and writes `results.md` and `results.json`.
"""
