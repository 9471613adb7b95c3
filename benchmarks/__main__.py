"""`python -m benchmarks` (make bench) runs all of them; `python -m benchmarks ingest` one."""

import sys

from benchmarks import draining, ingesting, matching, polling, questions, starting

BENCHMARKS = {
    "ingest": ingesting.run,
    "feeds": polling.run,
    "questions": questions.run,
    "start": starting.run,
    "matching": matching.run,
    "alerts": draining.run,
}


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.exit(f"There is no benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}.")
    for name in names or BENCHMARKS:
        print(f"== {name}", flush=True)
        BENCHMARKS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
