#!/usr/bin/env python3
"""IBSI features of chance regions by numpy and scipy alone, from the reference manual's text, against `pet features` (Debian: python3-numpy, python3-scipy).

Usage: scripts/peers/imaging-features.py CAVUM [CASES [SEED]]
Regions of unequal voxels: balls, ellipsoids with holes, several parts, scattered voxels, a single voxel, rows, plates, whole images; whole, negative,
fractional and constant intensities; every way of making levels. Exit 1 where a value differs or a case is refused."""
import gzip, itertools, json, os, struct, subprocess, sys, tempfile
import numpy as np
from scipy import ndimage
from scipy.spatial import ConvexHull
from scipy.spatial.distance import pdist
from scipy.special import eval_legendre

cavum, cases, seed = os.path.abspath(sys.argv[1]), int((sys.argv + [0, 60])[2] if len(sys.argv) > 2 else 60), int(sys.argv[3]) if len(sys.argv) > 3 else 1
np.seterr(all="ignore")


def nifti(path, data, spacing, code):
    """data[x, y, z] with an upright sform."""
    head = bytearray(352)
    struct.pack_into("<i", head, 0, 348)
    struct.pack_into("<8h", head, 40, 3, *data.shape, 1, 1, 1, 1)
    kind = {"<f4": (16, 32), "<i2": (4, 16), "<u1": (2, 8), "<f8": (64, 64)}[code]
    struct.pack_into("<2h", head, 70, *kind)
    struct.pack_into("<8f", head, 76, 1, *spacing, 0, 0, 0, 0)
    struct.pack_into("<f", head, 108, 352)
    struct.pack_into("<2f", head, 112, 1, 0)
    head[123] = 2
    struct.pack_into("<2h", head, 252, 0, 1)
    for i in range(3):
        row = [0.0] * 4
        row[i] = spacing[i]
        struct.pack_into("<4f", head, 280 + 16 * i, *row)
    head[344:348] = b"n+1\0"
    with gzip.open(path, "wb") as f:
        f.write(bytes(head) + data.astype(code).tobytes(order="F"))


# ---- shape

def rims():
    """For each of the 256 ways to fill a cube: closed rims of edge midpoints in half steps, corners inside staying apart on a face."""
    corners = [np.array(c) for c in itertools.product((0, 2), repeat=3)]
    table = []
    for code in range(256):
        inside = [bool(code >> i & 1) for i in range(8)]
        following = {}
        for axis in range(3):
            for side in (0, 2):
                outward = np.zeros(3)
                outward[axis] = side - 1
                face = [i for i in range(8) if corners[i][axis] == side]
                edges = [(a, b) for a, b in itertools.combinations(face, 2) if abs(corners[a] - corners[b]).sum() == 2]
                cut = [(a, b) for a, b in edges if inside[a] != inside[b]]
                middle = {e: (corners[e[0]] + corners[e[1]]) // 2 for e in cut}
                if len(cut) == 4:
                    pairs = [([e for e in cut if c in e], c) for c in face if inside[c]]
                elif len(cut) == 2:
                    shared = [c for c in face if inside[c]]
                    pairs = [(cut, shared[0])]
                else:
                    continue
                for (e, f), c in pairs:
                    a, b = middle[e], middle[f]
                    if np.cross(b - a, corners[c] - (a + b) / 2) @ outward < 0:
                        a, b = b, a
                    following[tuple(a)] = tuple(b)
        loops = []
        while following:
            start = next(iter(following))
            loop, at = [start], following.pop(start)
            while at != start:
                loop.append(at)
                at = following.pop(at)
            loops.append(np.array(loop, float) / 2)
        table.append(loops)
    return table


def triangulations(n):
    """All ways to cut a rim of n corners into triangles."""
    def cut(i, j):
        if j - i < 2:
            return [[]]
        return [[(i, k, j)] + a + b for k in range(i + 1, j) for a in cut(i, k) for b in cut(k, j)]
    return cut(0, n - 1)


RIMS = rims()
CUTS = {n: triangulations(n) for n in range(3, 13 - 3)}


def surface(mask, spacing):
    """Vertices, and the least and greatest volume and area over all ways to cut the rims into triangles."""
    padded = np.pad(mask, 1)
    code = np.zeros(tuple(s - 1 for s in padded.shape), int)
    for i, (x, y, z) in enumerate(itertools.product((0, 1), repeat=3)):
        code |= padded[x:x + code.shape[0], y:y + code.shape[1], z:z + code.shape[2]].astype(int) << i
    vertices, low, high = set(), np.zeros(2), np.zeros(2)
    local = {}
    for at in zip(*np.nonzero((code > 0) & (code < 255))):
        c = code[at]
        if c not in local:
            ranges = []
            for loop in RIMS[c]:
                values = []
                for cuts in CUTS[len(loop)]:
                    area, volume, normal = 0.0, 0.0, np.zeros(3)
                    for i, j, k in cuts:
                        p, q, r = loop[i] * spacing, loop[j] * spacing, loop[k] * spacing
                        n = np.cross(q - p, r - p)
                        area += np.linalg.norm(n) / 2
                        volume += p @ np.cross(q, r) / 6
                        normal += n / 2
                    values.append((volume, area))
                ranges.append((np.min(values, 0), np.max(values, 0), normal))
            local[c] = ranges
        shift = (np.array(at) - 1) * spacing
        for (least, most, normal), loop in zip(local[c], RIMS[c]):
            offset = np.array([shift @ normal / 3, 0])
            # A moved fan changes its signed volume by the moved area vector, plus terms that close over the whole surface.
            centre = [p * spacing + shift for p in loop]
            flat = sum((centre[0] @ np.cross(centre[i], centre[i + 1]) for i in range(1, len(loop) - 1)), 0.0) / 6
            fan = sum((loop[0] * spacing @ np.cross(loop[i] * spacing, loop[i + 1] * spacing) for i in range(1, len(loop) - 1)), 0.0) / 6
            offset[0] = flat - fan
            low += least + offset
            high += most + offset
            vertices.update(tuple(int(round(v)) for v in (p + np.array(at) - 1) * 2) for p in loop)
    if high[0] + low[0] < 0:
        low[0], high[0] = -high[0], -low[0]
    return np.array(sorted(vertices)) / 2 * spacing, low, high


def ellipsoid_area(a, b, c):
    alpha, beta = np.sqrt(max(0, 1 - b * b / a / a)), np.sqrt(max(0, 1 - c * c / a / a))
    if alpha * beta < 1e-12:
        if beta < 1e-12:
            return 4 * np.pi * a * b
        total = sum(  # the limit of (αβ)^ν P_ν((α²+β²)/2αβ) for α → 0
            (np.prod([(2 * k - 1) / k for k in range(1, v + 1)]) * (beta * beta / 2) ** v) / (1 - 4 * v * v) for v in range(21))
        return 4 * np.pi * a * b * total
    x = (alpha ** 2 + beta ** 2) / (2 * alpha * beta)
    return 4 * np.pi * a * b * sum((alpha * beta) ** v / (1 - 4 * v * v) * eval_legendre(v, x) for v in range(21))


def shape(f, image, mask, spacing):
    points = np.argwhere(mask) * spacing
    values = image[mask]
    n = len(values)
    vertices, low, high = surface(mask, spacing)
    f["morph_volume"], f["morph_area_mesh"] = (low[0], high[0]), (low[1], high[1])
    f["morph_vol_approx"] = n * np.prod(spacing)
    f["morph_com"] = np.linalg.norm(points.mean(0) - (points * values[:, None]).sum(0) / values.sum()) if abs(values.sum()) > 0 else None
    hull = ConvexHull(vertices)
    f["morph_diam"] = pdist(vertices[hull.vertices]).max()
    box = np.ptp(vertices, 0)
    between = lambda lo, hi, by: (lo / by, hi / by)
    f["morph_vol_dens_aabb"] = between(low[0], high[0], np.prod(box))
    f["morph_area_dens_aabb"] = between(low[1], high[1], 2 * (box[0] * box[1] + box[1] * box[2] + box[0] * box[2]))
    f["morph_vol_dens_conv_hull"], f["morph_area_dens_conv_hull"] = between(low[0], high[0], hull.volume), between(low[1], high[1], hull.area)
    mean = values.mean()
    f["morph_integ_int"] = tuple(sorted((low[0] * mean, high[0] * mean)))
    if n > 1:
        eigen = np.maximum(np.linalg.eigvalsh(np.cov(points.T))[::-1], 0)
        axes = 4 * np.sqrt(np.where(eigen < 1e-12 * eigen[0], 0, eigen))
        f["morph_pca_maj_axis"], f["morph_pca_min_axis"], f["morph_pca_least_axis"] = axes
        f["morph_pca_elongation"], f["morph_pca_flatness"] = axes[1] / axes[0], axes[2] / axes[0]
        if axes[2] > 0:
            f["morph_vol_dens_aee"] = between(low[0], high[0], np.pi / 6 * np.prod(axes))
        if axes[1] > 0:
            f["morph_area_dens_aee"] = between(low[1], high[1], ellipsoid_area(*(axes / 2)))
    spread = values - mean
    if n > 1 and values.min() < values.max():
        weights = 1 / pdist(points)
        i, j = np.triu_indices(n, 1)
        f["morph_moran_i"] = n / weights.sum() * (weights * spread[i] * spread[j]).sum() / (spread ** 2).sum()
        f["morph_geary_c"] = (n - 1) / (2 * weights.sum()) * (weights * (values[i] - values[j]) ** 2).sum() / (spread ** 2).sum()


# ---- intensities

def peaks(f, image, mask, spacing):
    reach = (3000 / (4 * np.pi)) ** (1 / 3)
    everywhere = np.argwhere(np.ones_like(mask)) * spacing
    flat = image.reshape(-1)

    def peak(at):
        near = ((everywhere - at * spacing) ** 2).sum(1) <= reach ** 2
        return flat[near].mean()
    places = np.argwhere(mask)
    values = image[mask]
    all_peaks = np.array([peak(p) for p in places])
    f["loc_peak_glob"], f["loc_peak_loc"] = all_peaks.max(), all_peaks[values == values.max()].max()


def statistics(f, x, name):
    mean, var = x.mean(), x.var()
    low, q1, q3, high = np.percentile(x, [10, 25, 75, 90])
    constant = x.min() == x.max()
    f[name + "mean"], f[name + "var"] = mean, 0.0 if constant else var
    f[name + "skew"] = 0.0 if constant else ((x - mean) ** 3).mean() / var ** 1.5
    f[name + "kurt"] = 0.0 if constant else ((x - mean) ** 4).mean() / var ** 2 - 3
    f[name + "median"], f[name + "min"], f[name + "max"], f[name + "p10"], f[name + "p90"] = np.median(x), x.min(), x.max(), low, high
    f[name + "iqr"], f[name + "range"], f[name + "mad"] = q3 - q1, np.ptp(x), abs(x - mean).mean()
    kept = x[(x >= low) & (x <= high)]
    f[name + "rmad"] = abs(kept - kept.mean()).mean() if len(kept) else None
    f[name + "medad"] = abs(x - np.median(x)).mean()
    f[name + "cov"] = np.sqrt(f[name + "var"]) / mean if mean else None
    f[name + "qcod"] = (q3 - q1) / (q3 + q1) if q3 + q1 else None
    return f


def volume_histogram(f, x):
    if x.min() == x.max():
        f["ivh_auc"] = 0.0
        return
    step = 1 if (x == np.round(x)).all() else np.ptp(x) / 1000
    levels = x.min() + step * np.arange(round(np.ptp(x) / step) + 1)
    share = np.array([(x >= i - 1e-9 * step).mean() for i in levels])
    gamma = (levels - levels[0]) / np.ptp(levels)
    at = lambda g: share[gamma >= g - 1e-9].max()
    intensity = lambda v: levels[share <= v + 1e-12].min() if (share <= v + 1e-12).any() else x.max() + (step == 1 and (x == np.round(x)).all())
    f["ivh_v10"], f["ivh_v90"] = at(.1), at(.9)
    f["ivh_diff_v10_v90"] = at(.1) - at(.9)
    f["ivh_i10"], f["ivh_i90"] = intensity(.1), intensity(.9)
    f["ivh_diff_i10_i90"] = f["ivh_i10"] - f["ivh_i90"]
    f["ivh_auc"] = ((share[1:] + share[:-1]) / 2 * np.diff(gamma)).sum()


def histogram(f, levels, count):
    statistics(f, levels.astype(float), "ih_")
    h = np.bincount(levels, minlength=count + 1)[1:].astype(float)
    p = h[h > 0] / h.sum()
    f["ih_entropy"], f["ih_uniformity"] = -(p * np.log2(p)).sum(), (p ** 2).sum()
    common = np.flatnonzero(h == h.max()) + 1
    f["ih_mode"] = float(min(common, key=lambda i: (round(abs(i - levels.mean()), 9), i)))
    if count > 1:
        slope = np.gradient(h)
        f["ih_max_grad"], f["ih_min_grad"] = slope.max(), slope.min()
        f["ih_max_grad_g"], f["ih_min_grad_g"] = slope.argmax() + 1.0, slope.argmin() + 1.0


# ---- textures; a grid holds 0 outside the region

def lined(grid, step):
    """Pairs of voxels one step apart that both lie inside."""
    here = tuple(slice(max(0, -s), g - max(0, s)) for s, g in zip(step, grid.shape))
    there = tuple(slice(max(0, s), g - max(0, -s)) for s, g in zip(step, grid.shape))
    a, b = grid[here], grid[there]
    return a, b, (a > 0) & (b > 0)


def cooccurrence(grid, step, count):
    a, b, both = lined(grid, step)
    m = np.zeros((count + 1, count + 1))
    np.add.at(m, (a[both], b[both]), 1)
    return (m + m.T)[1:, 1:]


def glcm(m, count):
    if m.sum() == 0:
        return None
    p = m / m.sum()
    i, j = np.meshgrid(np.arange(1, count + 1), np.arange(1, count + 1), indexing="ij")
    entropy = lambda q: -(q[q > 0] * np.log2(q[q > 0])).sum()
    difference = np.bincount(abs(i - j).ravel(), p.ravel())
    total = np.bincount((i + j).ravel(), p.ravel())
    k, s = np.arange(len(difference)), np.arange(len(total))
    mu, row = (i * p).sum(), p.sum(1)
    both = np.outer(row, row)
    var = ((i - mu) ** 2 * p).sum()
    hxy, hx = entropy(p), entropy(row)
    used = p > 0
    hxy1 = -(p[used] * np.log2(both[used])).sum()
    one = (row > 0).sum() == 1
    f = dict(joint_max=p.max(), joint_avg=mu, joint_var=var, joint_entr=hxy, diff_avg=(k * difference).sum(), diff_entr=entropy(difference),
             sum_avg=(s * total).sum(), sum_entr=entropy(total), energy=(p * p).sum(), contrast=((i - j) ** 2 * p).sum(), dissimilarity=(abs(i - j) * p).sum(),
             inv_diff=(p / (1 + abs(i - j))).sum(), inv_diff_norm=(p / (1 + abs(i - j) / count)).sum(), inv_diff_mom=(p / (1 + (i - j) ** 2)).sum(),
             inv_diff_mom_norm=(p / (1 + (i - j) ** 2 / count ** 2)).sum(), inv_var=(difference[1:] / k[1:] ** 2).sum(), auto_corr=(i * j * p).sum(),
             clust_tend=((i + j - 2 * mu) ** 2 * p).sum(), clust_shade=((i + j - 2 * mu) ** 3 * p).sum(), clust_prom=((i + j - 2 * mu) ** 4 * p).sum(),
             corr=1.0 if one else ((i - mu) * (j - mu) * p).sum() / var, info_corr1=0.0 if one else (hxy - hxy1) / hx,  # of one slice or direction, as PyRadiomics
             info_corr2=np.sqrt(max(0, 1 - np.exp(-2 * (entropy(both) - hxy)))))
    f["diff_var"] = ((k - f["diff_avg"]) ** 2 * difference).sum()
    f["sum_var"] = ((s - f["sum_avg"]) ** 2 * total).sum()
    return f


def runs(grid, step, count):
    m = np.zeros((count + 1, max(grid.shape) + 1))
    step = np.array(step)
    inside = lambda p: all(0 <= v < g for v, g in zip(p, grid.shape))
    for at in np.argwhere(grid > 0):
        level = grid[tuple(at)]
        before = at - step
        if inside(before) and grid[tuple(before)] == level:
            continue
        length, ahead = 1, at + step
        while inside(ahead) and grid[tuple(ahead)] == level:
            length, ahead = length + 1, ahead + step
        m[level, length] += 1
    return m[1:, 1:]


def zones(grid, count, distance=None):
    box = np.ones((3,) * grid.ndim)
    m = np.zeros((count + 1, grid.size + 1 if distance is None else int(distance.max()) + 1))
    for level in np.unique(grid[grid > 0]):
        labels, found = ndimage.label(grid == level, box)
        for z in range(1, found + 1):
            part = labels == z
            m[level, part.sum() if distance is None else distance[part].min()] += 1
    return m[1:, 1:]


def border(grid):
    """Steps over faces that lead out of the region: 1 at its rim."""
    left, depth, out = np.pad(grid > 0, 1), 0, np.zeros(np.array(grid.shape) + 2, int)
    cross = ndimage.generate_binary_structure(grid.ndim, 1)
    while left.any():
        depth += 1
        kept = ndimage.binary_erosion(left, cross)
        out[left & ~kept] = depth
        left = kept
    return out[tuple(slice(1, -1) for _ in grid.shape)]


def dependence(grid, count):
    m = np.zeros((count + 1, 3 ** grid.ndim + 1))
    total = np.ones(grid.shape, int)
    for step in itertools.product((-1, 0, 1), repeat=grid.ndim):
        if any(step):
            here = tuple(slice(max(0, -s), g - max(0, s)) for s, g in zip(step, grid.shape))
            a, b, both = lined(grid, step)
            total[here] += both & (a == b)
    inside = grid > 0
    np.add.at(m, (grid[inside], total[inside]), 1)
    return m[1:, 1:]


EMPHASES = {"rlm": "sre lre lgre hgre srlge srhge lrlge lrhge glnu glnu_norm rlnu rlnu_norm r_perc gl_var rl_var rl_entr",
            "szm": "sze lze lgze hgze szlge szhge lzlge lzhge glnu glnu_norm zsnu zsnu_norm z_perc gl_var zs_var zs_entr",
            "dzm": "sde lde lgze hgze sdlge sdhge ldlge ldhge glnu glnu_norm zdnu zdnu_norm z_perc gl_var zd_var zd_entr",
            "ngl": "lde hde lgce hgce ldlge ldhge hdlge hdhge glnu glnu_norm dcnu dcnu_norm dc_perc gl_var dc_var dc_entr dc_energy"}


def emphases(m, voxels, family):
    n = m.sum()
    if n == 0:
        return None
    i, j = np.meshgrid(np.arange(1., m.shape[0] + 1), np.arange(1., m.shape[1] + 1), indexing="ij")
    p = m / n
    mean = lambda w: (w * p).sum()
    rows, columns = m.sum(1), m.sum(0)
    used = p[p > 0]
    values = [mean(j ** -2), mean(j ** 2), mean(i ** -2), mean(i ** 2), mean(i ** -2 * j ** -2), mean(i ** 2 * j ** -2), mean(j ** 2 * i ** -2), mean(i ** 2 * j ** 2),
              (rows ** 2).sum() / n, (rows ** 2).sum() / n ** 2, (columns ** 2).sum() / n, (columns ** 2).sum() / n ** 2, n / voxels,
              mean((i - mean(i)) ** 2), mean((j - mean(j)) ** 2), -(used * np.log2(used)).sum(), (used ** 2).sum()]
    return dict(zip(EMPHASES[family].split(), values))


def tones(grid, count):
    total, near = np.zeros(grid.shape), np.zeros(grid.shape)
    for step in itertools.product((-1, 0, 1), repeat=grid.ndim):
        if any(step):
            here = tuple(slice(max(0, -s), g - max(0, s)) for s, g in zip(step, grid.shape))
            _, b, both = lined(grid, step)
            total[here] += np.where(both, b, 0)
            near[here] += both
    valid = near > 0
    m = np.zeros((count + 1, 2))
    np.add.at(m[:, 0], grid[valid], 1)
    np.add.at(m[:, 1], grid[valid], abs(grid[valid] - total[valid] / near[valid]))
    return m[1:]


def ngtdm(m):
    n = m[:, 0].sum()
    if n == 0:
        return None
    used = m[:, 0] > 0
    i, p, s = np.flatnonzero(used) + 1., m[used, 0] / n, m[used, 1]
    a, b = np.meshgrid(i, i, indexing="ij")
    pa, pb = np.meshgrid(p, p, indexing="ij")
    sa, sb = np.meshgrid(s, s, indexing="ij")
    weighted, levels = (p * s).sum(), len(i)
    below = abs(a * pa - b * pb).sum()
    return dict(coarseness=min(1e6, 1 / weighted) if weighted > 0 else 1e6,
                contrast=0.0 if levels == 1 else (pa * pb * (a - b) ** 2).sum() / levels / (levels - 1) * s.sum() / n,
                busyness=0.0 if levels == 1 else weighted / below if below > 1e-12 else None,
                complexity=(abs(a - b) * (pa * sa + pb * sb) / (pa + pb)).sum() / n,
                strength=0.0 if s.sum() == 0 else ((pa + pb) * (a - b) ** 2).sum() / s.sum())


def average(rows):
    rows = [r for r in rows if r is not None]
    if not rows:
        return {}
    kept = {k: [r[k] for r in rows if r[k] is not None] for k in rows[0]}
    return {k: float(np.mean(v)) if v else None for k, v in kept.items()}


def put(f, family, aggregation, values):
    for k, v in (values or {}).items():
        f[f"{family}_{k}_{aggregation}"] = v


def textures(f, grid, count):
    slices = [grid[:, :, z] for z in range(grid.shape[2]) if (grid[:, :, z] > 0).any()]
    flat = [(1, 0), (1, 1), (0, 1), (-1, 1)]
    solid = [d for d in itertools.product((-1, 0, 1), repeat=3) if d > (0, 0, 0)]
    inside = [int((s > 0).sum()) for s in slices]
    n = sum(inside)
    for family, make, measure in (("cm", cooccurrence, lambda m, v: glcm(m, count)), ("rlm", runs, lambda m, v: emphases(m, v, "rlm"))):
        width = max(grid.shape)
        fit = (lambda m: m) if family == "cm" else (lambda m: np.pad(m, ((0, 0), (0, width - m.shape[1]))))
        planes = [[fit(make(s, d, count)) for d in flat] for s in slices]
        put(f, family, "2D_avg", average([measure(m, v) for p, v in zip(planes, inside) for m in p]))
        put(f, family, "2D_comb", average([measure(sum(p), 4 * v) for p, v in zip(planes, inside)]))
        put(f, family, "2_5D_avg", average([measure(sum(p[d] for p in planes), n) for d in range(4)]))
        put(f, family, "2_5D_comb", measure(sum(m for p in planes for m in p), 4 * n))
        bodies = [make(grid, d, count) for d in solid]
        put(f, family, "3D_avg", average([measure(m, n) for m in bodies]))
        put(f, family, "3D_comb", measure(sum(bodies), 13 * n))
    wide = lambda ms: [np.pad(m, ((0, 0), (0, max(x.shape[1] for x in ms) - m.shape[1]))) for m in ms]
    for family, make in (("szm", zones), ("dzm", lambda g, c: zones(g, c, border(g))), ("ngl", dependence)):
        planes = wide([make(s, count) for s in slices])
        put(f, family, "2D", average([emphases(m, v, family) for m, v in zip(planes, inside)]))
        put(f, family, "2_5D", emphases(sum(planes), n, family))
        put(f, family, "3D", emphases(make(grid, count), n, family))
    planes = [tones(s, count) for s in slices]
    put(f, "ngt", "2D", average([ngtdm(m) for m in planes]))
    put(f, "ngt", "2_5D", ngtdm(sum(planes)))
    put(f, "ngt", "3D", ngtdm(tones(grid, count)))


def levels_of(x, how):
    if how == "none":
        return x.astype(int), int(x.max())
    kind, by = how.split(":")
    if kind == "width":
        d = (np.floor(x / float(by)) - np.floor(x.min() / float(by))).astype(int) + 1
        return d, int(d.max())
    n = int(by)
    if x.min() == x.max():
        return np.ones(len(x), int), 1
    return np.minimum(np.floor(n * (x - x.min()) / np.ptp(x)).astype(int) + 1, n), n


def ours(image, mask, spacing, how):
    f, x = {}, image[mask]
    shape(f, image, mask, spacing)
    peaks(f, image, mask, spacing)
    statistics(f, x, "stat_")
    f["stat_energy"], f["stat_rms"] = (x * x).sum(), np.sqrt((x * x).mean())
    volume_histogram(f, x)
    d, count = levels_of(x, how)
    histogram(f, d, count)
    grid = np.zeros(mask.shape, int)
    grid[mask] = d
    textures(f, grid, count)
    if d.min() == d.max():
        f.update({k: None for k in f if k.startswith(("cm_corr", "cm_info_corr1"))})
    return f


# ---- chance cases

def region(r, size):
    kind = r.choice(["ball", "hollow", "parts", "scatter", "voxel", "row", "plate", "all", "blob", "diagonal"])
    grid = np.stack(np.meshgrid(*(np.arange(s) for s in size), indexing="ij"), -1).astype(float)
    centre, reach = np.array(size) / 2 + r.uniform(-1, 1, 3), np.array(size) / r.uniform(2, 4, 3) + .5
    ball = (((grid - centre) / reach) ** 2).sum(-1) <= 1
    if kind == "ball":
        m = ball
    elif kind == "hollow":
        m = ball & ~((((grid - centre) / reach) ** 2).sum(-1) <= .25)
    elif kind == "parts":
        m = ball & (r.random(size) < .5) | (grid[..., 0] < 1)
    elif kind == "scatter":
        m = r.random(size) < .15
    elif kind == "row":
        m = np.zeros(size, bool)
        i, j = r.integers(size[1]), r.integers(size[2])
        m[:, i, j] = True
        m = m.transpose(0, 1, 2)
    elif kind == "plate":
        m = np.zeros(size, bool)
        m[(slice(None),) * int(r.integers(3)) + (int(r.integers(2)),)] = True
    elif kind == "all":
        m = np.ones(size, bool)
    elif kind == "blob":
        m = ndimage.gaussian_filter(r.standard_normal(size), 1.2) > .1
    elif kind == "diagonal":
        m = np.zeros(size, bool)
        for k in range(min(size)):
            m[k, k, k] = True
    else:
        m = np.zeros(size, bool)
    if not m.any():
        m[tuple(int(r.integers(s)) for s in size)] = True
    return kind, m


def intensities(r, size):
    kind = r.choice(["whole", "suv", "negative", "constant", "smooth", "two"])
    if kind == "whole":
        return kind, r.integers(1, 9, size).astype(float), "<i2"
    if kind == "two":
        return kind, r.integers(1, 3, size) * 2.5, "<f4"
    if kind == "constant":
        return kind, np.full(size, float(np.float32(r.choice([2, 3.7])))), "<f4"
    x = r.gamma(2, 2, size) if kind == "suv" else r.normal(0, 3, size) if kind == "negative" else ndimage.gaussian_filter(r.standard_normal(size), 1.5) * 10 + 5
    return kind, x.astype(np.float32).astype(float), "<f4"


# Where rounding of a differently ordered sum may move a result that is 0 in truth.
def same(mine, theirs, scale):
    if isinstance(mine, tuple):
        return theirs is not None and mine[0] - 1e-9 * abs(mine[0]) - 1e-12 <= theirs <= mine[1] + 1e-9 * abs(mine[1]) + 1e-12
    if mine is None or theirs is None:
        return mine is None and theirs is None
    return abs(mine - theirs) <= 1e-8 * max(abs(mine), abs(theirs), scale)


def main():
    r, wrong, values, kinds = np.random.default_rng(seed), {}, 0, {}
    with tempfile.TemporaryDirectory() as folder:
        image_path, mask_path = folder + "/image.nii.gz", folder + "/mask.nii.gz"
        for case in range(cases):
            size = tuple(int(v) for v in r.integers(2, 10, 3))
            spacing = np.float32(r.choice([r.uniform(.7, 6, 3), [2, 2, 2], [4.07, 4.07, 3]])).astype(float)
            kind, mask = region(r, size)
            filling, image, code = intensities(r, size)
            how = str(r.choice([f"bins:{r.integers(1, 65)}", "bins:32", "width:0.25", f"width:{r.uniform(.2, 2):.2f}", "none" if filling == "whole" else "bins:8"]))
            nifti(image_path, image, spacing, code)
            nifti(mask_path, mask.astype(int), spacing, "<u1")
            done = subprocess.run([cavum, "pet", "features", image_path, "--mask", mask_path, "--discretise", how, "--json"], capture_output=True, text=True)
            name = f"case {case}: {kind} of {mask.sum()} in {size}, {filling}, {how}"
            if done.returncode or "NaN" in done.stdout or "Infinity" in done.stdout:
                wrong.setdefault("refused", []).append(f"{name}: {done.returncode} {done.stderr.strip()[:300]}")
                continue
            theirs = json.loads(done.stdout)["features"]
            mine = ours(image, mask, spacing, how)
            kinds[kind] = kinds.get(kind, 0) + 1
            for tag, value in theirs.items():
                if "_mvee" in tag or "_ombb" in tag or tag in ("morph_av", "morph_comp_1", "morph_comp_2", "morph_sph_dispr", "morph_sphericity", "morph_asphericity"):
                    continue  # no consensus value, or made of volume and area
                values += 1
                expected = mine.get(tag)
                if not same(expected, value, 10 if "info_corr2" in tag else 1e-2 if tag == "morph_com" else 1e-3):  # a root of a difference near 0
                    wrong.setdefault(tag, []).append(f"{name}: numpy {expected}, cavum {value}")
            v, a = theirs["morph_volume"], theirs["morph_area_mesh"]
            ball = (36 * np.pi * v * v) ** (1 / 3)
            made = dict(morph_av=a / v, morph_comp_1=v / (np.pi ** .5 * a ** 1.5), morph_comp_2=(ball / a) ** 3, morph_sph_dispr=a / ball, morph_sphericity=ball / a, morph_asphericity=a / ball - 1)
            for tag, value in made.items():
                values += 1
                if not same(value, theirs[tag], 1e-3):
                    wrong.setdefault(tag, []).append(f"{name}: numpy {value}, cavum {theirs[tag]}")
    for tag, lines in sorted(wrong.items()):
        print(f"{tag}: {len(lines)}")
        for line in lines[:3]:
            print("   ", line)
    print(f"{cases} regions {kinds}, {values} values compared, {sum(map(len, wrong.values()))} differing")
    sys.exit(1 if wrong else 0)


main()
