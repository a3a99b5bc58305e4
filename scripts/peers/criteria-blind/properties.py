#!/usr/bin/env python3
"""What must hold of Cavum's response criteria whatever the case (cases.py), and a replay of each path against the printed tables.

Usage: scripts/peers/criteria-blind/properties.py CONSOLE [cases a property, 10000] [first seed, 1]
CONSOLE is the built tests/Cavum.Validation. Exit 1 where a property fails."""
import copy
import glob
import json
import os
import random
import re
import subprocess
import sys
import threading

import cases

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
METABOLIC, ANATOMIC = ["CMR", "PMR", "SMD", "PMD"], ["CR", "PR", "nonCrNonPd", "SD", "NE", "PD"]


def ask(console, pairs, paths=False):
    process = subprocess.Popen([console, "respond-lines"] + ["--paths"] * paths, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    queue = []

    def feed():
        for seed, before, after in pairs:
            queue.append((seed, before, after))
            process.stdin.write(json.dumps(before) + "\n" + json.dumps(after) + "\n")
        process.stdin.close()

    threading.Thread(target=feed, daemon=True).start()
    while line := process.stdout.readline():
        other = process.stdout.readline()
        seed, before, after = queue.pop(0)
        yield seed, before, after, json.loads(line), json.loads(other)
    process.wait()


def category(reply, name):
    return next(c for c in reply["criteria"] if c["name"] == name)["category"]


def scans(raw):
    return raw["timePoints"] if "timePoints" in raw else [raw["baseline"], raw["followUp"]]


def scaled(r, raw):
    f = r.uniform(0.05, 1)
    for l in scans(raw)[-1].get("lesions", []):
        for key in ("suvMax", "suvPeakGlobal", "suvPeakLocal", "sulPeak", "tlg"):
            if key in l:
                l[key] *= f


def no_worse(_, a, b):
    return category(a, "PERCIST 1.0") == category(b, "PERCIST 1.0") == "NE" or METABOLIC.index(category(b, "PERCIST 1.0")) <= METABOLIC.index(category(a, "PERCIST 1.0"))


def with_new(r, raw):
    if "ct" in raw:
        raw["ct"]["timePoints"][-1]["newLesion"] = True


def no_better(raw, a, b):
    rank = lambda x: ANATOMIC.index(category(x, "RECIST 1.1"))
    return "ct" not in raw or rank(b) >= rank(a)


def permuted(r, raw):
    for s in scans(raw):
        r.shuffle(s.get("lesions", []))
    r.shuffle(raw.get("readers", []))
    for t in raw.get("ct", {}).get("timePoints", []):
        r.shuffle(t["targets"])
    for d in [raw] + scans(raw):
        items = list(d.items())
        r.shuffle(items)
        d.clear()
        d.update(items)


def renamed(r, raw):
    ids = sorted({l["id"] for s in scans(raw) for l in s.get("lesions", [])})
    fresh = [f"x{i}" for i in range(len(ids))]
    r.shuffle(fresh)
    to = dict(zip(ids, fresh))
    for s in scans(raw):
        for l in s.get("lesions", []):
            l["id"] = to[l["id"]]
            if "baselineId" in l:
                l["baselineId"] = to[l["baselineId"]]
    targets = sorted({t["id"] for p in raw.get("ct", {}).get("timePoints", []) for t in p["targets"]})
    names = [f"y{i}" for i in range(len(targets))]
    r.shuffle(names)
    for p in raw.get("ct", {}).get("timePoints", []):
        for t in p["targets"]:
            t["id"] = names[targets.index(t["id"])]


def close(a, b):
    return a == b or (a is not None and b is not None and abs(a - b) <= 1e-9 * max(1, abs(a)))


def same(_, a, b):
    if ("refused" in a) or ("refused" in b):
        return ("refused" in a) == ("refused" in b)
    key = lambda x: [(c["name"], c["category"]) for c in x["criteria"]] + [x["tumourPresent"], x["timing"]]
    return key(a) == key(b) and all(close(x["changePercent"], y["changePercent"]) for x, y in zip(a["criteria"], b["criteria"]))


def one_less(r, raw):
    """Takes one value out, wherever it lies, but no id."""
    places = []

    def walk(node):
        for k, v in list(node.items()) if isinstance(node, dict) else []:
            if k not in ("id", "baselineId"):
                places.append((node, k))
            walk(v)
        for v in node if isinstance(node, list) else []:
            walk(v)

    walk(raw)
    node, key = r.choice(places)
    if r.random() < 0.5:
        del node[key]
    else:
        node[key] = None


def told(_, a, b):
    return all("refused" in x or (len(x["criteria"]) == 11 and x["tumourPresent"] in ("positive", "negative", "indeterminate") and x["reasons"]
        and all((c["category"] == "NE") == (c["status"] == "notEvaluable") and c["path"] and c["reason"] for c in x["criteria"])) for x in (a, b)) and "fault" not in b


# ---------------------------------------------------------------- paths
def tables():
    """Rows of every printed table, by id: (conditions, category), and their order."""
    rows, order = {}, {}
    for file in glob.glob(os.path.join(ROOT, "src", "Cavum.Imaging", "Response", "Tables", "*.cs")):
        for text in re.findall(r'"""\n(.*?)"""', open(file, encoding="utf-8").read(), re.S):
            name = re.search(r"table (.*)", text).group(1)
            for line in re.findall(r"^\s*row (.*)$", text, re.M):
                row, when, then, _ = (x.strip() for x in line.split("|", 3))
                rows[row] = (dict(c.strip().split("=") for c in when.split(",")) if when != "*" else {}, then, name)
                order.setdefault(name, []).append(row)
    return rows, order


STEP = re.compile(r"^(\S+) (passed over|holds)(?:: (.*?))??(?: -> ([^>]*?): ([^>]*))?$")


def facts_of(text):
    """Facts a step states: 'fact is value (note), fact is value'; notes may hold anything, brackets balanced."""
    flat, depth = "", 0
    for ch in text or "":
        depth += (ch == "(")
        if depth == 0:
            flat += ch
        depth -= (ch == ")" and depth > 0)
    return dict(re.findall(r"(\w+) is (\w+)", flat))


def replay(path, rows, order):
    """None when every step holds against the printed rows, in order and without a gap; else what is wrong."""
    state, facts = None, {}
    last = None
    for line in path:
        m = STEP.match(line)
        if not m or m.group(1) not in rows:
            continue  # who read what; the verification note
        row, did, text, cat, _ = m.groups()
        when, then, name = rows[row]
        at = order[name].index(row)
        if state is None or state[0] != name or at == 0:
            state, facts = (name, -1), {}
        if at != state[1] + 1 and not row.startswith("PERCIST-V"):
            return f"{row} does not follow"
        state = (name, at)
        for f, v in facts_of(text).items():
            if facts.setdefault(f, v) != v:
                return f"{row} says {f} is {v}, before {facts[f]}"
        if did == "passed over" and not any(f in facts and facts[f] not in when[f].split("/") for f in when):
            return f"{row} was passed over and no stated fact stands against it"
        if did == "holds":
            if any(facts.get(f) not in when[f].split("/") for f in when):
                return f"{row} holds without its facts being stated"
            if cat != then:
                return f"{row} concludes {cat}, printed {then}"
            last, state = then, None
    return last


def replayed(reply, rows, order):
    wrong = []
    for c in reply["criteria"]:
        if c["reason"] and c["reason"].startswith("No CT"):
            continue
        found = replay([p for p in c["path"] if not p.startswith("PERCIST-V")], rows, order)
        if found != c["category"]:
            wrong.append((c["name"], c["category"], found))
    found = replay(reply["rulePath"], rows, order)
    return wrong + ([] if found == reply["tumourPresent"] else [("answer", reply["tumourPresent"], found)])


PROPERTIES = [
    ("uptake of the follow-up scaled down never worsens PERCIST", scaled, no_worse),
    ("a new lesion never improves RECIST", with_new, no_better),
    ("the order of lesions, targets, readers and keys changes nothing", permuted, same),
    ("the names of lesions and targets change nothing", renamed, same),
    ("one value less: eleven criteria, each NE with its reason, and an answer", one_less, told),
]


def main():
    console, count, first = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10_000, int(sys.argv[3]) if len(sys.argv) > 3 else 1
    failed = 0
    for number, (name, change, holds) in enumerate(PROPERTIES):
        def pairs():
            for seed in range(first, first + count):
                raw = cases.draw(seed)
                after = copy.deepcopy(raw)
                change(random.Random(seed * 10 + number), after)
                yield seed, raw, after

        bad = 0
        for seed, before, after, a, b in ask(console, pairs(), holds is told):
            if "fault" in a or "fault" in b or ("criteria" in a and "criteria" in b and not holds(before, a, b)) or (holds is same and not same(before, a, b)):
                bad += 1
                if bad <= 3:
                    print(f"  fails on seed {seed}")
        print(f"{name}: {count} cases, {bad} fail")
        failed += bad
    rows, order = tables()
    bad = steps = 0
    for seed, _, _, a, _ in ask(console, ((s, cases.draw(s), {}) for s in range(first, first + count)), True):
        if "criteria" not in a:
            continue
        steps += sum(len(c["path"]) for c in a["criteria"]) + len(a["rulePath"])
        if wrong := replayed(a, rows, order):
            bad += 1
            if bad <= 3:
                print(f"  seed {seed}: {wrong[:2]}")
    print(f"each path replayed row by row leads to its result: {count} cases, {steps} steps, {bad} fail")
    return 1 if failed + bad else 0


if __name__ == "__main__":
    sys.exit(main())
