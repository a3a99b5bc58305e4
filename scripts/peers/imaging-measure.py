#!/usr/bin/env python3
"""Masks as other programs write them (SEG, RTSTRUCT, NIfTI) on chance PET series: every number of `pet measure` against numpy (Debian: python3-pydicom, python3-numpy).

Usage: scripts/peers/imaging-measure.py CAVUM [CASES [SEED]]
SEG: bits, bytes, fractional, label maps; shared and per-frame groups; with and without dimensions; frames out of order, missing, doubled, cropped,
turned; empty and overlapping segments. RTSTRUCT: chance polygons with holes, keyholes, several a slice, points and open ones beside.
NIfTI: sform or qform, mirrored and turned axes, six number types, slope. Exit 1 where a number differs."""
import gzip, json, os, struct, subprocess, sys, tempfile
import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian, generate_uid

cavum = os.path.abspath(sys.argv[1])
cases, seed = (int(a) for a in (sys.argv[2:4] + ["60", "1"][len(sys.argv[2:4]):]))
REACH = (3000 / (4 * np.pi)) ** (1 / 3)
AXES = [(1, 0, 0, 0, 1, 0), (.96, .28, 0, -.28, .96, 0), (0, 1, 0, 0, 0, -1), (-1, 0, 0, 0, -1, 0), (.8, 0, .6, 0, 1, 0)]


def item(**tags):
    d = Dataset()
    for k, v in tags.items(): setattr(d, k, v)
    return d


def empty(sop, modality, syntax=ExplicitVRLittleEndian):
    d = Dataset()
    d.file_meta = FileMetaDataset()
    d.file_meta.TransferSyntaxUID, d.is_little_endian, d.is_implicit_VR = syntax, True, syntax == ImplicitVRLittleEndian
    d.SOPClassUID = d.file_meta.MediaStorageSOPClassUID = sop
    d.SOPInstanceUID = d.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    d.Modality, d.PatientID, d.PatientName, d.SpecificCharacterSet = modality, "P", "Müller^Zoë", "ISO_IR 192"
    d.StudyDate = d.SeriesDate = d.ContentDate = d.AcquisitionDate = "20260301"
    d.StudyTime = d.SeriesTime = d.ContentTime = d.AcquisitionTime = "101500"
    return d


class Series:
    """PET in stored SUV; suv[z, y, x] in order along the normal."""

    def __init__(self, folder, r):
        self.shape = tuple(int(v) for v in (r.integers(5, 12), r.integers(9, 20), r.integers(9, 20)))
        self.row, self.column = np.split(np.array(AXES[int(r.integers(len(AXES)))], float), 2)
        self.normal = np.cross(self.row, self.column)
        self.dy, self.dx, self.dz = (round(float(v), 2) for v in r.uniform(2, 6, 3))
        self.origin, self.study, self.uid, self.frame = np.array([-40., 20, 300]), generate_uid(), generate_uid(), generate_uid()
        self.suv, self.sops = np.zeros(self.shape), []
        stored = r.integers(0, 12 if r.random() < .3 else 20000, self.shape)
        for z in range(self.shape[0]):
            d = empty("1.2.840.10008.5.1.4.1.1.128", "PT")
            d.StudyInstanceUID, d.SeriesInstanceUID, d.FrameOfReferenceUID = self.study, self.uid, self.frame
            d.PatientWeight, d.Units, d.SUVType, d.DecayCorrection, d.CorrectedImage = 70, "GML", "BW", "START", ["ATTN", "DECY"]
            d.Rows, d.Columns, d.PixelSpacing, d.SliceThickness, d.InstanceNumber = self.shape[1], self.shape[2], [self.dy, self.dx], self.dz, int(r.integers(1, 9999))
            d.ImageOrientationPatient, d.ImagePositionPatient = [*self.row, *self.column], self.place(z)
            d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelRepresentation, d.SamplesPerPixel, d.PhotometricInterpretation = 16, 16, 15, 1, 1, "MONOCHROME2"
            slope = .001 if stored.max() > 100 else .5
            if stored.max() > 100: slope = float(f"{r.uniform(.0005, .002):.6g}")
            d.RescaleSlope, d.RescaleIntercept, d.PixelData = slope, 0, stored[z].astype("<i2").tobytes()
            d["PixelData"].VR = "OW"
            self.suv[z] = stored[z] * slope
            self.sops.append(d.SOPInstanceUID)
            d.save_as(os.path.join(folder, f"{int(r.integers(1e9))}"), write_like_original=False)

    def place(self, z, y=0, x=0):
        return [round(float(v), 6) for v in self.origin + z * self.dz * self.normal + y * self.dy * self.column + x * self.dx * self.row]

    def measure(self, mask):
        x = self.suv[mask]
        grid = np.argwhere(np.ones(self.shape, bool)) * [self.dz, self.dy, self.dx]
        flat = self.suv.ravel()
        peaks = np.array([flat[((grid - p * [self.dz, self.dy, self.dx]) ** 2).sum(1) <= REACH ** 2].mean() for p in np.argwhere(mask)])
        volume = len(x) * self.dx * self.dy * self.dz / 1000
        return dict(voxels=len(x), volumeMl=volume, suvMax=x.max(), suvMean=x.mean(), suvMedian=np.median(x), suvStdDev=x.std(), tlg=x.mean() * volume,
                    suvPeakLocal=peaks[x == x.max()].max(), suvPeakGlobal=peaks.max())


# ---- SEG

def seg(path, s, masks, r):
    """masks: {number: bool[z, y, x]}; returns the masks as a reader should have them."""
    kind = str(r.choice(["BINARY", "BINARY8", "FRACTIONAL", "LABELMAP"], p=[.5, .15, .2, .15]))
    d = empty("1.2.840.10008.5.1.4.1.1.66.4", "SEG", [ExplicitVRLittleEndian, ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian][int(r.integers(3))])
    d.StudyInstanceUID, d.SeriesInstanceUID, d.FrameOfReferenceUID = s.study, generate_uid(), s.frame
    d.SegmentationType = kind.replace("8", "")
    if kind == "LABELMAP":  # no overlap: the higher number wins
        top = max(masks)
        for a in masks:
            for b in masks:
                if b > a: masks[a] = masks[a] & ~masks[b]
    most = int(r.choice([255, 100, 7]))
    if kind == "FRACTIONAL": d.MaximumFractionalValue, d.SegmentationFractionalType = most, str(r.choice(["PROBABILITY", "OCCUPANCY"]))
    code = lambda v, m: Sequence([item(CodeValue=v, CodingSchemeDesignator="SCT", CodeMeaning=m)])
    d.SegmentSequence = Sequence([item(SegmentNumber=n, SegmentLabel=f"Läsion {n}", SegmentAlgorithmType="MANUAL", SegmentedPropertyCategoryCodeSequence=code("49755003", "Morphologically Altered Structure"),
                                       SegmentedPropertyTypeCodeSequence=code("86049000", "Neoplasm, Primary")) for n in masks])
    y0 = x0 = 0
    y1, x1 = s.shape[1:]
    if r.random() < .3:  # cut to what is drawn
        drawn = np.argwhere(np.any(list(masks.values()), 0))
        (_, y0, x0), (_, y1, x1) = drawn.min(0), drawn.max(0) + 1
    turned = r.random() < .2 and kind != "LABELMAP"
    every, shared, per_frame_measures = r.random() < .3, r.random() < .7, r.random() < .3
    frames = []
    for n in ([0] if kind == "LABELMAP" else masks):
        for z in range(s.shape[0]):
            if kind == "LABELMAP":
                plane = sum(masks[k][z].astype(int) * k for k in masks)
            elif kind == "FRACTIONAL":
                inside = r.integers((most + 1) // 2, most + 1, s.shape[1:])
                plane = np.where(masks[n][z], inside, r.integers(0, (most + 1) // 2, s.shape[1:]) if r.random() < .5 else 0)
            else:
                plane = masks[n][z].astype(int) * (1 if kind == "BINARY" or r.random() < .5 else 1)
            if plane.any() or every: frames.append((n, z, plane[y0:y1, x0:x1]))
    if r.random() < .6: frames = [frames[i] for i in r.permutation(len(frames))]
    orientation, corner = [*s.row, *s.column], (y0, x0)
    if turned:  # rows run from the other end
        orientation, corner = [*s.row, *-s.column], (y1 - 1, x0)
        frames = [(n, z, p[::-1]) for n, z, p in frames]
    measures = item(PixelSpacing=[s.dy, s.dx], SliceThickness=s.dz)
    if r.random() < .6: measures.SpacingBetweenSlices = s.dz
    plane_orientation = item(ImageOrientationPatient=[round(float(v), 9) for v in orientation])
    d.SharedFunctionalGroupsSequence = Sequence([Dataset()])
    if shared: d.SharedFunctionalGroupsSequence[0].PlaneOrientationSequence = Sequence([plane_orientation])
    if not per_frame_measures: d.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence = Sequence([measures])
    dimensions = r.random() < .6
    if dimensions:
        uid = generate_uid()
        d.DimensionOrganizationSequence = Sequence([item(DimensionOrganizationUID=uid)])
        d.DimensionIndexSequence = Sequence([item(DimensionOrganizationUID=uid, DimensionIndexPointer=0x0062000B, FunctionalGroupPointer=0x0062000A),
                                             item(DimensionOrganizationUID=uid, DimensionIndexPointer=0x00200032, FunctionalGroupPointer=0x00209113)])
    groups = []
    for n, z, _ in frames:
        g = item(PlanePositionSequence=Sequence([item(ImagePositionPatient=s.place(z, *corner))]))
        if kind != "LABELMAP": g.SegmentIdentificationSequence = Sequence([item(ReferencedSegmentNumber=n)])
        if not shared: g.PlaneOrientationSequence = Sequence([plane_orientation])
        if per_frame_measures: g.PixelMeasuresSequence = Sequence([measures])
        if dimensions: g.FrameContentSequence = Sequence([item(DimensionIndexValues=[n, z + 1])])
        if r.random() < .5:
            g.DerivationImageSequence = Sequence([item(SourceImageSequence=Sequence([item(ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.128", ReferencedSOPInstanceUID=s.sops[z])]))])
        groups.append(g)
    d.PerFrameFunctionalGroupsSequence = Sequence(groups)
    pixels = np.array([p for _, _, p in frames])
    d.NumberOfFrames, d.Rows, d.Columns = len(frames), y1 - y0, x1 - x0
    bits = 1 if kind == "BINARY" else 8
    if kind == "LABELMAP" and r.random() < .4: bits = 16
    d.BitsAllocated = d.BitsStored = bits
    d.HighBit, d.PixelRepresentation, d.SamplesPerPixel, d.PhotometricInterpretation = bits - 1, 0, 1, "MONOCHROME2"
    raw = np.packbits(pixels.astype(bool).ravel(), bitorder="little").tobytes() if bits == 1 else pixels.astype("<u1" if bits == 8 else "<u2").tobytes()
    d.PixelData = raw + b"\0" * (len(raw) % 2)
    d["PixelData"].VR = "OB" if bits <= 8 else "OW"
    d.save_as(path, write_like_original=False)
    return f"SEG {kind}{' cut' if (y0, x0) != (0, 0) else ''}{' turned' if turned else ''}{'' if shared else ' per-frame'}", masks


# ---- RTSTRUCT

def enclosed(points, shape):
    """Voxel centres inside an odd number of turns, by crossings of a ray down the rows."""
    y, x = np.mgrid[:shape[0], :shape[1]]
    inside = np.zeros(shape, bool)
    for (ax, ay), (bx, by) in zip(points, np.roll(points, -1, 0)):
        crosses = (ax > x) != (bx > x)
        with np.errstate(divide="ignore", invalid="ignore"): inside ^= crosses & (y < (by - ay) * (x - ax) / (bx - ax) + ay)
    return inside


def rtstruct(path, s, r):
    d = empty("1.2.840.10008.5.1.4.1.1.481.3", "RTSTRUCT", [ExplicitVRLittleEndian, ImplicitVRLittleEndian][int(r.integers(2))])
    d.StudyInstanceUID, d.SeriesInstanceUID = s.study, generate_uid()
    d.StructureSetLabel, d.StructureSetDate, d.StructureSetTime = "S", "20260301", "101500"
    if r.random() < .7: d.ReferencedFrameOfReferenceSequence = Sequence([item(FrameOfReferenceUID=s.frame)])
    rois, sets, masks = [], [], {}
    for n in range(1, int(r.integers(2, 4))):
        mask, contours = np.zeros(s.shape, bool), []
        low = int(r.integers(0, s.shape[0] - 2))
        for z in range(low, min(s.shape[0], low + int(r.integers(2, 6)))):
            def polygon(cx, cy, reach, corners):
                angle = np.sort(r.uniform(0, 2 * np.pi, corners))
                return np.column_stack([cx + reach * r.uniform(.5, 1, corners) * np.cos(angle), cy + reach * r.uniform(.5, 1, corners) * np.sin(angle)])
            cx, cy, reach = s.shape[2] / 2 + r.uniform(-1, 1), s.shape[1] / 2 + r.uniform(-1, 1), min(s.shape[1:]) / 2 - 1
            outer = [polygon(cx, cy, reach, int(r.integers(5, 40)))]
            style = r.choice(["one", "hole", "keyhole", "several"])
            if style == "hole": outer.append(polygon(cx, cy, reach / 4, 6))
            if style == "several": outer.append(polygon(1.7, 1.6, 1.4, 7))
            if style == "keyhole":  # in along one line, round the hole, and out along the same line
                inner = polygon(cx, cy, reach / 4, 6)
                outer = [np.vstack([outer[0], outer[0][:1], inner, inner[:1]])]
            for points in outer:
                written = [[round(float(v), 5) for v in s.origin + z * s.dz * s.normal + py * s.dy * s.column + px * s.dx * s.row] for px, py in points]
                contours.append(item(ContourGeometricType="CLOSED_PLANAR", NumberOfContourPoints=len(points), ContourData=[c for p in written for c in p]))
                mask[z] ^= enclosed(points, s.shape[1:])
            if r.random() < .2: contours.append(item(ContourGeometricType="POINT", NumberOfContourPoints=1, ContourData=s.place(z, 2, 2)))
            if r.random() < .2: contours.append(item(ContourGeometricType="OPEN_PLANAR", NumberOfContourPoints=3, ContourData=s.place(z, 1, 1) + s.place(z, 1, 5) + s.place(z, 5, 5)))
        rois.append(item(ROINumber=n * 10, ReferencedFrameOfReferenceUID=s.frame, ROIName=f"GTV {n} ü", ROIGenerationAlgorithm="MANUAL"))
        order = [int(i) for i in r.permutation(len(contours))]
        sets.append(item(ReferencedROINumber=n * 10, ContourSequence=Sequence([contours[i] for i in order])))
        masks[n * 10] = mask
    d.StructureSetROISequence, d.ROIContourSequence = Sequence(rois), Sequence(sets[::-1] if r.random() < .5 else sets)
    d.save_as(path, write_like_original=False)
    return "RTSTRUCT", masks


# ---- NIfTI

def nifti(path, s, masks, r):
    labels = sum(m.astype(int) * n for n, m in masks.items() if True) if False else np.zeros(s.shape, int)
    for n, m in masks.items(): labels[m] = n
    masks = {n: labels == n for n in masks if (labels == n).any()}
    data = labels.transpose(2, 1, 0)  # x, y, z
    affine = np.column_stack([s.row * s.dx, s.column * s.dy, s.normal * s.dz, s.origin])
    affine[:2] *= -1
    for axis in range(3):
        if r.random() < .3:
            affine[:, 3] += affine[:, axis] * (data.shape[axis] - 1)
            affine[:, axis] *= -1
            data = np.flip(data, axis)
    if r.random() < .3:
        data, affine = data.transpose(1, 0, 2), affine[:, [1, 0, 2, 3]]
    code, kind = [(2, "u1"), (4, "i2"), (8, "i4"), (16, "f4"), (64, "f8"), (512, "u2"), (256, "i1")][int(r.integers(7))]
    order = str(r.choice(["<", ">"]))
    slope, offset = (2.0, 0.0) if r.random() < .2 and all(n % 2 == 0 for n in masks) else (1.0, 0.0) if r.random() < .5 else (0.0, 0.0)
    stored = data / (slope or 1)
    if r.random() < .15: slope, offset, stored = 1.0, -3.0, data + 3
    head = bytearray(352)
    spacing = np.linalg.norm(affine[:, :3], axis=0)
    put = lambda f, at, *v: struct.pack_into(order + f, head, at, *v)
    put("i", 0, 348), put("8h", 40, 3, *data.shape, 1, 1, 1, 1), put("2h", 70, code, int(kind[1]) * 8), put("f", 108, 352), put("2f", 112, slope, offset)
    head[123] = 2
    rotation, qfac = affine[:, :3] / spacing, 1.0
    if np.linalg.det(rotation) < 0: rotation, qfac = rotation * [1, 1, -1], -1.0
    form = str(r.choice(["sform", "qform", "both"]))
    put("8f", 76, qfac, *spacing, 0, 0, 0, 0)
    if form != "qform":
        put("h", 254, 1), put("12f", 280, *affine.ravel())
    if form != "sform":
        trace = np.trace(rotation)
        q = np.zeros(4)
        values, vectors = np.linalg.eigh(np.array([
            [rotation[0, 0] - rotation[1, 1] - rotation[2, 2], 0, 0, 0],
            [rotation[0, 1] + rotation[1, 0], rotation[1, 1] - rotation[0, 0] - rotation[2, 2], 0, 0],
            [rotation[0, 2] + rotation[2, 0], rotation[1, 2] + rotation[2, 1], rotation[2, 2] - rotation[0, 0] - rotation[1, 1], 0],
            [rotation[2, 1] - rotation[1, 2], rotation[0, 2] - rotation[2, 0], rotation[1, 0] - rotation[0, 1], trace]]) / 3)
        q = vectors[[3, 0, 1, 2], -1]
        if q[0] < 0: q = -q
        put("h", 252, 1), put("6f", 256, *q[1:], *affine[:, 3])
    head[344:348] = b"n+1\0"
    raw = bytes(head) + stored.astype(order + kind).tobytes(order="F")
    with (gzip.open(path, "wb") if path.endswith("gz") else open(path, "wb")) as f: f.write(raw)
    return f"NIfTI {form} {kind}{order}", masks


def main():
    r, wrong, counted, kinds = np.random.default_rng(seed), [], 0, {}
    for case in range(cases):
        with tempfile.TemporaryDirectory() as top:
            folder = top + "/pet"
            os.mkdir(folder)
            s = Series(folder, r)
            masks = {}
            for n in range(1, int(r.integers(2, 5))):
                m = r.random(s.shape) < float(r.choice([.02, .3, .6]))
                if r.random() < .5: m[:, :, s.shape[2] // 2:] = False
                if r.random() < .5: m[int(r.integers(1, s.shape[0])):] = False
                masks[n] = m
            if not any(m.any() for m in masks.values()): continue
            which = str(r.choice(["seg", "rt", "nii"], p=[.5, .25, .25]))
            path = top + {"seg": "/m.dcm", "rt": "/m.dcm", "nii": str(r.choice(["/m.nii", "/m.nii.gz"]))}[which]
            name, masks = seg(path, s, masks, r) if which == "seg" else rtstruct(path, s, r) if which == "rt" else nifti(path, s, masks, r)
            done = subprocess.run([cavum, "pet", "measure", folder, "--mask", path, "--json"], capture_output=True, text=True)
            kinds[name.split()[0] + " " + (name.split() + [""])[1]] = kinds.get(name.split()[0] + " " + (name.split() + [""])[1], 0) + 1
            if done.returncode:
                if any(m.any() for m in masks.values()): wrong.append(f"{case} {name}: {done.returncode} {done.stderr[:500]}")
                continue
            answer = json.loads(done.stdout)
            got = {l["id"]: l for l in answer["lesions"]}
            for n, mask in masks.items():
                if not mask.any():
                    if n in got: wrong.append(f"{case} {name}: {n} is empty and was measured")
                    elif not any(f"{n} " in w for w in answer["warnings"]): wrong.append(f"{case} {name}: {n} is empty and nothing says so {answer['warnings']}")
                    continue
                if n not in got:
                    wrong.append(f"{case} {name}: {n} is missing {answer['warnings']}")
                    continue
                for key, value in s.measure(mask).items():
                    counted += 1
                    # SUV is kept in single precision: half a unit of its last place is 6e-8 of the greatest value.
                    if abs(got[n][key] - value) > 2e-7 * max(abs(value), 1, s.suv[mask].max()): wrong.append(f"{case} {name} {n}: {key} numpy {value}, cavum {got[n][key]}")
                x, y, z = got[n]["maxVoxel"]
                counted += 1
                if not mask[z, y, x] or abs(s.suv[z, y, x] - s.suv[mask].max()) > 1e-6: wrong.append(f"{case} {name} {n}: maxVoxel {got[n]['maxVoxel']}")
    for line in wrong[:40]: print(line)
    print(f"{cases} masks {dict(sorted(kinds.items()))}, {counted} values, {len(wrong)} differing")
    sys.exit(1 if wrong else 0)


main()
