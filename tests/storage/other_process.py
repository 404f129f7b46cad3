"""What another process does to the same file, once it is told to go.

    python -m tests.storage.other_process append /tmp/answerback.db

Says "ready" when all is loaded, waits for a line, and says each thing as soon as it is kept.
"""

import os
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path

from storage.contract import Store
from storage.sqlite import SqliteStore
from tests.storage.samples import EVENT


def append(store: Store) -> None:
    for n in range(100):
        store.append_consent(replace(EVENT, evidence=f"{os.getpid()} {n}"))


def append_for_ever(store: Store) -> None:
    for n in count():
        line = store.append_consent(replace(EVENT, evidence=f"{os.getpid()} {n}"))
        print(line.seq, line.seal, flush=True)


TASKS = {"open": Store.check, "append": append, "append-for-ever": append_for_ever}


if __name__ == "__main__":
    task, path = sys.argv[1:]
    print("ready", flush=True)
    sys.stdin.readline()
    store = SqliteStore(Path(path))
    TASKS[task](store)
    store.close()
