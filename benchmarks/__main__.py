"""`python -m benchmarks` (make bench) runs all of them; `python -m benchmarks ingest` one.

`python -m benchmarks ablation FOLDER` stands apart: it measures quality, over a data set.
"""

import sys

from benchmarks import ablation, draining, ingesting, matching, polling, questions, reading, starting

BENCHMARKS = {
    "ingest": ingesting.run,
    "feeds": polling.run,
    "questions": questions.run,
    "reading": reading.run,
    "start": starting.run,
    "matching": matching.run,
    "alerts": draining.run,
}


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all."""
    match names:
        case ["ablation", folder]:
            ablation.run(folder)
            return
        case ["ablation", *_]:
            sys.exit("Say over which data set: python -m benchmarks ablation FOLDER (docs/quality.md).")
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.exit(f"There is no benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}.")
    for name in names or BENCHMARKS:
        print(f"== {name}", flush=True)
        BENCHMARKS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
