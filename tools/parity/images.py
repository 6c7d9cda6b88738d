"""Writes reference/data/pillow-pyarrow.json: small pictures in many encodings with the pixels that Pillow reads, Pillow's
bilinear resizing, and a Parquet file with pictures as Hugging Face stores them, by pyarrow.

    python tools/parity/images.py

Needs numpy, pillow 13 and pyarrow 26; the tests read the file, never this program.
"""

import base64
import io
import json
import pathlib

import numpy
import pyarrow
import pyarrow.parquet
from PIL import Image

random = numpy.random.default_rng(1)


def text(data):
    return base64.b64encode(data).decode()


def encoded(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def entry(name, data, mode="RGB"):
    image = Image.open(io.BytesIO(data)).convert(mode)
    return {"name": name, "file": text(data), "channels": len(mode) if mode == "RGB" else 1,
            "width": image.width, "height": image.height, "pixels": text(image.tobytes())}


y, x = numpy.mgrid[0:12, 0:17]
smooth = numpy.stack([8 * x + 4 * y, 200 - 7 * x, 90 + 9 * y], -1).astype(numpy.uint8)
noise = random.integers(0, 256, (12, 17, 3)).astype(numpy.uint8)
colour, grey = Image.fromarray(noise), Image.fromarray(noise[..., 0])
alpha = Image.fromarray(numpy.concatenate([noise, noise[..., :1]], -1), "RGBA")

pictures = [
    entry("png rgb", encoded(colour, "PNG")),
    entry("png rgb as grey", encoded(colour, "PNG"), "L"),
    entry("png grey", encoded(grey, "PNG")),
    entry("png rgba", encoded(alpha, "PNG")),
    entry("png palette", encoded(colour.quantize(11), "PNG")),
    entry("png palette, 1 bit", encoded(colour.quantize(2), "PNG", bits=1)),
    entry("png 1 bit", encoded(grey.convert("1"), "PNG")),
    entry("png 2 bits palette", encoded(colour.quantize(4), "PNG", bits=2)),
    entry("jpeg baseline", encoded(Image.fromarray(smooth), "JPEG", quality=95, subsampling=0)),
    entry("jpeg progressive", encoded(Image.fromarray(smooth), "JPEG", quality=95, subsampling=0, progressive=True)),
    entry("jpeg grey", encoded(Image.fromarray(smooth[..., 0]), "JPEG", quality=95)),
]

resized = [
    {"width": w, "height": h, "pixels": text(colour.resize((w, h), Image.Resampling.BILINEAR).tobytes())}
    for w, h in [(8, 6), (17, 5), (5, 12), (40, 30), (1, 1), (7, 23)]
]

rows = 7
images = [encoded(Image.fromarray(numpy.full((4, 5, 3), 10 * i, numpy.uint8)), "PNG") for i in range(rows)]
features = {"info": {"features": {"label": {"names": ["even", "odd"], "_type": "ClassLabel"}, "image": {"_type": "Image"}}}}
table = pyarrow.table({
    "image": pyarrow.array([{"bytes": b, "path": f"{i}.png"} for i, b in enumerate(images)],
                           pyarrow.struct([("bytes", pyarrow.binary()), ("path", pyarrow.string())])),
    "label": pyarrow.array([i % 2 for i in range(rows)], pyarrow.int64()),
    "list": pyarrow.array([[i, i + 0.5] for i in range(rows)], pyarrow.list_(pyarrow.float32())),
    "number": pyarrow.array([i * 1.5 for i in range(rows)], pyarrow.float64()),
    "name": pyarrow.array(["ab"[i % 2] for i in range(rows)]),
}).replace_schema_metadata({"huggingface": json.dumps(features)})
parquet = {}
for codec in ["snappy", "zstd", "gzip"]:
    file = io.BytesIO()
    pyarrow.parquet.write_table(table, file, compression=codec, row_group_size=3)
    parquet[codec] = text(file.getvalue())


def npy(array):
    file = io.BytesIO()
    numpy.save(file, array)
    return text(file.getvalue())


numbers = numpy.arange(6).reshape(2, 3)
kinds = ["|b1", "|u1", "|i1", "<u2", ">u2", "<i2", "<i4", ">i4", "<u4", "<i8", "<u8", "<f2", "<f4", ">f4", "<f8"]
arrays = [{"dtype": k, "file": npy((numbers / 4 if "f" in k else numbers).astype(k)),
           "values": (numbers / 4 if "f" in k else numbers).astype(k).astype(float).ravel().tolist()} for k in kinds]
archive, packed = io.BytesIO(), io.BytesIO()
numpy.savez(archive, x=numbers.astype("<f4"), y=numpy.array([1, 0]))
numpy.savez_compressed(packed, x=numbers.astype("<f4"), y=numpy.array([1, 0]))

out = pathlib.Path(__file__).parents[2] / "reference/data/pillow-pyarrow.json"
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text(json.dumps({
    "note": "Made by tools/parity/images.py with Pillow 13.0.0, pyarrow 26.0.1 and numpy. Files and pixels are base64.",
    "pictures": pictures, "resized": resized, "parquet": parquet, "npy": arrays,
    "fortran": npy(numpy.asfortranarray(numbers)), "npz": {"stored": text(archive.getvalue()), "packed": text(packed.getvalue())},
}, indent=1) + "\n")
