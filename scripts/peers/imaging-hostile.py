#!/usr/bin/env python3
"""Hostile DICOM, zip and NIfTI files made by hand: `pet suv` or `pet measure` must refuse each with its place, below 500 MB and within seconds (plain Python, GNU time).

Usage: scripts/peers/imaging-hostile.py CAVUM
Exit 1 where a file is taken, a fault shows, or time (20 s of processor) or memory (500 MB) run out."""
import gzip, io, os, re, struct, subprocess, sys, tempfile, zipfile, zlib

cavum = os.path.abspath(sys.argv[1])
LONG = {"OB", "OW", "OF", "SQ", "UN", "UT", "UC", "UR", "OD", "OL", "OV"}


def el(tag, vr, value=b"", length=None):
    n = len(value) if length is None else length
    head = struct.pack("<HH", tag >> 16, tag & 0xFFFF) + vr.encode()
    return head + (b"\0\0" + struct.pack("<I", n) if vr in LONG else struct.pack("<H", n)) + value


def text(tag, vr, value):
    raw = value.encode()
    return el(tag, vr, raw + (b"\0" if vr == "UI" else b" ") * (len(raw) % 2))


def item(content, undefined=False):
    return struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF if undefined else len(content)) + content + (struct.pack("<HHI", 0xFFFE, 0xE00D, 0) if undefined else b"")


END = struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)


def part10(body, syntax="1.2.840.10008.1.2.1"):
    meta = text(0x00020002, "UI", "1.2.840.10008.5.1.4.1.1.128") + text(0x00020003, "UI", "1.2.3") + text(0x00020010, "UI", syntax)
    return b"\0" * 128 + b"DICM" + el(0x00020000, "UL", struct.pack("<I", len(meta))) + meta + body


def pet(rows=8, columns=8, pixels=None, frames=None, before=b"", bits=16, number="1", z="0", pixel=None, extra=b""):
    pixels = b"\1\0" * 64 if pixels is None else pixels
    dose = text(0x00181072, "TM", "091500") + text(0x00181074, "DS", "370000000") + text(0x00181075, "DS", "6586.2")
    return (text(0x00080005, "CS", "ISO_IR 100") + before + text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.128") + text(0x00080018, "UI", "1.2.3." + number) + text(0x00080021, "DA", "20260301") + text(0x00080022, "DA", "20260301")
            + text(0x00080031, "TM", "101500") + text(0x00080032, "TM", "101500") + text(0x00080060, "CS", "PT") + text(0x00100020, "LO", "P") + text(0x00101030, "DS", "70") + text(0x00180050, "DS", "3") + text(0x00181242, "IS", "120000")
            + text(0x0020000D, "UI", "1.2.4") + text(0x0020000E, "UI", "1.2.5") + text(0x00200032, "DS", f"0\\0\\{z}") + text(0x00200037, "DS", "1\\0\\0\\0\\1\\0") + el(0x00280002, "US", struct.pack("<H", 1))
            + text(0x00280004, "CS", "MONOCHROME2") + (text(0x00280008, "IS", frames) if frames else b"") + el(0x00280010, "US", struct.pack("<H", rows)) + el(0x00280011, "US", struct.pack("<H", columns)) + text(0x00280030, "DS", "4\\4")
            + el(0x00280100, "US", struct.pack("<H", bits)) + el(0x00280101, "US", struct.pack("<H", bits)) + el(0x00280102, "US", struct.pack("<H", bits - 1)) + el(0x00280103, "US", struct.pack("<H", 0)) + text(0x00280051, "CS", "ATTN\\DECY")
            + text(0x00281052, "DS", "0") + text(0x00281053, "DS", "1") + el(0x00540016, "SQ", item(dose)) + text(0x00541001, "CS", "BQML") + text(0x00541102, "CS", "START") + text(0x00541300, "DS", "59810.6") + extra
            + (el(0x7FE00010, "OW", pixels) if pixel is None else pixel))


def encapsulated(*fragments, table=b"", end=True):
    out = el(0x7FE00010, "OB", b"", 0xFFFFFFFF) + item(table) + b"".join(item(f) for f in fragments)
    return out + (END if end else b"")


def rle(*segments, count=None, offsets=None):
    at, table = 64, []
    for s in segments:
        table.append(at)
        at += len(s)
    table = offsets or table
    return struct.pack("<16I", len(segments) if count is None else count, *(table + [0] * 15)[:15]) + b"".join(segments)


RLE, JPEGLL, JLS, J2K = "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.90"
deep = lambda n, undefined: b"".join([b"\x08\x00\x15\x11SQ\0\0\xff\xff\xff\xff" + struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)] * n) + (b"".join([struct.pack("<HHI", 0xFFFE, 0xE00D, 0) + END] * n) if undefined else b"")


def deep_defined(n):
    inner = b""
    for _ in range(n): inner = el(0x00081115, "SQ", item(inner))
    return inner


def zip_of(entries, **how):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in entries: z.writestr(name, data)
    return memory.getvalue()


def patched(archive, at, form, value, central=True):
    b = bytearray(archive)
    struct.pack_into(form, b, b.rfind(b"PK\1\2") + at if central else b.find(b"PK\3\4") + at, value)
    return bytes(b)


def nifti(dims=(4, 4, 4), code=4, bits=16, offset=352.0, size=348, data=b"\1\0" * 64, magic=b"n+1\0", spacing=(1, 1, 1), slope=(0, 0), rank=None):
    h = bytearray(352)
    struct.pack_into("<i", h, 0, size)
    struct.pack_into("<8h", h, 40, rank or len(dims), *(list(dims) + [1] * 7)[:7])
    struct.pack_into("<2h", h, 70, code, bits)
    struct.pack_into("<8f", h, 76, 1, *spacing, 0, 0, 0, 0)
    struct.pack_into("<f", h, 108, offset)
    struct.pack_into("<2f", h, 112, *slope)
    h[344:348] = magic
    return bytes(h) + data


good = part10(pet())
bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
bomb = bomb.compress(b"\0" * 600_000_000) + bomb.flush()
overlap = zip_of([("a.dcm", good)])
jpeg = b"\xff\xd8\xff\xc3\0\x0b\x10\xff\xff\xff\xff\1\1\x11\0\xff\xda\0\x08\1\1\0\1\0\0" + b"\0" * 32

CASES = {
    "deep, undefined lengths, 100,000, closed": part10(deep(100_000, True) + pet()),
    "deep, undefined lengths, 100,000, never closed": part10(deep(100_000, False)),
    "deep, defined lengths, 3,000": part10(deep_defined(3000) + pet()),
    "sequence longer than its file": part10(el(0x00081115, "SQ", item(b""), 2 ** 31)),
    "item longer than its sequence": part10(el(0x00081115, "SQ", struct.pack("<HHI", 0xFFFE, 0xE000, 500)) + pet()),
    "item delimiter outside of an item": part10(struct.pack("<HHI", 0xFFFE, 0xE00D, 0) + pet()),
    "sequence that holds no item": part10(el(0x00081115, "SQ", text(0x00080060, "CS", "PT")) + pet()),
    "length 2^32 - 1 on a text": part10(el(0x00204000, "UT", b"x", 0xFFFFFFFF) + pet()),
    "length 2^32 - 2": part10(pet(pixel=el(0x7FE00010, "OW", b"\0\0", 0xFFFFFFFE))),
    "unknown VR": part10(el(0x00081030, "ZZ", b"ab") + pet()),
    "VR of zeros": part10(struct.pack("<HH", 8, 0x1030) + b"\0\0\0\0" + pet()),
    "short VR with a long value beyond the end": part10(text(0x00080005, "CS", "ISO_IR 100") + el(0x00081030, "LO", b"ab", 65535)),
    "rows 65,535 with few pixels": part10(pet(rows=65535, columns=65535)),
    "frames 2^31": part10(pet(frames="2147483647")),
    "frames minus one": part10(pet(frames="-1")),
    "rows 0": part10(pet(rows=0)),
    "bits 64": part10(pet(bits=64)),
    "pixels one byte short": part10(pet(pixels=b"\1\0" * 63 + b"\1")),
    "pixels absent": part10(pet(pixel=b" " * 0)),
    "pixels twice": part10(pet() + el(0x7FE00010, "OW", b"\1\0" * 64)),
    "tags out of order and again": part10(pet() + text(0x00080060, "CS", "PT")),
    "2.1 million empty elements": part10(b"".join(el(0x00090000 + i % 60000 + 4096, "LO") for i in range(60000)) * 36),
    "only a preamble": b"\0" * 128 + b"DICM",
    "transfer syntax of nobody": part10(pet(), "1.2.3.4.5"),
    "deflate bomb of 600 MB": part10(bomb, "1.2.840.10008.1.2.1.99"),
    "deflate of noise": part10(os.urandom(4000), "1.2.840.10008.1.2.1.99"),
    "big-endian label, little-endian data": part10(pet(), "1.2.840.10008.1.2.2"),
    "RLE: 20 segments": part10(pet(pixel=encapsulated(rle(b"\x7f" * 64, count=20))), RLE),
    "RLE: offsets beyond the fragment": part10(pet(pixel=encapsulated(rle(b"\0\1", b"\0\1", offsets=[64, 0xFFFFFFF0]))), RLE),
    "RLE: offsets run backwards": part10(pet(pixel=encapsulated(rle(b"\x81\1", b"\x81\1", offsets=[66, 64]))), RLE),
    "RLE: bomb of 8,000 x 8,000 from 100 bytes": part10(pet(rows=8000, columns=8000, pixel=encapsulated(rle(b"\x81\1" * 25, b"\x81\1" * 25))), RLE),
    "RLE: no fragment": part10(pet(pixel=encapsulated()), RLE),
    "RLE: fragments without an end": part10(pet(pixel=encapsulated(rle(b"\x81\1", b"\x81\1"), end=False)), RLE),
    "RLE: fragment of odd length beyond the end": part10(pet(pixel=el(0x7FE00010, "OB", b"", 0xFFFFFFFF) + item(b"") + struct.pack("<HHI", 0xFFFE, 0xE000, 0x7FFFFFFF) + b"abc"), RLE),
    "RLE: offset table of another number of frames": part10(pet(frames="2", pixel=encapsulated(rle(b"\x81\1", b"\x81\1"), table=struct.pack("<3I", 0, 9, 99))), RLE),
    "encapsulated pixels without an encapsulating syntax": part10(pet(pixel=encapsulated(b"ab" * 64))),
    "native pixels under RLE": part10(pet(), RLE),
    "JPEG lossless: 65,535 x 65,535": part10(pet(pixel=encapsulated(jpeg)), JPEGLL),
    "JPEG lossless: empty": part10(pet(pixel=encapsulated(b"\xff\xd8\xff\xd9")), JPEGLL),
    "JPEG-LS: noise": part10(pet(pixel=encapsulated(b"\xff\xd8\xff\xf7" + os.urandom(300))), JLS),
    "JPEG-LS: 60,000 x 60,000": part10(pet(pixel=encapsulated(b"\xff\xd8\xff\xf7\0\x0b\x10\xea\x60\xea\x60\1\1\x11\0\xff\xda\0\x08\1\1\0\0\0\0" + b"\0" * 100)), JLS),
    "JPEG 2000: noise": part10(pet(pixel=encapsulated(b"\xff\x4f\xff\x51" + os.urandom(300))), J2K),
    "JPEG 2000: 2^31 pixels a side": part10(pet(pixel=encapsulated(b"\xff\x4f\xff\x51\0\x29\0\0" + struct.pack(">8I", 2 ** 31 - 1, 2 ** 31 - 1, 0, 0, 2 ** 31 - 1, 2 ** 31 - 1, 0, 0) + b"\0\1\x0f\1\1" + b"\0" * 64)), J2K),
    "numbers that are none": part10(pet().replace(b"370000000 ", b"37e99999a ").replace(b"370000000\x20", b"3x0000000 ")),
    "position of infinities": part10(pet(z="1e308\\")),
    "zip: size claimed 4 GB": patched(overlap, 24, "<I", 0xFFFFFFF0),
    "zip: size claimed 900 MB": patched(overlap, 24, "<I", 900_000_000),
    "zip: offset beyond the end": patched(overlap, 42, "<I", 0x7FFFFFF0),
    "zip: zip64 marks without their field": patched(patched(overlap, 24, "<I", 0xFFFFFFFF), 20, "<I", 0xFFFFFFFF),
    "zip: method of nobody": patched(patched(overlap, 10, "<H", 77), 8, "<H", 77, False),
    "zip: encrypted flag": patched(patched(overlap, 8, "<H", 1), 6, "<H", 1, False),
    "zip: wrong checksum": patched(patched(overlap, 16, "<I", 1), 14, "<I", 1, False),
    "zip: 2,000 bombs of 1 MB": zip_of([(f"{i}.dcm", b"\0" * 128 + b"DICM" + b"\0" * 1_000_000) for i in range(2000)]),
    "zip: cut": overlap[:-30],
    "nifti: dimensions 32,767 cubed": nifti((32767, 32767, 32767)),
    "nifti: dimension 0": nifti((4, 0, 4)),
    "nifti: negative dimension": nifti((4, -4, 4)),
    "nifti: rank 32,767": nifti(rank=32767),
    "nifti: type of nobody": nifti(code=999),
    "nifti: complex": nifti(code=32, bits=64),
    "nifti: data beyond the end": nifti(offset=1e30),
    "nifti: offset no number": nifti(offset=float("nan")),
    "nifti: offset inside the header": nifti(offset=100.0),
    "nifti: short": nifti(data=b"\0"),
    "nifti: spacing no number": nifti(spacing=(float("nan"), 1, 1)),
    "nifti: spacing 0": nifti(spacing=(0, 0, 0)),
    "nifti: slope infinite": nifti(slope=(float("inf"), 0)),
    "nifti.gz: bomb": gzip.compress(nifti((1024, 1024, 512), data=b"") + b"\0" * 400_000_000, 9),
    "nifti.gz: cut": gzip.compress(nifti())[:-12],
    "nifti.gz: wrong checksum": gzip.compress(nifti())[:-8] + b"\1\2\3\4" + gzip.compress(nifti())[-4:],
}


def run(path, *more):
    done = subprocess.run(["/usr/bin/time", "-v", cavum, "pet", *more, path] if more != ("measure",) else ["/usr/bin/time", "-v", cavum, "pet", "measure", path, "--mask", path], capture_output=True, text=True, timeout=300)
    memory = int(re.search(r"Maximum resident set size \(kbytes\): (\d+)", done.stderr)[1]) / 1000
    seconds = float(re.search(r"User time \(seconds\): ([\d.]+)", done.stderr)[1]) + float(re.search(r"System time \(seconds\): ([\d.]+)", done.stderr)[1])
    # GNU time reports a child that ended by a refusal with a line of its own
    told = done.stderr.split("Command exited")[0].split("\tCommand being timed")[0].strip()
    return done.returncode, memory, seconds, told


bad, most, longest = 0, 0.0, 0.0
with tempfile.TemporaryDirectory() as top:
    path = os.path.join(top, "good.dcm")
    open(path, "wb").write(good)
    assert run(path, "suv")[0] == 0, "the file from which the others are made is not read: " + run(path, "suv")[3]
    for name, data in CASES.items():
        kind = ".nii.gz" if name.startswith("nifti.gz") else ".nii" if name.startswith("nifti") else ".zip" if name.startswith("zip") else ".dcm"
        path = os.path.join(top, "hostile" + kind)
        open(path, "wb").write(data)
        code, memory, seconds, told = run(path, "measure") if kind.startswith(".nii") else run(path, "suv")
        most, longest = max(most, memory), max(longest, seconds)
        placed = re.search(r"hostile|byte|entry|\.dcm", told) is not None
        fine = code == 1 and placed and memory < 500 and seconds < 20 and "   at " not in told
        bad += not fine
        print(f"{'ok ' if fine else 'BAD'} {name}: exit {code}, {memory:.0f} MB, {seconds:.1f} s, {told[:170].replace(chr(10), ' | ')}")
print(f"{len(CASES)} files, {bad} not refused as they should; most memory {most:.0f} MB, longest {longest:.1f} s of processor")
sys.exit(1 if bad else 0)
