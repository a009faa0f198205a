"""hand.py: a case worked out by hand, in lines: what the third hint of a function shows.

A topic's by_hand(golden) makes its cases from a few short numbers and writes down the way to the
result. Every number of a line is formatted from the float64 values of the computation, none is
typed in. The steps are the definition's, in its order; no line shows code.
"""

import numpy
import torch

COLUMNS = 74  # golden.py checks it


def num(value):
    """a number for a pencil: four digits, or fewer where they say all"""
    value = float(value)
    if value == int(value) and abs(value) < 1e7:
        return "%d" % value
    return "%.4g" % value


def flat(values):
    if isinstance(values, torch.Tensor):
        values = values.detach().numpy()
    return numpy.asarray(values, dtype=numpy.float64).reshape(-1).tolist()


def row(values):
    return " ".join(num(v) for v in flat(values))


def rows(values):
    """a matrix: its rows, with bars between"""
    values = values.detach().numpy() if isinstance(values, torch.Tensor) else numpy.array(values)
    return " | ".join(row(r) for r in values.reshape(-1, values.shape[-1]))


def terms(values):
    """0.5 - 1.25 + 2"""
    text = ""
    for value in flat(values):
        sign = "-" if value < 0 else "+"
        text += " %s %s" % (sign, num(abs(value))) if text else num(value)
    return text


def products(a, b):
    """0.5 * 2 - 1.25 * 3"""
    text = ""
    for x, y in zip(flat(a), flat(b)):
        sign = "-" if x < 0 else "+"
        text += " %s %s * %s" % (sign, num(abs(x)), num(y)) if text else "%s * %s" % (num(x), num(y))
    return text


def times(values):
    return " * ".join(num(v) for v in flat(values))


class Hand:
    """The lines; a long one goes on, indented."""

    def __init__(self):
        self.lines = []

    def say(self, text, *values):
        text = text % values if values else text
        indent = len(text) - len(text.lstrip(" "))
        words, line = text.strip().split(" "), " " * indent
        start = line
        for word in words:
            if line.strip() and len(line) + 1 + len(word) > COLUMNS:
                self.lines.append(line.rstrip())
                line = start + "    " + word
            else:
                line += (" " if line.strip() else "") + word
        self.lines.append(line.rstrip())
        return self

    def given(self, name, values, note=""):
        """an input: name, its rows, and what it is"""
        shape = list(values.shape) if hasattr(values, "shape") else []
        text = rows(values) if len(shape) > 1 else row(values)
        label = "%s %s" % (name, "[%s]" % ",".join(map(str, shape))) if shape else name
        return self.say("%s = %s%s" % (label, text, "   (%s)" % note if note else ""))


def hexes(data):
    """bytes in hexadecimal: E2 82 AC"""
    return " ".join("%02X" % b for b in data)


class Short:
    """A Golden whose drawn numbers are short for a pencil: multiples of 1/4, none of them 0, 1 or -1,
    and of 1/16 where they are uniform"""

    def __init__(self, golden):
        self.golden = golden

    def __getattr__(self, name):
        return getattr(self.golden, name)

    def normal(self, *shape, scale=1.0, shift=0.0):
        drawn = self.golden.normal(*shape, scale=scale, shift=shift)
        quarters = torch.round(drawn * 4)
        away = torch.where(drawn < 0, torch.tensor(-1.0), torch.tensor(1.0))
        stands = (quarters == 0) | (quarters.abs() == 4)
        return self.exact((torch.where(stands, quarters + away, quarters) / 4).numpy())

    def uniform(self, low, high, *shape):
        return self.exact((torch.ceil(self.golden.uniform(low, high, *shape) * 16) / 16).numpy())
