"""TensorBoard event files, as Python's tensorboard writes and reads them.

    python tools/parity/tensorboard_events.py write                   makes reference/tensorboard/events.json
    python tools/parity/tensorboard_events.py read FILE               prints what an event file holds
    python tools/parity/tensorboard_events.py read FILE EXPECTED      compares it with what `read` once printed

Needs tensorboard 2.21 and pillow; the tests read the reference file, never this program.
"""

import base64
import io
import json
import pathlib
import sys
import tempfile

import numpy
from PIL import Image
from tensorboard import version
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto import event_pb2, histogram_pb2, summary_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter

PIXELS = [[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [20, 40, 60]]]
HISTOGRAM = {
    "min": -1.5,
    "max": 2.5,
    "num": 5.0,
    "sum": 2.25,
    "sum_squares": 11.0625,
    "bucket_limit": [-0.5, 0.5, 1.5, 2.5],
    "bucket": [1.0, 2.0, 0.0, 2.0],
}


def png(pixels):
    file = io.BytesIO()
    Image.fromarray(numpy.array(pixels, dtype=numpy.uint8)).save(file, "PNG")
    return file.getvalue()


def write():
    picture = png(PIXELS)
    value = summary_pb2.Summary.Value
    events = [
        (1, [value(tag="loss/total", simple_value=0.75), value(tag="accuracy", simple_value=0.5)]),
        (300, [value(tag="loss/total", simple_value=-0.125)]),
        (
            2**40,
            [
                value(
                    tag="inputs/0",
                    image=summary_pb2.Summary.Image(height=2, width=2, colorspace=3, encoded_image_string=picture),
                ),
                value(tag="weights/kernel", histo=histogram_pb2.HistogramProto(**HISTOGRAM)),
            ],
        ),
    ]
    with tempfile.TemporaryDirectory() as folder:
        writer = EventFileWriter(folder)
        for step, values in events:
            summary = summary_pb2.Summary(value=values)
            writer.add_event(event_pb2.Event(wall_time=1000.5 + step, step=step, summary=summary))
        writer.close()
        [file] = pathlib.Path(folder).iterdir()
        content = file.read_bytes()
    document = {
        "note": "An event file, in base64, by EventFileWriter of tensorboard %s; by tools/parity/tensorboard_events.py."
        % version.VERSION,
        "base64": base64.b64encode(content).decode(),
        "pixels": PIXELS,
        "png": base64.b64encode(picture).decode(),
        "histogram": HISTOGRAM,
    }
    path = pathlib.Path(__file__).resolve().parents[2] / "reference" / "tensorboard" / "events.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, indent=1) + "\n")


def read(file):
    """What tensorboard's own reader finds: it checks every checksum, and converts old summaries as the pages do."""
    events = EventAccumulator(file, size_guidance={name: 0 for name in ("scalars", "images", "histograms")})
    events.Reload()
    tags = events.Tags()
    histogram = lambda h: {
        "min": h.min,
        "max": h.max,
        "num": h.num,
        "sum": h.sum,
        "sum_squares": h.sum_squares,
        "bucket_limit": list(h.bucket_limit),
        "bucket": list(h.bucket),
    }
    pixels = lambda data: numpy.asarray(Image.open(io.BytesIO(data))).tolist()
    return {
        "scalars": {t: [[e.step, e.value] for e in events.Scalars(t)] for t in tags["scalars"]},
        "images": {
            t: [[e.step, e.width, e.height, pixels(e.encoded_image_string)] for e in events.Images(t)]
            for t in tags["images"]
        },
        "histograms": {
            t: [[e.step, histogram(e.histogram_value)] for e in events.Histograms(t)] for t in tags["histograms"]
        },
    }


def main(arguments):
    if arguments == ["write"]:
        write()
    elif len(arguments) in (2, 3) and arguments[0] == "read":
        found = read(arguments[1])
        if len(arguments) == 2:
            print(json.dumps(found))
        elif json.loads(pathlib.Path(arguments[2]).read_text()) == json.loads(json.dumps(found)):
            print("the same")
        else:
            sys.exit("they differ")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
