#!/usr/bin/env python3
"""Kappa, ICC and Bland-Altman of two or three readers with missing reads, by Cavum and by numpy and scipy alone (Debian: python3-scipy).

Usage: scripts/peers/reader-agreement.py CAVUM [sets, 100] [first seed, 1]
Kappa from its definition, its error by a numeric derivative over the cells; ICC from least squares on dummies; limits by scipy's F and t. Exit 1 where one differs by more than what the peer is good to."""
import csv
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from scipy import stats

CHOICES = [["negative", "positive"], ["negative", "indeterminate", "positive"], ["1", "2", "3", "4", "5"], ["1", "2", "2a", "2b", "3", "4"], [str(i) for i in range(1, 13)]]


def draw(rng, missing):
    """Reads of one question and volumes, by three readers; about one in eight is missing."""
    n = int(rng.integers(4, 60))
    values = CHOICES[rng.integers(len(CHOICES))]
    truth = rng.integers(len(values), size=n)
    reads = [[values[t if rng.random() < 0.7 else rng.integers(len(values))] for t in truth] for _ in range(3)]
    offset = rng.choice([0.0, 0.0, 1e4])
    volumes = rng.lognormal(2, 1, n)[:, None] * np.exp(rng.normal(0, rng.choice([0.0, 0.05, 0.5]), (n, 3))) + rng.normal(0, 1, 3) + offset
    rows = [[str(i)] + [r[i] for r in reads] + [repr(float(v)) for v in volumes[i]] for i in range(n)]
    for row in rows:
        for k in range(1, 7):
            if rng.random() < missing:
                row[k] = rng.choice(["", "NA"])
    return rows


def kappa(a, b, kind):
    names = sorted(set(a) | set(b), key=order(set(a) | set(b)))
    k = len(names)
    counts = np.zeros((k, k))
    for x, y in zip(a, b):
        counts[names.index(x), names.index(y)] += 1
    i, j = np.indices((k, k))
    lost = (i != j) * 1.0 if kind == "none" else np.abs(i - j) ** (1 if kind == "linear" else 2)

    def value(p):
        return 1 - (lost * p).sum() / (lost * np.outer(p.sum(1), p.sum(0))).sum()

    n, p = counts.sum(), counts / counts.sum()
    if k == 1 or (lost * np.outer(p.sum(1), p.sum(0))).sum() == 0:
        return None, None
    gradient = np.zeros((k, k))
    for cell in np.ndindex(k, k):
        h = 1e-5
        up, down = p.copy(), p.copy()
        up[cell] += h
        down[cell] -= h
        # Kappa of weights that need not sum to 1: on the simplex after normalisation.
        gradient[cell] = (value(up / up.sum()) - value(down / down.sum())) / (2 * h)
    variance = (p * gradient**2).sum() - (p * gradient).sum() ** 2
    return value(p), np.sqrt(max(variance, 0) / n)


def order(values):
    """Numbers by their size, else by their letters."""
    def number(v):
        try:
            float(v)
            return True
        except ValueError:
            return False
    return float if all(number(v) for v in values) else str


def icc(x):
    n, k = x.shape
    noise = (1e-14 * np.abs(x).max()) ** 2  # what rounding leaves of readers who differ by a constant
    x = x - x.mean()  # a common offset changes no coefficient
    subject, rater = x.mean(1), x.mean(0)
    msr, msc = k * subject.var(ddof=1), n * rater.var(ddof=1)
    residual = x - subject[:, None] - rater[None, :]
    mse, msw = (residual**2).sum() / ((n - 1) * (k - 1)), ((x - subject[:, None]) ** 2).sum() / (n * (k - 1))
    mse, msc = mse if mse > noise else 0.0, msc if msc > noise else 0.0
    f = lambda d1, d2: stats.f.isf(0.025, d1, d2)
    out = {"icc11": (msr - msw) / (msr + (k - 1) * msw), "icc21": (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n), "icc31": (msr - mse) / (msr + (k - 1) * mse)}
    limits = {}
    for name, ms, d2 in (("icc11", msw, n * (k - 1)), ("icc31", mse, (n - 1) * (k - 1))):
        if ms == 0:
            limits[name] = np.nan, np.nan
            continue
        low, high = msr / ms / f(n - 1, d2), msr / ms * f(d2, n - 1)
        limits[name] = (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)
    r = out["icc21"]
    a, b = k * r / (n * (1 - r)), 1 + k * r * (n - 1) / (n * (1 - r))
    v = (a * msc + b * mse) ** 2 / ((a * msc) ** 2 / (k - 1) + (b * mse) ** 2 / ((n - 1) * (k - 1)))
    low, high = f(n - 1, v), f(v, n - 1)
    d = k * msc + (k * n - k - n) * mse
    limits["icc21"] = n * (msr - low * mse) / (low * d + n * msr), n * (high * msr - mse) / (d + n * high * msr)
    return out, limits


def bland_altman(a, b):
    d = b - a
    n, sd = len(d), d.std(ddof=1)
    t = stats.t.isf(0.025, n - 1)
    z = stats.norm.isf(0.025)
    return {"bias": d.mean(), "biasLower": d.mean() - t * sd / np.sqrt(n), "biasUpper": d.mean() + t * sd / np.sqrt(n), "standardDeviation": sd,
            "lowerLimit": d.mean() - z * sd, "upperLimit": d.mean() + z * sd}


def run(cavum, *args):
    done = subprocess.run([cavum, "agreement", *args, "--json"], capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout) if done.stdout else {}


def main():
    cavum, sets, first = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100, int(sys.argv[3]) if len(sys.argv) > 3 else 1
    worst, compared, refused, bad = {}, {}, 0, 0

    def check(seed, name, mine, theirs):
        nonlocal bad
        compared[name] = compared.get(name, 0) + 1
        if mine is None or theirs is None:
            gap = 0.0 if (mine is None) == (theirs is None) else np.inf
        else:
            gap = abs(mine - theirs) / max(1, abs(mine))
        worst[name] = max(worst.get(name, 0), gap)
        # The error by a numeric derivative is good to 1e-7 of itself; scipy 1.10's t quantile is off by up to 1e-8 (R's agrees with Cavum to 1e-15).
        if not gap <= {"kappa error": 1e-6, "bland-altman": 1e-7}.get(name, 1e-8):
            bad += 1
            print(f"{name}, seed {seed}: here {mine}, Cavum {theirs}")

    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + sets):
            rng = np.random.default_rng(seed)
            rows = draw(rng, 0.12)
            path = os.path.join(folder, "reads.csv")
            with open(path, "w", newline="") as out:
                csv.writer(out).writerows([["id", "a", "b", "c", "va", "vb", "vc"]] + rows)
            there = lambda row, *at: all(row[k] not in ("", "NA") for k in at)
            both = [r for r in rows if there(r, 1, 2)]
            kind = ["none", "linear", "quadratic"][seed % 3]
            code, reply = run(cavum, "kappa", path, "--first", "a", "--second", "b", "--weights", kind)
            if len(both) < 2:
                refused += 1
                bad += code != 1
            else:
                k, e = kappa([r[1] for r in both], [r[2] for r in both], kind)
                check(seed, "kappa n", len(both), reply["n"])
                check(seed, "kappa", k, reply["kappa"])
                check(seed, "kappa error", e, reply["stdErr"])
            full = np.array([[float(v) for v in r[4:7]] for r in rows if there(r, 4, 5, 6)])
            code, reply = run(cavum, "icc", path, "--ratings", "va,vb,vc")
            if len(full) < 2:
                refused += 1
                bad += code != 1
            else:
                mine, limits = icc(full)
                check(seed, "icc n", len(full), reply["n"])
                for c in reply["coefficients"]:
                    check(seed, "icc", mine[c["method"]], c["estimate"])
                    for at, side in enumerate(("lower", "upper")):
                        check(seed, "icc limits", limits[c["method"]][at] if np.isfinite(limits[c["method"]][at]) else None, c[side])
            pairs = np.array([[float(r[4]), float(r[5])] for r in rows if there(r, 4, 5)])
            code, reply = run(cavum, "bland-altman", path, "--first", "va", "--second", "vb")
            if len(pairs) < 3:
                refused += 1
                bad += code != 1
            else:
                check(seed, "bland-altman n", len(pairs), reply["n"])
                for name, value in bland_altman(pairs[:, 0], pairs[:, 1]).items():
                    there_value = reply[name]["estimate"] if isinstance(reply[name], dict) else reply[name]
                    check(seed, "bland-altman", value, there_value)
    print(f"{sets} sets of reads, {refused} refused for too few complete rows, {bad} differ")
    for name in compared:
        print(f"{name}: {compared[name]} compared, greatest difference {worst[name]:.1e}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
