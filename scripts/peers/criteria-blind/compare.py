#!/usr/bin/env python3
"""Every criterion by Cavum and by a second writing of the same tables (rules.py), on random cases (cases.py).

Usage: scripts/peers/criteria-blind/compare.py CONSOLE [cases, 100000] [first seed, 1] [how many differences to show, 3]
CONSOLE is the built tests/Cavum.Validation; it reads a case a line and answers with the code of `pet respond`. Exit 1 where a category differs."""
import collections
import json
import math
import subprocess
import sys
import threading

import cases
import rules

BEST = {"RECIST 1.1": "best RECIST", "iRECIST": "best iRECIST"}


def of_product(reply):
    out, change = {}, {}
    for c in reply["criteria"]:
        out[c["name"]], change[c["name"]] = c["category"], c["changePercent"]
        for note in c["notes"]:
            if note.startswith("Best overall response") and c["name"] in BEST:
                out[BEST[c["name"]]] = note.rstrip(".").split(": ")[1]
    out["answer"] = reply["tumourPresent"]
    return out, change


def same(a, b):
    return (a is None) == (b is None) and (a is None or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9))


def answers(console, lines):
    """The console's answer to each line, in order."""
    process = subprocess.Popen([console, "respond-lines"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def feed():
        for line in lines:
            process.stdin.write(line + "\n")
        process.stdin.close()

    threading.Thread(target=feed, daemon=True).start()
    for reply in process.stdout:
        yield json.loads(reply)
    process.wait()


def main():
    console = sys.argv[1]
    count, first, show = (int(sys.argv[i]) if len(sys.argv) > i else d for i, d in ((2, 100_000), (3, 1), (4, 3)))
    compared, differ, classes, shown = collections.Counter(), collections.Counter(), collections.Counter(), collections.Counter()
    refused, faults, pairs = 0, 0, collections.defaultdict(collections.Counter)
    seeds = range(first, first + count)
    replies = answers(console, (json.dumps(cases.draw(s)) for s in seeds))
    for seed, reply in zip(seeds, replies):
        if "criteria" not in reply:
            refused, faults = refused + ("refused" in reply), faults + ("fault" in reply)
            if shown["refused"] < show:
                shown["refused"] += 1
                print("refused", seed, json.dumps(reply)[:600])
            continue
        mine, my_change = rules.assess(cases.draw(seed))
        theirs, change = of_product(reply)
        for name, value in mine.items():
            compared[name] += 1
            classes[name, value] += 1
            if theirs.get(name) != value:
                differ[name] += 1
                pairs[name][f"{theirs.get(name)} (here {value})"] += 1
                if shown[name] < show:
                    shown[name] += 1
                    print(f"{name}: seed {seed}: product {theirs.get(name)}, here {value}")
        for name, value in my_change.items():
            compared[name + " change"] += 1
            if not same(value, change.get(name)):
                differ[name + " change"] += 1
                if shown[name + " change"] < show:
                    shown[name + " change"] += 1
                    print(f"{name} change: seed {seed}: product {change.get(name)}, here {value}")
    print(f"{count} cases, {refused} refused, {faults} faults")
    for name in compared:
        met = ", ".join(f"{v} {n}" for (c, v), n in sorted(classes.items()) if c == name)
        print(f"{name}: {compared[name]} compared, {differ[name]} differ{' ' + str(dict(pairs[name])) if differ[name] else ''}; {met}")
    return 1 if sum(differ.values()) or faults else 0


if __name__ == "__main__":
    sys.exit(main())
