"""golden.py: what a topic's cases are made of, and the file they are written to.

A topic's script (topics/NAME.py) defines make(golden): it calls golden.case() for every recorded
case and golden.live() for every recipe of cases that are made at grading time; laws(golden) calls
golden.law() for what must hold between answers of the submission itself (law.py), and work(golden)
calls golden.work() for how many steps a call may take. Inputs are float32
values drawn from our own PCG32; expected values are computed in float64 and rounded once.
The layout of the file is described in grader/golden.h, recipes in grader/live.h, law.h and work.h.
"""

import json
import struct

import numpy
import torch

from pcg32 import Rng

HAND_COLUMNS = 74  # of a line worked out by hand: with what stands before it, it fits 80
TYPES = {"float32": "F32", "float64": "F64", "int32": "I32", "int64": "I64", "uint8": "U8"}


class Expect:
    """An expected output: float64 values, and |got - exact| <= k * BOUND(n) * max|exact|."""

    def __init__(self, values, bound, n, k=1, dtype="float32"):
        self.values, self.bound, self.n, self.k, self.dtype = values, bound, n, k, dtype


class Golden:
    def __init__(self, topic):
        self.topic, self.tensors, self.metadata = topic, {}, {}
        # every topic and case has a stream of its own: adding a case moves no other
        self.rng = None

    def begin(self, name):
        stream = int.from_bytes(("%s:%s" % (self.topic, name)).encode().ljust(8)[-8:], "big")
        self.rng = Rng(seed=sum(map(ord, self.topic + name)) * 1000003, stream=stream >> 2)

    # ---- inputs: float64 tensors that hold float32 values exactly ------------------------------

    def normal(self, *shape, scale=1.0, shift=0.0):
        count = int(numpy.prod(shape))
        values = [self.rng.normal() * scale + shift for _ in range(count)]
        return self.exact(values).reshape(shape)

    def uniform(self, low, high, *shape):
        count = int(numpy.prod(shape))
        values = [low + (high - low) * self.rng.uniform() for _ in range(count)]
        return self.exact(values).reshape(shape)

    def below(self, bound, *shape, dtype="int32"):
        count = int(numpy.prod(shape))
        values = [self.rng.below(bound) for _ in range(count)]
        return numpy.array(values, dtype=dtype).reshape(shape)

    @staticmethod
    def exact(values):
        """float64 tensor of the nearest float32 values: what the submission will be given"""
        return torch.tensor(numpy.array(values, dtype=numpy.float32).astype(numpy.float64))

    # ---- cases -------------------------------------------------------------------------------

    def case(self, name, part, op, law, inputs, outputs, room=None, hand=None):
        """inputs: tensors, arrays, int (a size, I64) or float (a scalar, F64). A float64 tensor is
        sent as float32 unless given as numpy float64. outputs: Expect, or an integer array or int
        that must be met exactly. room: {output: elements of its first axis that are handed over}.
        hand: the case worked out by hand, in lines made of the float64 values (hand.py)"""
        bounds = {}
        assert "/" not in name and name not in self.metadata, name
        for key, value in inputs.items():
            self.put("%s/in/%s" % (name, key), self.array(value))
        for key, value in outputs.items():
            if isinstance(value, Expect):
                bounds[key] = [value.bound, value.n, value.k]
                array = numpy.array(value.values, dtype=numpy.float64).astype(value.dtype)
            else:
                array = self.array(value)
            self.put("%s/out/%s" % (name, key), array)
        about = {"part": part, "op": op, "law": law, "bounds": bounds}
        if room:
            about["room"] = room
        if hand:
            for line in hand:
                assert len(line) <= HAND_COLUMNS and line.isascii() and line.isprintable(), line
                assert not set("{};") & set(line), line  # a hint shows no code
            about["hand"] = hand
        self.metadata[name] = json.dumps(about, ensure_ascii=True)

    def live(self, name, part, op, law, sizes, inputs, outputs):
        recipe = {"part": part, "op": op, "law": law, "sizes": sizes, "in": inputs, "out": outputs}
        self.metadata["live/" + name] = json.dumps(recipe, ensure_ascii=True)

    def law(self, name, part, op, law, sizes, inputs, steps):
        """what must hold between answers of the submission; steps as law.py makes them"""
        recipe = {"part": part, "op": op, "law": law, "sizes": sizes, "in": inputs, "steps": steps}
        assert "law/" + name not in self.metadata, name
        self.metadata["law/" + name] = json.dumps(recipe, ensure_ascii=True)

    def work(self, name, like, law, large, small=None, growth=None, budget=None, draws=None,
             sizes=None, allocates=False):
        """how much work a call may be (grader/work.h), of the function and tensors of the live recipe
        `like`, at the sizes large and small; numbers do not matter, so what it asks the reference for
        is drawn. draws: {tensor: how it is drawn here}; sizes: other ones; growth: (most, "4 times the
        text", what is enough); budget: (most, what is enough)"""
        live = json.loads(self.metadata["live/" + like])
        stated = {**live["sizes"], **(sizes or {})}
        recipe = {"part": live["part"], "op": live["op"], "law": law, "large": large,
                  "sizes": {key: value for key, value in stated.items() if key not in large},
                  "in": {}, "out": {}}
        for key, about in live["in"].items():
            draw = (draws or {}).get(key) or about["draw"]
            recipe["in"][key] = {**about, "draw": ["normal", 1.0] if draw[0] == "from" else draw}
        for key, about in live["out"].items():
            recipe["out"][key] = {"type": about["type"], "shape": about["shape"]}
        if small:
            assert set(small) == set(large), name
            recipe["small"] = small
        if growth:
            assert small, name
            recipe["growth"] = dict(zip(("most", "what", "enough"), growth))
        if budget:
            recipe["budget"] = dict(zip(("most", "enough"), budget))
        if allocates:
            recipe["allocates"] = True
        assert (growth or budget) and "work/" + name not in self.metadata, name
        self.metadata["work/" + name] = json.dumps(recipe, ensure_ascii=True)

    @staticmethod
    def array(value):
        if isinstance(value, torch.Tensor):
            value = value.detach().numpy()
            if value.dtype == numpy.float64:
                rounded = value.astype(numpy.float32)
                same = rounded.astype(numpy.float64) == value
                assert (same | numpy.isnan(value)).all(), "an input is no float32"
                return rounded
        if isinstance(value, bool) or isinstance(value, int):
            return numpy.array(value, dtype=numpy.int64)
        if isinstance(value, float):
            return numpy.array(value, dtype=numpy.float64)
        if isinstance(value, bytes):
            return numpy.frombuffer(value, dtype=numpy.uint8)
        return value

    def put(self, name, array):
        assert str(array.dtype) in TYPES, (name, array.dtype)
        self.tensors[name] = numpy.asarray(array, order="C")  # keeps rank 0

    # ---- the file ----------------------------------------------------------------------------

    def bytes(self):
        header, data, at = {"__metadata__": dict(sorted(self.metadata.items()))}, [], 0
        # widest elements first, so that every tensor is aligned without a gap
        order = sorted(self.tensors, key=lambda k: (-self.tensors[k].dtype.itemsize, k))
        for name in order:
            array = self.tensors[name]
            raw = array.astype(array.dtype.newbyteorder("<")).tobytes()
            header[name] = {"dtype": TYPES[str(array.dtype)], "shape": list(array.shape),
                            "data_offsets": [at, at + len(raw)]}
            data.append(raw)
            at += len(raw)
        text = json.dumps(header, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 64)
        return struct.pack("<Q", len(text)) + text + b"".join(data)
