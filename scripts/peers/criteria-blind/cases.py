"""Random cases of `pet respond`: thresholds met exactly and one ulp to either side, pieces missing, courses of several visits."""
import datetime
import math
import random

ORGANS = ["nasopharynx", "node", "lung", "bone", "liver"]
SITES = ["nasopharynx", "right neck", "left neck", "lung", "bone"]
START = datetime.date(2026, 1, 2)


def maybe(r, p, value):
    return value() if r.random() < p else None


def put(d, key, value):
    if value is not None:
        d[key] = value


def nudge(r, x):
    """x itself, its neighbour in binary on either side, or clearly above or below."""
    if x == 0:
        return x
    k = r.randrange(6)
    return (x, math.nextafter(x, math.inf), math.nextafter(x, 0), x * (1 + 1e-6), x * (1 - 1e-6), x)[k]


def date(days):
    return (START + datetime.timedelta(days=days)).isoformat()


def lesion(r, i, sul):
    peak = round(r.uniform(0.5, 12), r.choice([0, 1, 2, 6]))
    l = {"id": str(i + 1), "suvPeakGlobal": peak, "suvMax": max(peak * r.choice([1.0, 1.25, 1.5]), peak)}
    put(l, "site", maybe(r, 0.9, lambda: r.choice(SITES)))
    put(l, "organ", maybe(r, 0.8, lambda: r.choice(ORGANS)))
    put(l, "tlg", maybe(r, 0.6, lambda: round(r.uniform(1, 100), 1)))
    put(l, "longestDiameterMm", maybe(r, 0.7, lambda: r.choice([5.0, 8.0, 10.0, 12.0, 15.0, 20.0, 30.0])))
    if sul:
        l["sulPeak"] = round(peak * 0.75, 3)
    return l


def follow(r, old, factor, sul):
    """The same lesion later: scaled, often to stand exactly on a bar."""
    l = dict(old)
    f = factor if r.random() < 0.6 else r.choice([0.1, 0.5, 0.69, 0.7, 0.71, 0.75, 0.85, 0.86, 1.0, 1.155, 1.25, 1.26, 1.3, 1.31, 2.0])
    for key in ("suvPeakGlobal", "suvMax", "sulPeak"):
        if key in l:
            l[key] = nudge(r, l[key] * f)
    if "sulPeak" in l and r.random() < 0.2:
        l["sulPeak"] = nudge(r, max(0.0, old["sulPeak"] + r.choice([-0.8, 0.8, -0.7, 0.7])))
    if not sul and r.random() < 0.2:
        l["suvPeakGlobal"] = nudge(r, max(0.0, old["suvPeakGlobal"] + r.choice([-0.8, 0.8])))
    l["suvMax"] = max(l["suvMax"], l["suvPeakGlobal"])
    if "tlg" in l:
        l["tlg"] = nudge(r, l["tlg"] * r.choice([0.5, 1.0, 1.75, 1.76, 1.74]))
    if "longestDiameterMm" in l:
        l["longestDiameterMm"] = l["longestDiameterMm"] * r.choice([0.5, 1.0, 1.0, 1.2, 1.21, 1.3, 1.31])
    put(l, "pattern", maybe(r, 0.5, lambda: r.choice(["focal", "diffuse"])))
    put(l, "distinguishable", maybe(r, 0.15, lambda: r.random() < 0.5))
    if r.random() < 0.05:
        l["physiological"] = True
    return l


def scan(r, days, lesions, hot):
    s = {"lesions": lesions}
    put(s, "date", maybe(r, 0.95, lambda: date(days)))
    if r.random() < 0.9:
        mean = r.choice([2.0, 2.0, 2.0, 2.1, 2.3, 2.4, 2.5, 0.9, 4.1]) if r.random() < 0.85 else nudge(r, max(hot, 0.1))
        s["liver"] = {"mean": mean, "sd": r.choice([0.1, 0.2, 0.2, 0.3, 0.3, 25.0]) if r.random() < 0.95 else 0.0}
        if r.random() < 0.1:
            del s["liver"]["sd"]
        if r.random() < 0.1:
            s["liver"]["diseased"] = True
        if r.random() < 0.3:
            s["liver"]["max"] = s["liver"]["mean"] * 1.4
    if r.random() < 0.7:
        s["bloodPool"] = {"mean": r.choice([1.2, 1.5, 1.8, 2.5]) if r.random() < 0.8 else nudge(r, max(hot, 0.1)), "sd": r.choice([0.1, 0.2])}
    if r.random() < 0.7:
        s["jugularVein"] = {"mean": r.choice([1.1, 1.4, 1.9]) if r.random() < 0.8 else nudge(r, max(hot, 0.1))}
    put(s, "scanner", maybe(r, 0.3, lambda: r.choice(["A"] * 9 + ["B"])))
    put(s, "reconstruction", maybe(r, 0.3, lambda: r.choice(["osem"] * 9 + ["psf"])))
    put(s, "uptakeMinutes", maybe(r, 0.4, lambda: r.choice([50.0, 55.0] + [60.0] * 9 + [65.0, 70.0, 49.0, 71.0])))
    return s


def readers(r, raw):
    def read(name):
        d = {"reader": name}
        if r.random() < 0.7:
            d["hopkins"] = {s: r.choice([1, 1, 2, 3, 3, 4, 5]) for s in ("primary", "rightNeck", "leftNeck") if r.random() < 0.92}
        if r.random() < 0.5:
            d["niRads"] = {"primary": r.choice(["1", "1", "2a", "2b", "3", "4", "0"]), "neck": r.choice(["1", "1", "2", "3", "4", "0"])}
            if r.random() < 0.1:
                del d["niRads"][r.choice(["primary", "neck"])]
        if r.random() < 0.4:
            d["deauville"] = r.choice(["1", "2", "3", "4", "5", "X"])
        if r.random() < 0.1:
            d["tumourPresent"] = r.choice(["positive", "negative", "indeterminate"])
        return d

    k = r.randrange(4)
    if k:
        raw["readers"] = [read("A")] if k == 1 else [read("A"), read("B")]
    if k == 3 and r.random() < 0.4:
        raw["adjudication"] = {x: v for x, v in read("C").items() if x != "reader"}


def ct(r, visits):
    n = r.choice([0, 1, 2, 3, 5])
    targets = [{"id": f"t{i}", "mm": float(r.choice([15, 20, 25, 30, 50])), "organ": ORGANS[i]} for i in range(n)]
    for t in targets:
        if r.random() < 0.3:
            t["kind"] = "node"
    nt = r.choice(["nonCrNonPd", "nonCrNonPd", "none"]) if n else r.choice(["nonCrNonPd", "none"])
    points, days = [{"date": date(0), "targets": targets, "nonTarget": nt}], 0
    dated, last = r.random() < 0.9, targets
    for _ in range(visits):
        days += r.choice([20, 27, 28, 29, 42, 55, 56, 57, 84])
        now = []
        f = r.choice([0.0, 0.5, 0.7, 0.701, 0.9, 1.0, 1.0, 1.19, 1.2, 1.2, 1.25, 1.4])
        base = last if r.random() < 0.7 else targets
        for t in base:
            if r.random() < 0.04:
                continue
            u = dict(t)
            if u.get("mm") is not None:
                u["mm"] = nudge(r, u["mm"] * f) if f else 0.0
            if r.random() < 0.06:
                u["mm"] = r.choice([9.9, 10.0, 0.0, 4.0])
            if r.random() < 0.05:
                u.pop("mm", None)
                u["status"] = r.choice(["gone", "too small"])
            now.append(u)
        p = {"targets": now, "newLesion": r.random() < 0.25}
        put(p, "date", date(days) if dated else None)
        if r.random() < 0.95 or nt == "none":
            p["nonTarget"] = nt if nt == "none" else r.choice(["CR", "nonCrNonPd", "nonCrNonPd", "nonCrNonPd", "PD", "NE"])
        if p.get("nonTarget") == "PD":
            p["nonTargetGrew"] = r.random() < 0.4
        if p["newLesion"]:
            put(p, "newLesionCount", maybe(r, 0.6, lambda: r.randint(1, 3)))
            put(p, "newLesionSumMm", maybe(r, 0.6, lambda: float(r.choice([10, 14, 15, 16, 20]))))
            put(p, "newLesionsGrew", maybe(r, 0.4, lambda: r.random() < 0.4))
        points.append(p)
        last = [dict(t, **{k: v for k, v in u.items()}) for t in targets for u in now if u["id"] == t["id"]] or targets
        last = [dict(t, mm=t["mm"]) for t in last if t.get("mm")] or targets
    return {"timePoints": points}


def rare(r, raw, scans):
    """What most cases do not have: references in a named unit, one Hopkins score for all, local peaks, findings, other settings."""
    if r.random() < 0.1:
        for s in scans:
            for k in ("liver", "bloodPool", "jugularVein"):
                if k in s:
                    s[k]["unit"] = r.choice(["SUL", "SUVbw"])
    if r.random() < 0.1:
        for reader in raw.get("readers", []) + [raw.get("adjudication", {})]:
            if "hopkins" in reader and r.random() < 0.7:
                reader["hopkins"] = r.randint(1, 5)
    if r.random() < 0.1:
        for l in (l for s in scans for l in s.get("lesions", [])):
            if "suvPeakGlobal" in l:
                l["suvPeakLocal"] = l["suvPeakGlobal"] * r.choice([1.0, 0.9])
                if r.random() < 0.3:
                    del l["suvPeakGlobal"]
    if r.random() < 0.1:
        now = scans[-1].get("lesions", [])
        for l in now:
            if r.random() < 0.5 and any(b["id"] == l["id"] for b in scans[0].get("lesions", [])) and "new" not in l:
                l["baselineId"], l["id"] = l["id"], "now " + l["id"]
    if r.random() < 0.1:
        raw["settings"].update(minimumDays=r.choice([70, 84, 100]), windowDays=r.choice([0, 7, 14]))
    if r.random() < 0.3:
        raw["settings"]["requireConfirmation"] = r.random() < 0.7
    if r.random() < 0.3:
        fdg = ["none", "mild", "moderate", "intense", "diffuse"]
        flag = lambda keys: {k: r.random() < 0.35 for k in keys if r.random() < 0.7}
        raw["niRadsFindings"] = {"primary": flag(["priorImaging", "proven", "mass", "mucosal", "deep"]), "neck": flag(["priorImaging", "proven", "enlarging", "necrosis", "residual"])}
        for f in raw["niRadsFindings"].values():
            f.pop("proven", None) if r.random() < 0.7 else None
            f.pop("priorImaging", None) if r.random() < 0.7 else None
            put(f, "fdg", maybe(r, 0.8, lambda: r.choice(fdg)))


def draw(seed):
    """One case, the same for the same seed."""
    r = random.Random(seed)
    raw = {"settings": {}}
    sul = r.random() < 0.5
    if not sul and r.random() < 0.7:
        raw.update(sex=r.choice("MFO"), weightKg=r.choice([50.0, 70.0, 93.5]), heightCm=r.choice([155.0, 172.0, 190.0]))
    raw["settings"]["allowSuvBw"] = r.random() < 0.8
    put(raw["settings"], "sulFormula", maybe(r, 0.4, lambda: r.choice(["janma", "james", "morgan"])))
    put(raw["settings"], "percimtCounting", maybe(r, 0.4, lambda: r.choice(["nested", "bins"])))
    put(raw["settings"], "hopkinsMarkedly", maybe(r, 0.2, lambda: r.choice([1.5, 2.5])))
    put(raw["settings"], "deauvilleMarkedly", maybe(r, 0.2, lambda: r.choice([2.5, 3.0])))
    base = [lesion(r, i, sul) for i in range(r.choice([0, 1, 1, 1, 1, 2, 2, 2, 3, 5, 6, 10]))]
    hot = max([l["suvPeakGlobal"] for l in base], default=1.0)
    if base and r.random() < 0.03:
        base[0].pop("suvMax")
        base[0].pop("suvPeakGlobal")
        base[0].pop("sulPeak", None)
    visits = r.choice([1, 1, 2, 3])
    offsets, days = [], 0
    for v in range(visits):
        days += r.choice([83, 84, 85, 90, 69, 70, 71, 98, 99]) if v == 0 else r.choice([27, 28, 29, 42, 55, 56, 57, 84])
        offsets.append(days)
    tables = [base]
    for v in range(visits):
        factor = r.choice([0.3, 0.6, 0.7, 0.7, 0.701, 0.699, 0.9, 1.0, 1.25, 1.299, 1.3, 1.3, 1.301, 1.155, 2.0])
        gone = r.choice([0.0, 0.0, 0.3, 1.0])
        now = [follow(r, l, factor, sul) for l in base if "suvMax" in l and r.random() >= gone]
        for i in range(r.choice([0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4])):
            l = lesion(r, 20 + i, sul)
            if l.get("longestDiameterMm") and r.random() < 0.5:
                l["longestDiameterMm"] = nudge(r, r.choice([9.0, 10.0, 15.0, 15.1]))
            if r.random() < 0.3:
                l["new"] = True
            if r.random() < 0.15:
                l["confirmed"] = True
            if r.random() < 0.1:
                l["benignCause"] = "infection"
            now.append(l)
        r.shuffle(now)
        if now and r.random() < 0.03:
            now[0].pop("sulPeak", None)
        tables.append(now)
    scans = [scan(r, 0, base, hot)] + [scan(r, o, t, max([l["suvPeakGlobal"] for l in t], default=hot)) for o, t in zip(offsets, tables[1:])]
    for s in scans[1:]:
        if "liver" in s and "liver" in scans[0] and r.random() < 0.75:
            before = scans[0]["liver"]["mean"]
            s["liver"]["mean"] = nudge(r, r.choice([before, before, before, before * 1.1, before * 1.2, before * 0.8, before + 0.3, max(before - 0.3, 0.1)]))
            put(s["liver"], "max", s["liver"]["mean"] * 1.4 if "max" in s["liver"] else None)
    scans[-1].update({k: v for k, v in (("extentIncreased", maybe(r, 0.1, lambda: r.random() < 0.5)), ("newLesions", maybe(r, 0.04, lambda: r.choice([0, 1, 3, 5]))),
                                        ("suvRuleDifferencePercent", maybe(r, 0.1, lambda: r.choice([0.5, 1.0, 1.1])))) if v is not None})
    if r.random() < 0.02:
        del scans[r.randrange(len(scans))]["lesions"]
    if visits == 1 and r.random() < 0.7:
        raw["baseline"], raw["followUp"] = scans
    else:
        raw["timePoints"] = scans
    t = {}
    put(t, "radiotherapyEnd", maybe(r, 0.5, lambda: date(offsets[-1] - r.choice([83, 84, 85, 100, 200]))))
    put(t, "firstDose", maybe(r, 0.6, lambda: date(offsets[-1] - r.choice([69, 70, 71, 83, 84, 98, 99, 120]))))
    put(t, "cycles", maybe(r, 0.7, lambda: r.choice([1, 2, 4])))
    put(t, "gateOverride", maybe(r, 0.05, lambda: "biopsy planned"))
    if t:
        raw["treatment"] = t
    readers(r, raw)
    rare(r, raw, scans)
    if r.random() < 0.6:
        raw["ct"] = ct(r, r.choice([1, 2, 3, 4]))
    return raw
