"""A second, blind writing of the response criteria, from the criteria's own tables and not from Cavum's code.

Plain Python, one function a criterion; every comparison has the tolerance of 1e-9 that the command line promises.
Where the tables are silent the reading taken here is marked READING.
"""
import datetime

TOL = 1e-9


def ge(x, bar):
    return x >= bar - TOL


def gt(x, bar):
    return x > bar + TOL


def lt(x, bar):
    return x < bar - TOL


def le(x, bar):
    return x <= bar + TOL


def day(text):
    return datetime.date.fromisoformat(text) if text else None


def percent(now, then):
    return None if now is None or then is None or then == 0 else (now - then) / then * 100


def lean_fraction(case):
    """Lean mass over weight by Janmahasatian, James, Morgan; None where sex, height or weight is not given."""
    sex, w, h = case.get("sex"), case.get("weightKg"), case.get("heightCm")
    if sex is None or w is None or h is None:
        return None
    formula = case.get("settings", {}).get("sulFormula", "janma")
    bmi = w / (h / 100) ** 2
    if formula == "janma":
        m, f = 9270 * w / (6680 + 216 * bmi), 9270 * w / (8780 + 244 * bmi)
    else:
        m = 1.10 * w - (128 if formula == "james" else 120) * (w / h) ** 2
        f = 1.07 * w - 148 * (w / h) ** 2
    return {"M": m, "F": f, "O": (m + f) / 2}[sex] / w


class Scan:
    """One PET time point: the lesions that count and what is beside them."""

    def __init__(self, raw):
        self.raw = raw
        self.date = day(raw.get("date"))
        self.table = raw.get("lesions") is not None
        # What a reader calls physiological, or gives a cause other than tumour, is no lesion of any criterion.
        self.lesions = [l for l in raw.get("lesions") or [] if not l.get("physiological") and not l.get("benignCause")]
        self.liver, self.blood, self.vein = (reference(raw.get(k)) for k in ("liver", "bloodPool", "jugularVein"))


def reference(raw):
    if raw is None:
        return None
    return {"mean": raw} if isinstance(raw, (int, float)) else raw


class Pair:
    """A follow-up against the baseline, in one unit: SUL as stored, SUL by lean mass, else SUVbw where that may stand in."""

    def __init__(self, case, base, now):
        self.base, self.now = base, now
        self.tables = base.table and now.table
        every = base.lesions + now.lesions
        self.stored = bool(every) and all(l.get("sulPeak") is not None for l in every)
        self.fraction = lean_fraction(case.raw)
        # One measure for all lesions: the local peak only where the global one is not known for all and the local one is.
        have = {k: all(l.get(k) is not None for l in every) for k in ("suvPeakGlobal", "suvPeakLocal")}
        self.key = "suvPeakLocal" if have["suvPeakLocal"] and not have["suvPeakGlobal"] else "suvPeakGlobal"
        if self.stored or (have[self.key] and self.fraction is not None):
            self.basis = "SUL"
        else:
            self.basis = "SUVbw" if have[self.key] and case.settings.get("allowSuvBw", True) else None
        # READING: a follow-up without a reference of its own is judged by the baseline's.
        self.liver = {base: base.liver, now: now.liver or base.liver}
        self.blood = {base: base.blood, now: now.blood or base.blood}

    def peak(self, lesion):
        if self.stored:
            return lesion.get("sulPeak")
        p = lesion.get(self.key)
        return p if p is None or self.fraction is None else p * self.fraction

    def in_unit(self, r, key="mean"):
        """A reference's number in the unit of the peaks; without a unit it is in that of the lesions as they are stored."""
        v = r.get(key) if r else None
        if v is None or self.fraction is None:
            return v
        is_sul = r["unit"].startswith("SUL") if "unit" in r else (self.stored and self.basis == "SUL")
        want = self.basis == "SUL"
        return v if is_sul == want else v * self.fraction if want else v / self.fraction

    def hottest(self, scan):
        if not self.tables or any(self.peak(l) is None for l in scan.lesions):
            return None
        return max((self.peak(l) for l in scan.lesions), default=0.0)

    def bar(self, scan):
        """PERCIST's bar of measurable disease; None where the reference is not known."""
        liver, blood = self.liver[scan], self.blood[scan]
        k, r = (1.5, liver) if liver and not liver.get("diseased") else (2.0, blood)
        m, sd = self.in_unit(r), self.in_unit(r, "sd")
        return None if m is None or sd is None else k * m + 2 * sd

    def new(self):
        """Without both tables nobody knows what is new but by the reader's word."""
        return [l for l in self.now.lesions if (is_new(l, self.base) if self.tables else l.get("new"))]

    def new_count(self):
        """Seen one by one, or as stated, whichever is more."""
        return max(len(self.new()), int(self.now.raw.get("newLesions") or 0))


class Case:
    def __init__(self, raw):
        self.raw = raw
        self.settings = raw.get("settings", {})
        scans = raw["timePoints"] if "timePoints" in raw else [raw[k] for k in ("baseline", "followUp", "confirmation") if raw.get(k) is not None]
        self.scans = [Scan(s) for s in scans]
        self.pairs = [Pair(self, self.scans[0], s) for s in self.scans[1:]]


def is_new(lesion, base):
    """Whether a lesion of the follow-up has none at baseline (ids are unique in the cases drawn)."""
    if lesion.get("new") is not None:
        return lesion["new"]
    wanted = lesion.get("baselineId", lesion.get("id"))
    # A number is the same lesion only where the sites, if both are given, agree.
    return not any(b["id"] == wanted and ("baselineId" in lesion or b.get("site", lesion.get("site")) == lesion.get("site", b.get("site"))) for b in base.lesions)


def partner(b, now, base):
    return next((l for l in now.lesions if not is_new(l, base) and l.get("baselineId", l.get("id")) == b.get("id")), None)


def hottest_five(pair, scan):
    """The up to five hottest lesions, at most two of one organ; the site stands in for the organ."""
    chosen, per_organ = [], {}
    for l in sorted(scan.lesions, key=lambda l: (-(pair.peak(l) or 0), -(l.get("tlg") or 0), l["id"])):
        organ = l.get("organ", l.get("site", "lesion " + l["id"]))
        if per_organ.get(organ, 0) < 2:
            per_organ[organ] = per_organ.get(organ, 0) + 1
            chosen.append(l)
    return chosen[:5]


def comparable(pair):
    """False where a stated condition fails; what is not stated is not held against the pair."""
    a, b = pair.base.raw, pair.now.raw
    for key in ("scanner", "reconstruction"):
        if a.get(key) is not None and b.get(key) is not None and a[key] != b[key]:
            return False
    ua, ub = a.get("uptakeMinutes"), b.get("uptakeMinutes")
    if ua is not None and ub is not None and gt(abs(ua - ub), 15):
        return False
    if any(u is not None and (lt(u, 50) or gt(u, 70)) for u in (ua, ub)):
        return False
    la, lb = pair.base.liver, pair.now.liver
    if la and lb and not la.get("diseased") and not lb.get("diseased"):
        x, y = pair.in_unit(la), pair.in_unit(lb)
        if gt(abs(y - x) / x * 100, 20) or (pair.basis == "SUL" and gt(abs(y - x), 0.3)):
            return False
    return True


def cleared(pair):
    """All below the liver mean (blood pool where the liver is diseased) and none told from its surroundings by the reader."""
    now = pair.now
    if not now.lesions:
        return True
    liver = pair.liver[now]
    mean = pair.in_unit(pair.blood[now] if liver and liver.get("diseased") else liver)
    h = pair.hottest(now)
    return mean is not None and h is not None and lt(h, mean) and not any(l.get("distinguishable") is True for l in now.lesions)


def percist_gate(pair):
    h0, bar = pair.hottest(pair.base), pair.bar(pair.base)
    return bool(pair.tables and pair.basis and pair.base.lesions and h0 is not None and bar is not None and ge(h0, bar) and comparable(pair))


def percist(pair):
    """(category, change of the hottest peak in percent)."""
    h0, h1 = pair.hottest(pair.base), pair.hottest(pair.now)
    change = percent(h1, h0)
    if not percist_gate(pair):
        return "NE", change
    if pair.new_count():
        return "PMD", change
    if cleared(pair):
        return "CMR", change
    if ge(change, 30) and ge(h1 - h0, 0.8):
        return "PMD", change
    five = [[l.get("tlg") for l in hottest_five(pair, s)] for s in (pair.base, pair.now)]
    tlg = None if None in five[0] + five[1] else percent(sum(five[1]), sum(five[0]))
    if (tlg is not None and gt(tlg, 75)) or pair.now.raw.get("extentIncreased"):
        return "PMD", change
    if le(change, -30) and le(h1 - h0, -0.8):
        return ("SMD" if rise_elsewhere(pair) else "PMR"), change
    return "SMD", change


def rise_elsewhere(pair):
    """A lesion other than the hottest of the baseline, up by more than 30 % in uptake or size."""
    for b in pair.base.lesions:
        l = partner(b, pair.now, pair.base)
        if l is None or pair.peak(b) == pair.hottest(pair.base):
            continue
        u = percent(pair.peak(l), pair.peak(b))
        s = percent(l.get("longestDiameterMm"), b.get("longestDiameterMm"))
        if (u is not None and gt(u, 30)) or (s is not None and gt(s, 30)):
            return True
    return False


def imper5(pair):
    known = pair.tables and all(pair.peak(l) is not None for s in (pair.base, pair.now) for l in s.lesions)
    s0, s1 = (sum(pair.peak(l) for l in hottest_five(pair, s)) if known else None for s in (pair.base, pair.now))
    change = percent(s1, s0)
    if not percist_gate(pair):
        return "NE", change
    if pair.new_count() > len(pair.new()):
        return "NE", change  # new lesions nobody measured might enter the sum
    if cleared(pair):
        return "CMR", change
    if ge(change, 30):
        return "PMD", change
    return ("PMR" if le(change, -30) else "SMD"), change


def in_measure(pair, r, key):
    """A reference's mean in the unit of the measure; None where it is in the other unit and lean mass is not known."""
    if not r or key is None:
        return r and r["mean"]
    sul = key == "sulPeak"
    if "unit" not in r or (r["unit"] == "SUL") == sul:
        return r["mean"]
    return None if pair.fraction is None else r["mean"] * pair.fraction if sul else r["mean"] / pair.fraction


def eortc(case, pair):
    base, now = pair.base, pair.now
    if not pair.tables:
        return "NE", None
    pairs = [(b, partner(b, now, base)) for b in base.lesions]
    # One measure for all regions: SUVmax, else the peak.
    key = next((k for k in ("suvMax", "suvPeakGlobal", "suvPeakLocal", "sulPeak") if all(b.get(k) and (l is None or l.get(k) is not None) for b, l in pairs)), None)
    known = bool(pairs) and key is not None
    # READING: one figure for several regions is the sum of their SUV, a region gone counting nothing.
    s0 = sum(b[key] for b, _ in pairs) if known else None
    s1 = sum(l[key] if l else 0.0 for _, l in pairs) if known else None
    change = percent(s1, s0)
    if pair.new_count():
        return "PMD", change
    if not pairs:
        return "NE", change
    # READING: not told from its surroundings is the reader's word, else not above the blood pool (else the liver).
    back = next((b for b in (in_measure(pair, r, key) for r in (now.blood, now.liver)) if b is not None), None)
    if all(not l["distinguishable"] if "distinguishable" in l else back is not None and key is not None and l.get(key) is not None and le(l[key], back) for l in now.lesions):
        return "CMR", change
    if not known:
        return "NE", change
    if gt(change, 25) or any(l and gt(percent(l[key], b[key]), 25) for b, l in pairs):
        return "PMD", change
    sizes = [percent(l.get("longestDiameterMm"), b.get("longestDiameterMm")) for b, l in pairs if l]
    if now.raw.get("extentIncreased") or any(s is not None and gt(s, 20) for s in sizes):
        return "PMD", change
    if lt(change, -25):
        return "PMR", change
    # READING: cycles not stated, or none, are taken as more than one: the less favourable.
    if le(change, -15) and case.raw.get("treatment", {}).get("cycles") == 1:
        return "PMR", change
    return "SMD", change


SITES = ("primary", "rightNeck", "leftNeck")
PLACES = {"nasopharynx": "primary", "right neck": "rightNeck", "left neck": "leftNeck", "lung": None, "bone": None}


def consensus(case, read, order, kind):
    """The adjudicated value, else the least favourable of values on one side, else 'differ'; None where nobody read."""
    decided = read(case.raw.get("adjudication") or {})
    if decided is not None:
        return decided
    values = [v for v in (read(r) for r in case.raw.get("readers") or []) if v is not None]
    if not values:
        return None
    if len({kind(v) for v in values}) > 1:
        return "differ"
    return max(values, key=order.index)


def hopkins_number(case, pair, l):
    """Score of one lesion by its numbers, None where that cannot be told."""
    now = pair.now
    liver, vein = pair.in_unit(pair.liver[now]), pair.in_unit(now.vein or now.blood)
    v = pair.peak(l) if pair.basis else l.get("suvMax")
    markedly = case.settings.get("hopkinsMarkedly", 2.0)
    above_vein = None if v is None or vein is None else gt(v, vein)
    above_liver = None if v is None or liver is None else gt(v, liver)
    # READING: a pattern that is not stated is focal; a reference that is missing gives the less favourable score.
    if l.get("pattern") == "diffuse":
        return 3 if above_liver or above_vein is not False else 1
    if above_liver:
        return 5 if ge(v, markedly * liver) else 4
    if above_vein is False:
        return 1
    return None if above_liver is None else 2


def hopkins(case, pair):
    """(category, worst score or None, whether by readers)."""
    by_reader = any("hopkins" in r for r in (case.raw.get("readers") or []) + [case.raw.get("adjudication") or {}])
    if by_reader:
        scores = [consensus(case, lambda r, s=s: hop(r, s), [1, 2, 3, 4, 5], lambda v: v >= 4) for s in SITES]
        whole = consensus(case, lambda r: hop(r, "overall"), [1, 2, 3, 4, 5], lambda v: v >= 4)
        if whole is not None:
            scores = [s for s in scores if s is not None] + [whole]  # one score for all stands for the sites that have none
    elif not pair.tables:
        scores = [None] * 3
    else:
        scores = []
        for place in SITES + ("other",):
            here = [hopkins_number(case, pair, l) for l in pair.now.lesions if PLACES.get(l.get("site"), "other") == place]
            if here or place != "other":
                # A lesion that cannot be scored takes away a negative score of its site, not a positive one.
                top = max((h for h in here if h is not None), default=1)
                scores.append("unknown" if None in here and top < 4 else top)
    known = [s for s in scores if isinstance(s, int)]
    worst = max(known, default=None)
    if pair.new_count():
        return "PD", worst, by_reader
    if worst is not None and worst >= 4:
        return str(worst), worst, by_reader
    return (str(worst) if known and len(known) == len(scores) else "NE"), worst, by_reader


def hop(reader, site):
    h = reader.get("hopkins")
    return h.get(site) if isinstance(h, dict) else h if site == "overall" else None


def deauville(case, pair):
    score = consensus(case, lambda r: r.get("deauville"), ["1", "2", "3", "X", "4", "5"], lambda v: v in "45")
    if score is not None:
        return "NE" if score == "differ" else score
    if pair.new_count():
        return "5"
    now, base = pair.now, pair.base
    unlikely = any(l.get("benignCause") and not l.get("physiological") and (l.get("new") or not any(b["id"] == l["id"] for b in base.raw.get("lesions") or [])) for l in now.raw.get("lesions") or [])
    low = "X" if unlikely else None
    if not pair.tables:
        return "NE"
    if not now.lesions:
        return low or "1"
    values = [l.get("suvMax") for l in now.lesions]
    liver, blood = (now.liver or base.liver), (now.blood or base.blood or {}).get("mean")
    if None in values or liver is None or liver.get("unit") == "SUL":
        return "NE"
    v, mean = max(values), liver["mean"]
    if gt(v, mean):
        # READING: without the SUVmax of the liver, 5 is counted from its mean.
        return "5" if gt(v, case.settings.get("deauvilleMarkedly", 2.0) * liver.get("max", mean)) else "4"
    if low:
        return low
    # READING: without a blood pool the less favourable of 2 and 3.
    if blood is None:
        return "3"
    if ge(blood, mean):
        return "2" if lt(v, mean) else "3"
    return "2" if le(v, blood) else "3"


NI_ORDER = ["1", "0", "2", "2a", "2b", "3", "4"]


def nirads(case):
    """The worse of primary and neck; 0 waits for the other site's findings, and one site read is a read."""
    kind = {"3": "positive", "4": "positive", "1": "negative"}
    parts = [consensus(case, lambda r, s=s: (r.get("niRads") or {}).get(s), NI_ORDER, lambda v: kind.get(v)) for s in ("primary", "neck")]
    findings = case.raw.get("niRadsFindings") or {}
    for i, (site, by) in enumerate((("primary", ni_primary), ("neck", ni_neck))):
        if parts[i] is None and findings.get(site) is not None:
            parts[i] = by(findings[site])
    for v in ("4", "3"):
        if v in parts:
            return v
    if "differ" in parts:
        return "NE?"
    known = [v for v in parts if v is not None]
    if not known:
        return "NE"
    primary, neck = parts
    if primary == "2b" or (primary == "2a" and neck in ("2", "2a", "2b")):
        return "2b"
    if primary in ("2a", "2"):
        return primary
    if neck in ("2", "2a", "2b"):
        return "2"
    return "0" if "0" in known else "1"


def ni_primary(f):
    fdg, mass = f.get("fdg"), f.get("mass")
    if f.get("proven"):
        return "4"
    if f.get("priorImaging") is False:
        return "0"
    if mass:
        return "2b" if fdg == "none" else "3"  # a mass without FDG is discordant
    if fdg == "intense":
        return "3"
    if f.get("mucosal"):
        return "2a"
    if f.get("deep") or fdg in ("mild", "moderate"):
        return "2b"  # READING: FDG without a mass is discordant
    return None if mass is None else "1"


def ni_neck(f):
    fdg = f.get("fdg")
    if f.get("proven"):
        return "4"
    if f.get("priorImaging") is False:
        return "0"
    if (f.get("enlarging") and f.get("necrosis")) or fdg == "intense":
        return "3"
    # READING: a residual node whose FDG nobody tells is 2.
    if f.get("enlarging") or (f.get("residual") and fdg in ("mild", "moderate", None)):
        return "2"
    return None if f.get("enlarging") is None and f.get("residual") is None else "1"


def percimt(case, pair):
    if not pair.tables:
        return "NE"
    base, now = pair.base, pair.now
    sizes = [l.get("longestDiameterMm") for l in pair.new()]
    known = [s / 10 for s in sizes if s is not None]
    unknown = pair.new_count() - len(known)

    def progressed(cm):
        if case.settings.get("percimtCounting", "nested") == "bins":
            return sum(lt(c, 1.0) for c in cm) >= 4 or sum(gt(c, 1.0) and le(c, 1.5) for c in cm) >= 3 or sum(gt(c, 1.5) for c in cm) >= 2
        return len(cm) >= 4 or sum(gt(c, 1.0) for c in cm) >= 3 or sum(gt(c, 1.5) for c in cm) >= 2

    # Whatever size the lesions without one have: of one mind, or not evaluable.
    trials = {progressed(known + list(extra)) for extra in products((0.5, 1.0, 1.2, 2.0), min(unknown, 4))}
    if trials == {True}:
        return "PMD"
    if len(trials) == 2:
        return "NE"
    if not base.lesions:
        return "NE"
    if pair.new_count():
        return "SMD"
    gone = sum(partner(b, now, base) is None or partner(b, now, base).get("distinguishable") is False for b in base.lesions)
    return "CMR" if gone == len(base.lesions) else "PMR" if gone else "SMD"


def products(values, n):
    if n == 0:
        return [()]
    return [(v,) + rest for v in values for rest in products(values, n - 1)]


def ipercist(case):
    """Categories of every follow-up, uPMD confirmed by a PMD 28 to 56 days later."""
    out, earlier, since = [], None, None
    for pair in case.pairs:
        p, date = percist(pair)[0], pair.now.date
        if earlier == "cPMD":
            cat = "cPMD"
        elif p != "PMD":
            cat = p
        elif earlier is None:
            cat, since = "uPMD", date
        else:
            days = (date - since).days if date and since else None
            # READING: without dates a second PMD is taken as in time, and told; after 56 days the window has passed and opens again.
            cat = "cPMD" if days is None or 28 <= days <= 56 else "uPMD"
            since = date if cat == "uPMD" and days > 56 else since
        if p != "NE" or cat == "cPMD":
            earlier = cat if cat in ("uPMD", "cPMD") else None
        out.append(cat)
    return out


# ---------------------------------------------------------------- CT
def target_state(tps, i):
    """(state, sum, change from baseline in percent)."""
    sums = [ct_sum(t, tps[0]) for t in tps]
    base, now = sums[0], sums[i]
    if not tps[0].get("targets") and tps[0].get("sumMm") is None:
        return "none", None, None
    known = [s for s in sums[:i] if s["sum"] is not None]
    change = percent(now["sum"], base["sum"])
    if base["sum"] is None:
        return "NE", now["sum"], None
    nadir = min(s["sum"] for s in known)
    if now["sum"] is None:
        part = now["partial"]
        certain = ge(part, 1.2 * nadir) and ge(part - nadir, 5)
        return ("PD" if certain else "NE"), None, None
    if now["gone"]:
        return "CR", now["sum"], change
    if (nadir == 0 or ge((now["sum"] - nadir) / nadir * 100, 20)) and ge(now["sum"] - nadir, 5):
        return "PD", now["sum"], change
    if base["sum"] > 0 and le(change, -30):
        return "PR", now["sum"], change
    return "SD", now["sum"], change


def ct_sum(tp, base):
    if "sumMm" in tp:
        return {"sum": tp["sumMm"], "partial": tp["sumMm"], "gone": tp["sumMm"] == 0}
    rows = {t["id"]: t for t in tp.get("targets") or []}
    total, missing, gone = 0.0, False, True
    for b in base.get("targets") or []:
        t = rows.get(b["id"])
        v = None
        if t is not None:
            v = 0.0 if t.get("status") == "gone" else t.get("mm")
            if v is None and t.get("status") == "too small":
                v = 5.0
        if v is None:
            missing = True
            continue
        total += v
        gone = gone and (v < 10 - TOL if b.get("kind") == "node" else v == 0)
    return {"sum": None if missing else total, "partial": total, "gone": gone and not missing}


def nontarget(tp):
    return tp.get("nonTarget", "NE")


def recist_overall(t, nt, new):
    if new or t == "PD" or nt == "PD":
        return "PD"
    if t == "none":
        return {"CR": "CR", "nonCrNonPd": "nonCrNonPd", "NE": "NE", "none": "NE"}[nt]
    if t == "CR":
        return "CR" if nt in ("CR", "none") else "PR"
    return t


def recist(tps, i):
    t, _, change = target_state(tps, i)
    return recist_overall(t, nontarget(tps[i]), bool(tps[i].get("newLesion"))), change


def irecist(tps):
    """Categories of all time points after the baseline, by the state table with confirmation and reset."""
    out, standing, confirmed = [], None, False
    for i in range(1, len(tps)):
        tp = tps[i]
        t, total, _ = target_state(tps, i)
        nt, new = nontarget(tp), bool(tp.get("newLesion"))
        pd = {"target": t == "PD", "nonTarget": nt == "PD", "new": new}
        overall = recist_overall(t, nt, new)
        part = ct_sum(tp, tps[0])["partial"]
        if confirmed:
            cat = "iCPD"
        elif overall != "PD":
            cat = {"CR": "iCR", "PR": "iPR", "SD": "iSD", "NE": "NE", "nonCrNonPd": "nonIcrNonIupd"}[overall]
            if overall != "NE":
                standing = None
        elif standing is None:
            cat, standing = "iUPD", dict(tp, sum=total, pd=pd)
        else:
            cat = "iCPD" if confirms(tp, part, pd, standing) else "iUPD"
            confirmed = cat == "iCPD"
        out.append(cat)
    return out


def confirms(tp, part, pd, then):
    """READING: growth is counted from the scan of iUPD; a sum of some targets that grew is certain, one of some at iUPD says nothing."""
    a, b = day(tp.get("date")), day(then.get("date"))
    if a and b and (a - b).days < 28:
        return False
    if any(pd[k] and not then["pd"][k] for k in pd):
        return True
    if pd["target"] and then["sum"] is not None and ge(part - then["sum"], 5):
        return True
    if pd["nonTarget"] and tp.get("nonTargetGrew"):
        return True
    if not pd["new"]:
        return False
    grew = [(then.get(k), tp.get(k), bar) for k, bar in (("newLesionSumMm", 5), ("newLesionCount", 1))]
    return bool(tp.get("newLesionsGrew")) or any(x is not None and y is not None and ge(y - x, bar) for x, y, bar in grew)


def best(cats, order, stop):
    """Best overall response; what comes after a (confirmed) progression no longer counts."""
    seen = []
    for c in cats:
        seen.append(c)
        if c == stop:
            break
    return min(seen, key=lambda c: order.index(c)) if seen else "NE"


def confirmed_response(cats, dates, i):
    """CR and PR count only when seen again after 28 days; else as SD when 42 days from the baseline have passed, else not."""
    wanted = cats[i]
    if wanted not in ("CR", "PR"):
        return wanted
    for j in range(i + 1, len(cats)):
        if cats[j] in ("PD", "SD"):
            break
        late = dates[i + 1] is None or dates[j + 1] is None or (dates[j + 1] - dates[i + 1]).days >= 28
        if late and (cats[j] == "CR" or (cats[j] == "PR" and wanted == "PR")):
            return wanted
    if "PD" in cats[:i]:
        return wanted
    return "SD" if dates[0] is None or dates[i + 1] is None or (dates[i + 1] - dates[0]).days >= 42 else "NE"


def recist_best(cats):
    return best(cats, ["CR", "PR", "nonCrNonPd", "SD", "PD", "NE"], "PD")


def irecist_best(cats):
    return best(cats, ["iCR", "iPR", "iSD", "nonIcrNonIupd", "iCPD", "iUPD", "NE"], "iCPD")


def pecrit(pair, recist_category):
    if recist_category in ("CR", "PR", "PD"):
        return {"CR": "CMR", "PR": "PMR", "PD": "PMD"}[recist_category]
    change = percent(pair.hottest(pair.now), pair.hottest(pair.base)) if pair.basis else None
    # READING: persisting non-target disease alone is stable.
    if recist_category not in ("SD", "nonCrNonPd") or change is None:
        return "NE"
    return "PMD" if le(change, 15.5) else "SMD"


# ---------------------------------------------------------------- the answer
def gate(case, now):
    t, s = case.raw.get("treatment") or {}, case.settings
    if t.get("gateOverride"):
        return "open"
    rt, dose, first = day(t.get("radiotherapyEnd")), day(t.get("firstDose")), case.scans[0].date
    least = s.get("minimumDays", 84)
    if now.date is None or (rt is None and dose is None and first is None):
        return "unknown"
    if rt is None and dose is None:
        return "early" if (now.date - first).days < least else "open"  # READING: the baseline lies before treatment
    if rt is not None and (now.date - rt).days < least:
        return "early"
    if dose is not None and (now.date - dose).days < least - s.get("windowDays", 14):
        return "early"
    return "open"


def suv_in_doubt(case):
    for s in case.scans:
        r = s.liver
        if r and r.get("unit", "") != "SUL" and not r.get("diseased") and (lt(r["mean"], 1.0) or gt(r["mean"], 4.0)) and not any("sulPeak" in l for l in s.raw.get("lesions") or []):
            return True
        if gt(abs(s.raw.get("suvRuleDifferencePercent") or 0), 1):
            return True
    return False


def new_confirmed(case, pair):
    """Flagged by the reader, or new on an earlier follow-up as well."""
    before = {l["id"] for p in case.pairs[:-1] for l in p.new()}
    return any(l.get("confirmed") or l["id"] in before for l in pair.new())


def answer(case, results, pair):
    """positive, negative or indeterminate."""
    n, now = results["NI-RADS"], pair.now
    if n == "4":
        return "positive"  # READING: proven disease is told at any time
    if gate(case, now) != "open":
        return "indeterminate"
    verdict = (case.raw.get("adjudication") or {}).get("tumourPresent")  # READING: only an adjudication overrides
    if verdict is not None:
        return verdict
    trusted = not suv_in_doubt(case)
    h, worst, by_reader = hopkins(case, pair)
    h, worst = (h, worst) if trusted or by_reader else ("NE", None)
    h1, liver = pair.hottest(now), pair.in_unit(pair.liver[now])
    above = trusted and liver is not None and any(pair.peak(l) is not None and gt(pair.peak(l), liver) for l in now.lesions)
    progressed = results["Hopkins"] == "PD" or any(results[c] in ("PMD", "cPMD") for c in ("PERCIST 1.0", "EORTC", "PERCIMT", "imPERCIST5", "PECRIT", "iPERCIST"))
    if (worst or 0) >= 4 or n == "3" or (progressed and above) or new_confirmed(case, pair):
        return "positive"
    bar = pair.bar(now)
    if not now.lesions:
        clear = pair.tables and not pair.new_count()
    else:
        clear = h1 is not None and bar is not None and not ge(h1, bar)
    if h in ("1", "2", "3") and n in ("1", "NE") and clear and trusted and "uPMD" != results["iPERCIST"] and results["iRECIST"] != "iUPD":
        return "negative"
    return "indeterminate"


def assess(raw):
    """Every category of one case, for its last scan and last CT."""
    case = Case(raw)
    out, change = {}, {}
    pair = case.pairs[-1]
    out["PERCIST 1.0"], change["PERCIST 1.0"] = percist(pair)
    out["imPERCIST5"], change["imPERCIST5"] = imper5(pair)
    out["EORTC"], change["EORTC"] = eortc(case, pair)
    out["Hopkins"] = hopkins(case, pair)[0]
    out["Deauville-like"] = deauville(case, pair)
    out["NI-RADS"] = nirads(case)
    out["PERCIMT"] = percimt(case, pair)
    out["iPERCIST"] = ipercist(case)[-1]
    tps = (raw.get("ct") or {}).get("timePoints")
    out["RECIST 1.1"] = out["iRECIST"] = "NE"
    if tps:
        cats, ic = [recist(tps, i)[0] for i in range(1, len(tps))], irecist(tps)
        out["RECIST 1.1"], change["RECIST 1.1"] = recist(tps, len(tps) - 1)
        out["iRECIST"] = ic[-1]
        if case.settings.get("requireConfirmation"):
            cats = [confirmed_response(cats, [day(t.get("date")) for t in tps], i) for i in range(len(cats))]
        out["best RECIST"], out["best iRECIST"] = recist_best(cats), irecist_best(ic)
    out["PECRIT"] = pecrit(pair, out["RECIST 1.1"])
    out["answer"] = answer(case, out, pair)
    out["NI-RADS"] = out["NI-RADS"].rstrip("?")
    return out, change
