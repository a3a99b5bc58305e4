#!/usr/bin/env python3
"""SUV of chance PET headers: pydicom writes them, numpy reads them by the IBSI SUV manual, `pet suv` is compared (Debian: python3-pydicom, python3-numpy).

Usage: scripts/peers/imaging-suv.py CAVUM [HEADERS [FOLDERS [SEED]]]
A patient, a dose and the moments of injection, scan and beds are drawn; a vendor's way of writing them is drawn; the factor follows from the truth.
HEADERS sets as JSON, FOLDERS series with pixels, per-slice slopes, names out of order and other files beside. Exit 1 where a factor differs."""
import json, os, subprocess, sys, tempfile
from datetime import datetime, timedelta
import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian, generate_uid

cavum = os.path.abspath(sys.argv[1])
headers, folders, seed = (int(a) for a in (sys.argv[2:5] + ["500", "60", "1"][len(sys.argv[2:5]):]))
NUCLIDES = {"18F": (6586.2, "C-111A1"), "68Ga": (4062.6, "C-131A3"), "11C": (1223.4, "C-105A1"), "13N": (597.9, "C-107A1"), "89Zr": (282276.0, "C-168A4"), "64Cu": (45723.0, "C-127A2")}


def lean(kind, sex, kg, cm):
    def of(s):
        bmi = kg / (cm / 100) ** 2
        if kind == "LBM": return 1.10 * kg - 120 * (kg / cm) ** 2 if s == "M" else 1.07 * kg - 148 * (kg / cm) ** 2
        if kind == "LBMJAMES128": return 1.10 * kg - 128 * (kg / cm) ** 2 if s == "M" else 1.07 * kg - 148 * (kg / cm) ** 2
        if kind == "LBMJANMA": return 9270 * kg / (6680 + 216 * bmi) if s == "M" else 9270 * kg / (8780 + 244 * bmi)
        return 48.0 + 1.06 * (cm - 152) if s == "M" else 45.5 + .91 * (cm - 152)
    return of(sex) if sex in "MF" else (of("M") + of("F")) / 2


def da(t): return t.strftime("%Y%m%d")
def tm(t, digits): return t.strftime("%H%M%S") + (("." + f"{t.microsecond:06d}"[:digits]) if digits else "")


def draw(r):
    """A header set as a list of dicts, and the factor of each slice that the manual gives."""
    nuclide = r.choice(list(NUCLIDES), p=[.6, .12, .08, .04, .1, .06])
    half, code = NUCLIDES[nuclide]
    lam = np.log(2) / half
    kg, cm, sex = round(float(r.uniform(38, 140)), 1), round(float(r.uniform(148, 200)), 0), str(r.choice(["M", "F", "O"], p=[.48, .47, .05]))
    dose = float(np.round(r.uniform(8e7, 6e8), -3))
    wait = float(r.uniform(.3, 1.2) * min(half, 7200))
    start = datetime(2026, int(r.integers(1, 13)), int(r.integers(1, 28)), int(r.integers(24)), int(r.integers(60)), int(r.integers(60)))
    if r.random() < .15: start = start.replace(hour=0, minute=int(r.integers(20)))  # over midnight
    injected = (start - timedelta(seconds=wait)).replace(microsecond=0)
    beds, duration, slices = int(r.integers(1, 5)), float(r.integers(60, 300)), int(r.integers(3, 6))
    vendor = str(r.choice(["SIEMENS", "GE MEDICAL SYSTEMS", "Philips Medical Systems"]))
    units = str(r.choice(["BQML", "GML", "CM2ML", "CNTS", "CPS"], p=[.6, .13, .08, .14, .05]))
    decay = str(r.choice(["START", "ADMIN", "NONE"], p=[.72, .12, .16]))
    if vendor == "SIEMENS" and units in ("CNTS", "CPS"): units = "BQML"
    spacing, thickness = [round(float(r.uniform(2, 5.5)), 3)] * 2, round(float(r.uniform(2, 5)), 2)
    digits = int(r.choice([0, 2, 6]))
    common = dict(Manufacturer=vendor, PatientWeight=kg, PatientSize=round(cm / 100, 2), PatientSex=sex, Units=units, DecayCorrection=decay,
                  RadionuclideTotalDose=dose, RadionuclideHalfLife=half, RadionuclideCode=code, PixelSpacing=spacing, SliceThickness=thickness,
                  CorrectedImage=["NORM", "DTIM", "ATTN", "SCAT", "RAN"] + (["DECY"] if decay != "NONE" else []))
    w = kg * 1000
    # How body and dose are told
    if r.random() < .1: common["RadionuclideTotalDose"] = dose / 1e6
    if r.random() < .05: common["PatientWeight"] = w
    if r.random() < .05 and units in ("BQML", "CNTS", "CPS"): del common["PatientSize"]
    if r.random() < .08: common["PatientSize"] = cm
    told = r.choice(["time", "datetime", "both"])
    if nuclide in ("89Zr", "64Cu"): told = "both"  # without a date a long-lived tracer is ambiguous
    if told != "datetime": common["RadiopharmaceuticalStartTime"] = tm(injected, digits)
    if told != "time": common["RadiopharmaceuticalStartDateTime"] = injected.strftime("%Y%m%d%H%M%S") + (".000000" if digits else "")
    if r.random() < .07: del common["RadionuclideHalfLife"]
    average = lambda T: np.log(lam * T / -np.expm1(-lam * T)) / lam
    series, reading, out, factors = start, "plain", [], []
    if decay == "START":
        reading = str(r.choice(["plain", "late series", "ge private", "one acquisition", "no frame times"]))
        if reading == "ge private" and vendor[:2] != "GE": reading = "plain"
    if reading == "late series": series = start + timedelta(seconds=float(r.integers(900, 5000)))
    if reading == "ge private":
        common["GE"] = start.strftime("%Y%m%d%H%M%S") + ".00"
        series = start + timedelta(seconds=float(r.integers(0, 5000)))
    if units == "CNTS": common.update({"SUVScaleFactor": float(np.float32(r.uniform(1e-4, 1e-2)))} if r.random() < .6 else {})
    if units == "CNTS" and ("SUVScaleFactor" not in common or r.random() < .5):
        if "SUVScaleFactor" in common or r.random() < .7: common["ActivityConcentrationScaleFactor"] = float(np.float32(r.uniform(.5, 8)))
    if units in ("CNTS", "CPS"):
        if r.random() < .5: common["CorrectedImage"].append("DCAL")
        else: common["DoseCalibrationFactor"] = round(float(r.uniform(10, 1e4)), 2)
    if units == "GML":
        kind = str(r.choice(["", "BW", "LBM", "LBMJAMES128", "LBMJANMA", "IBW"]))
        if kind: common["SUVType"] = kind
    if units == "CM2ML" and r.random() < .7: common["SUVType"] = "BSA"
    for i in range(slices):
        bed = min(beds - 1, i * beds // slices)
        began = start + timedelta(microseconds=int(bed * (duration + 5.5) * 1e6))
        one = dict(common, SeriesDate=da(series), SeriesTime=tm(series, digits), AcquisitionDate=da(began), AcquisitionTime=tm(began, 6), ActualFrameDuration=duration * 1000,
                   FrameReferenceTime=round(((began - start).total_seconds() + average(duration)) * 1000, 4))
        if reading == "one acquisition":  # as GE's processed series: one time for all beds, offsets of the beds
            one.update(AcquisitionDate=da(start), AcquisitionTime=tm(start, 6), FrameReferenceTime=bed * (duration + 5.5) * 1000.0)
            if beds == 1: one["FrameReferenceTime"] = round(average(duration) * 1000, 4)
        if reading == "no frame times":
            del one["FrameReferenceTime"]
        voxel = spacing[0] * spacing[1] * thickness / 1000
        activity = 1.0
        if units == "CNTS": activity = one.get("ActivityConcentrationScaleFactor") or one.get("DoseCalibrationFactor", 1) / voxel / duration
        if units == "CPS": activity = one.get("DoseCalibrationFactor", 1) / voxel
        if units == "GML": f = 1.0 if common.get("SUVType", "BW") == "BW" else kg / lean(common["SUVType"], sex, kg, cm)
        elif units == "CM2ML": f = w / (.007184 * cm ** .725 * kg ** .425 * 1e4)
        elif "SUVScaleFactor" in one: f = one["SUVScaleFactor"]
        elif decay == "ADMIN": f = activity * w / dose
        elif decay == "NONE": f = activity * w / dose * lam * duration / -np.expm1(-lam * duration) * np.exp(lam * (began - injected).total_seconds())
        else: f = activity * w / (dose * np.exp(-lam * (start - injected).total_seconds()))
        if "RadionuclideHalfLife" not in one and nuclide == "68Ga" and units not in ("GML", "CM2ML") and "SUVScaleFactor" not in one and decay != "ADMIN": one["RadionuclideHalfLife"] = half
        out.append(one)
        factors.append(float(f))
    if digits == 0 and (reading in ("one acquisition", "no frame times")): pass
    return f"{vendor[:7]} {nuclide} {units} {decay} {reading} {told} beds {beds}", out, factors


def as_json(sets):
    rows = []
    for s in sets:
        row = {k: v for k, v in s.items() if k not in ("GE", "SUVScaleFactor", "ActivityConcentrationScaleFactor", "RadionuclideCode")}
        if "GE" in s: row["GEPrivatePostInjectionDateTime"] = s["GE"]
        row["PhilipsPETPrivateGroup"] = {k: str(s[k]) for k in ("SUVScaleFactor", "ActivityConcentrationScaleFactor") if k in s}
        row["RadionuclideCodeSequence"] = [{"CodeValue": s["RadionuclideCode"], "CodingSchemeDesignator": "SRT"}]
        rows.append(row)
    return rows


def as_files(folder, sets, r):
    """A series with pixels; returns stored values times slope, slice by slice in order along z."""
    uid, study, frame = generate_uid(), generate_uid(), generate_uid()
    syntax = [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian][int(r.integers(4))]
    order, values = r.permutation(len(sets)), []
    for i, s in enumerate(sets):
        d = Dataset()
        d.file_meta = FileMetaDataset()
        d.file_meta.TransferSyntaxUID, d.is_little_endian, d.is_implicit_VR = syntax, syntax != ExplicitVRBigEndian, syntax == ImplicitVRLittleEndian
        d.SOPClassUID = d.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.128"
        d.SOPInstanceUID = d.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        d.StudyInstanceUID, d.SeriesInstanceUID, d.FrameOfReferenceUID, d.Modality = study, uid, frame, "PT"
        d.PatientName, d.PatientID, d.InstanceNumber = "Muster^Änne", "P1", i + 1
        d.SpecificCharacterSet = "ISO_IR 192"
        d.StudyDate = d.SeriesDate = s["SeriesDate"]
        for k in ("Manufacturer", "SeriesTime", "AcquisitionDate", "AcquisitionTime", "PatientSex", "Units", "DecayCorrection", "CorrectedImage", "SUVType"):
            if k in s: setattr(d, k, s[k])
        for k in ("PatientWeight", "PatientSize", "PixelSpacing", "SliceThickness", "ActualFrameDuration", "FrameReferenceTime", "DoseCalibrationFactor"):
            if k in s: setattr(d, k, [repr(float(v))[:16] for v in s[k]] if isinstance(s[k], list) else str(int(s[k])) if k == "ActualFrameDuration" else repr(float(s[k]))[:16])
        dose, code = Dataset(), Dataset()
        code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = s["RadionuclideCode"], "SRT", "nuclide"
        dose.RadionuclideCodeSequence = Sequence([code])
        for k in ("RadiopharmaceuticalStartTime", "RadiopharmaceuticalStartDateTime"):
            if k in s: setattr(dose, k, s[k])
        dose.RadionuclideTotalDose = repr(float(s["RadionuclideTotalDose"]))[:16]
        if "RadionuclideHalfLife" in s: dose.RadionuclideHalfLife = repr(float(s["RadionuclideHalfLife"]))
        d.RadiopharmaceuticalInformationSequence = Sequence([dose])
        if "GE" in s:
            at = int(r.integers(0x10, 0x14))
            block = d.private_block(0x0009, "GEMS_IDEN_01", create=True)
            block = d.private_block(0x0009, "GEMS_PETD_01", create=True)
            block.add_new(0x0D, "DT", s["GE"])
        if "SUVScaleFactor" in s or "ActivityConcentrationScaleFactor" in s:
            block = d.private_block(0x7053, "Philips PET Private Group", create=True)
            if "SUVScaleFactor" in s: block.add_new(0x00, "DS", repr(s["SUVScaleFactor"])[:16])
            if "ActivityConcentrationScaleFactor" in s: block.add_new(0x09, "DS", repr(s["ActivityConcentrationScaleFactor"])[:16])
        slope = float(f"{r.uniform(.01, 3):.10g}")
        stored = r.integers(0, 32767, (7, 6)).astype("<u2" if syntax != ExplicitVRBigEndian else ">u2")
        d.RescaleSlope, d.RescaleIntercept = repr(slope)[:16], "0"
        d.Rows, d.Columns, d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelRepresentation, d.SamplesPerPixel, d.PhotometricInterpretation = 7, 6, 16, 16, 15, 0, 1, "MONOCHROME2"
        d.ImageOrientationPatient, d.ImagePositionPatient = ["1", "0", "0", "0", "1", "0"], ["-10", "-20", repr(-300 + s["SliceThickness"] * i)[:16]]
        d.NumberOfSlices = len(sets)
        d.PixelData = stored.tobytes()
        d["PixelData"].VR = "OW"
        d.save_as(os.path.join(folder, f"f{order[i]:03d}{r.choice(['.dcm', '', '.IMA'])}"), write_like_original=False)
        values.append(stored.astype(float) * slope)
    return uid, values


def main():
    r, wrong, greatest = np.random.default_rng(seed), [], 0.0
    with tempfile.TemporaryDirectory() as top:
        for case in range(headers + folders):
            name, sets, factors = draw(r)
            if case < headers:
                path, values = os.path.join(top, "headers.json"), None
                json.dump(as_json(sets), open(path, "w"))
            else:
                path = os.path.join(top, f"series{case}")
                os.mkdir(path)
                _, values = as_files(path, sets, r)
                open(path + "/readme.txt", "w").write("no DICOM")
            done = subprocess.run([cavum, "pet", "suv", path, "--json"], capture_output=True, text=True)
            if done.returncode:
                wrong.append(f"{case} {name}: exit {done.returncode} {done.stderr.strip()[:400]} {json.dumps(sets[0])}")
                continue
            answer = json.loads(done.stdout)["series"]
            if len(answer) != 1 or answer[0]["suvFactorMin"] is None:
                wrong.append(f"{case} {name}: {done.stdout[:600]}")
                continue
            got = answer[0]
            pairs = [(got["suvFactorMin"], min(factors)), (got["suvFactorMax"], max(factors))]
            if values is not None:
                suv = np.array([v * f for v, f in zip(values, factors)])
                pairs += [(got["suvMin"], suv.min()), (got["suvMax"], suv.max()), (got["suvMedian"], np.median(suv))]
            worst = max(abs(a - b) / max(abs(b), 1e-300) for a, b in pairs)
            # ms of the reference time and 16 characters of a decimal string limit a DICOM factor; single precision its values.
            if worst > (2e-6 if values is not None else 1e-6): wrong.append(f"{case} {name}: {pairs} rule {got['rule']} {json.dumps(sets[0])} {got['warnings']}")
            else: greatest = max(greatest, worst)
    for line in wrong[:40]: print(line)
    print(f"{headers} header sets and {folders} series, {len(wrong)} differing, greatest relative difference otherwise {greatest:.2g}")
    sys.exit(1 if wrong else 0)


main()
