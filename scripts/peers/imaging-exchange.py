#!/usr/bin/env python3
"""Masks that Cavum writes as SEG and RTSTRUCT, read by pydicom and rebuilt by numpy alone; dciodvfy on each (Debian: python3-pydicom, python3-numpy, dicom3tools).

Usage: scripts/peers/imaging-exchange.py CAVUM [PET-FOLDER MASK]...
Chance masks with holes, corners that touch and single voxels, on four orientations of unequal pixels; then the given series.
Every frame and contour must name the image it lies on. Exit 1 where a voxel differs or a validator complains."""
import glob, json, os, subprocess, struct, sys, tempfile
import numpy, pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence

cavum = os.path.abspath(sys.argv[1])


def run(*line):
    done = subprocess.run([cavum, *line, "--json"], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{line}: {done.stderr}")
    return json.loads(done.stdout)


def series(folder):
    sets = [pydicom.dcmread(f, stop_before_pixels=True) for f in glob.glob(folder + "/**/*", recursive=True) if os.path.isfile(f)]
    sets = [d for d in sets if d.Modality == "PT"]
    across = numpy.array(sets[0].ImageOrientationPatient, float)
    row, column = across[:3], across[3:]
    normal = numpy.cross(row, column)
    sets.sort(key=lambda d: normal @ numpy.array(d.ImagePositionPatient, float))
    return sets, row, column, normal


def from_seg(path, sets):
    s = pydicom.dcmread(path)
    shape = (int(s.NumberOfFrames), s.Rows, s.Columns)
    bits = numpy.unpackbits(numpy.frombuffer(s.PixelData, numpy.uint8), bitorder="little")[:numpy.prod(shape)].reshape(shape).astype(bool)
    slice_of = {d.SOPInstanceUID: i for i, d in enumerate(sets)}
    masks = {}
    for k, group in enumerate(s.PerFrameFunctionalGroupsSequence):
        source = slice_of[group.DerivationImageSequence[0].SourceImageSequence[0].ReferencedSOPInstanceUID]
        place = numpy.array(group.PlanePositionSequence[0].ImagePositionPatient, float)
        assert numpy.linalg.norm(place - numpy.array(sets[source].ImagePositionPatient, float)) < 1e-3, "a frame beside its source image"
        masks.setdefault(group.SegmentIdentificationSequence[0].ReferencedSegmentNumber, numpy.zeros((len(sets), *shape[1:]), bool))[source] |= bits[k]
    return masks


def from_contours(path, sets, row, column, normal):
    s = pydicom.dcmread(path)
    rows, columns = sets[0].Rows, sets[0].Columns
    down, right = (float(v) for v in sets[0].PixelSpacing)
    slice_of = {d.SOPInstanceUID: i for i, d in enumerate(sets)}
    x, y = numpy.meshgrid(numpy.arange(columns), numpy.arange(rows))
    masks = {}
    for roi in s.ROIContourSequence:
        mask = numpy.zeros((len(sets), rows, columns), bool)
        for contour in roi.ContourSequence:
            at = slice_of[contour.ContourImageSequence[0].ReferencedSOPInstanceUID]
            points = numpy.array(contour.ContourData, float).reshape(-1, 3) - numpy.array(sets[at].ImagePositionPatient, float)
            assert abs(points @ normal).max() < 1e-3, "a contour beside its image"
            u, v = points @ row / right, points @ column / down
            inside = numpy.zeros((rows, columns), bool)
            for a in range(len(u)):  # crossings of the line that runs down the column
                b = (a + 1) % len(u)
                crosses = (u[a] > x) != (u[b] > x)
                with numpy.errstate(divide="ignore", invalid="ignore"):
                    inside ^= crosses & (y < (v[b] - v[a]) * (x - u[a]) / (u[b] - u[a]) + v[a])
            mask[at] ^= inside
        masks[roi.ReferencedROINumber] = mask
    return masks


def check(folder, mask, out):
    seg, contours = os.path.join(out, "o.seg.dcm"), os.path.join(out, "o.rtstruct.dcm")
    for target in (seg, contours):
        run("pet", "convert", folder, "--mask", mask, "--out", target)
    sets, row, column, normal = series(folder)
    a, b = from_seg(seg, sets), from_contours(contours, sets, row, column, normal)
    told = [lesion["voxels"] for lesion in run("pet", "measure", folder, "--mask", mask)["lesions"]]
    differing = sum(int((a[k] ^ b[k]).sum()) for k in a) + sum(abs(int(a[k].sum()) - n) for k, n in zip(sorted(a), told)) + 10**9 * (len(a) != len(told))
    errors = [line for f in (seg, contours) for line in subprocess.run(["dciodvfy", f], capture_output=True, text=True).stderr.splitlines() if line.startswith("Error")]
    return len(a), sum(told), differing, errors


def made(folder, axes, rng):
    """A PET series of eight slices on the given axes, and a NIfTI of three labels on its grid."""
    os.makedirs(folder)
    normal = numpy.cross(axes[:3], axes[3:])
    for i in range(8):
        d, d.file_meta = Dataset(), FileMetaDataset()
        d.file_meta.TransferSyntaxUID, d.is_little_endian, d.is_implicit_VR = "1.2.840.10008.1.2.1", True, False
        d.file_meta.MediaStorageSOPClassUID = d.SOPClassUID = "1.2.840.10008.5.1.4.1.1.128"
        d.file_meta.MediaStorageSOPInstanceUID = d.SOPInstanceUID = f"1.2.826.0.1.3680043.8.498.2.{i + 1}"
        d.StudyInstanceUID, d.SeriesInstanceUID, d.FrameOfReferenceUID = "1.2.826.0.1.3680043.8.498.1", "1.2.826.0.1.3680043.8.498.2", "1.2.826.0.1.3680043.8.498.9"
        d.Modality, d.PatientID, d.PatientName, d.PatientWeight, d.Units, d.SUVType, d.DecayCorrection = "PT", "P", "P", 70, "GML", "BW", "START"
        d.StudyDate = d.SeriesDate = d.AcquisitionDate = "20260301"
        d.StudyTime = d.SeriesTime = d.AcquisitionTime = "101500"
        d.Rows, d.Columns, d.PixelSpacing, d.SliceThickness, d.InstanceNumber = 24, 20, [3.5, 4.25], 3, i + 1
        d.ImageOrientationPatient, d.ImagePositionPatient = list(axes), [round(float(v), 6) for v in numpy.array([-40, -48, 100]) + 3 * i * normal]
        d.BitsAllocated = d.BitsStored = 16
        d.HighBit, d.PixelRepresentation, d.SamplesPerPixel, d.PhotometricInterpretation, d.RescaleSlope, d.RescaleIntercept = 15, 0, 1, "MONOCHROME2", 0.001, 0
        d.PixelData = rng.integers(0, 30000, (24, 20)).astype("<u2").tobytes()
        d.save_as(f"{folder}/{i}.dcm", write_like_original=False)
    labels = numpy.zeros((20, 24, 8), "u1")
    for label in (1, 2, 3):
        labels[rng.random(labels.shape) < (0.5 if label == 1 else 0.15)] = label
    affine = numpy.column_stack([numpy.array(axes[:3]) * 4.25, numpy.array(axes[3:]) * 3.5, normal * 3.0, [-40, -48, 100]])
    affine[:2] *= -1
    head = bytearray(352)
    for form, at, values in (("<i", 0, [348]), ("<8h", 40, [3, 20, 24, 8, 1, 1, 1, 1]), ("<2h", 70, [2, 8]), ("<8f", 76, [1, 4.25, 3.5, 3, 1, 1, 1, 1]), ("<2f", 108, [352, 1]), ("<h", 254, [1]), ("<12f", 280, affine.ravel())):
        struct.pack_into(form, head, at, *values)
    head[344:348] = b"n+1\0"
    with open(folder + ".nii", "wb") as f:
        f.write(bytes(head) + labels.tobytes(order="F"))


rng, wrong = numpy.random.default_rng(8), 0
with tempfile.TemporaryDirectory() as out:
    totals, complaints = numpy.zeros(3, int), []
    for case in range(12):
        folder = os.path.join(out, f"case{case}")
        made(folder, [(1, 0, 0, 0, 1, 0), (0.96, 0.28, 0, -0.28, 0.96, 0), (0, 1, 0, 0, 0, -1), (-1, 0, 0, 0, -1, 0)][case % 4], rng)
        *numbers, errors = check(folder, folder + ".nii", out)
        totals += numbers
        complaints += errors
    print(f"chance masks: {totals[0]} regions, {totals[1]} voxels, {totals[2]} differing, {len(complaints)} errors of dciodvfy")
    wrong += totals[2] + len(complaints)
    for folder, mask in zip(sys.argv[2::2], sys.argv[3::2]):
        regions, voxels, differing, errors = check(folder, mask, out)
        print(f"{folder}: {regions} regions, {voxels} voxels, {differing} differing, {len(errors)} errors of dciodvfy")
        wrong += differing + len(errors)
sys.exit(1 if wrong else 0)
