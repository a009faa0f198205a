"""unicode.py: golden cases of UTF-8 (reference/include/unicode.h).

Expected values come from the table of well-formed sequences below (Unicode 15.0, table 3-7); a
second producer, Python's own codec, must agree on every case.
"""

import os

import numpy

from hand import Hand, hexes, row
from law import Function, add, cut, join, number, same, tensor

UNICODE_DATA = "/usr/share/unicode/UnicodeData.txt"  # Debian's unicode-data

WELL_FORMED = [  # first byte, then the range of each further byte
    ((0x00, 0x7F),),
    ((0xC2, 0xDF), (0x80, 0xBF)),
    ((0xE0, 0xE0), (0xA0, 0xBF), (0x80, 0xBF)),
    ((0xE1, 0xEC), (0x80, 0xBF), (0x80, 0xBF)),
    ((0xED, 0xED), (0x80, 0x9F), (0x80, 0xBF)),
    ((0xEE, 0xEF), (0x80, 0xBF), (0x80, 0xBF)),
    ((0xF0, 0xF0), (0x90, 0xBF), (0x80, 0xBF), (0x80, 0xBF)),
    ((0xF1, 0xF3), (0x80, 0xBF), (0x80, 0xBF), (0x80, 0xBF)),
    ((0xF4, 0xF4), (0x80, 0x8F), (0x80, 0xBF), (0x80, 0xBF)),
]


def step(data):
    """(code point, bytes taken) of what data opens with"""
    for row in WELL_FORMED:
        matched = 0
        while (matched < len(row) and matched < len(data)
               and row[matched][0] <= data[matched] <= row[matched][1]):
            matched += 1
        if matched == len(row):
            point = data[0] if matched == 1 else data[0] & (0xFF >> (matched + 1))
            for byte in data[1:matched]:
                point = point << 6 | byte & 0x3F
            return point, matched
        if matched:
            return 0xFFFD, matched
    return 0xFFFD, 1


def decode(data):
    points, at = [], 0
    while at < len(data):
        point, taken = step(data[at:])
        points.append(point)
        at += taken
    assert points == [ord(c) for c in data.decode("utf-8", errors="replace")], data
    return points


def encode(points):
    good = [p if 0 <= p <= 0x10FFFF and not 0xD800 <= p <= 0xDFFF else 0xFFFD for p in points]
    return "".join(map(chr, good)).encode("utf-8")


def check_unicode_data():
    """every code point that Unicode lists: surrogates (Cs) are replaced, all others come back"""
    if not os.path.exists(UNICODE_DATA):
        print("unicode.py: not run: %s is absent (apt-get install unicode-data)" % UNICODE_DATA)
        return
    listed, first = [], None
    for line in open(UNICODE_DATA, encoding="ascii"):
        fields = line.split(";")
        point, name, category = int(fields[0], 16), fields[1], fields[2]
        if name.endswith(", First>"):
            first = point
        listed += [(p, category) for p in range(first if name.endswith(", Last>") else point, point + 1)]
    for point, category in listed:
        data = encode([point])
        assert step(data) == (0xFFFD if category == "Cs" else point, len(data)), hex(point)


TEXTS = [
    ("ascii", "one byte is one character", b"How do I bake chocolate chip cookies?"),
    ("accents", "a character may take one to four bytes",
     "Cr\u00e8me br\u00fbl\u00e9e, \u7121\u7cd6\u66f2\u5947, \u043f\u0435\u0447\u0435\u043d\u044c\u0435 \U0001f36a!".encode()),
    ("overlong", "C0 AF, E0 80 BF and F0 81 82 are not legal: each byte is replaced",
     bytes.fromhex("C0AFE080BFF0818241")),
    ("surrogates", "ED A0 80 is a surrogate, no character", bytes.fromhex("EDA080EDBFBFEDAF41")),
    ("beyond", "nothing stands above 10FFFF", bytes.fromhex("F4919293FF4180BF42F490F5")),
    ("cut-short", "a sequence that breaks off is replaced once",
     bytes.fromhex("E180E2F09192F1BF41")),
    ("lone", "a continuation byte alone is replaced by itself", bytes.fromhex("80BF61BFBF62")),
    ("end", "the text may end inside a character", "caf\u00e9 \U0001f36a".encode()[:-1]),
    ("edges", "first and last of each length",
     "\x00\x7f\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff".encode()),
    ("zeros", "a NUL is a character like any other", b"a\x00b\x00\x00\xc3\xa9"),
    ("empty", "no bytes, no characters", b""),
]


def make(g):
    check_unicode_data()
    g.begin("random")
    random = bytes(int(v) for v in g.below(256, 211))
    g.begin("random-multi")
    pieces = [bytes([0xC3]), bytes([0xA9]), bytes([0xE2]), bytes([0x82]), bytes([0xAC]), b"a",
              bytes([0xF0]), bytes([0x9F]), bytes([0x8D]), bytes([0xAA]), bytes([0xED]), bytes([0xF4])]
    mixed = b"".join(pieces[int(v)] for v in g.below(len(pieces), 307))
    texts = TEXTS + [("random", "whatever the bytes are", random),
                     ("random-multi", "whatever the order of leads and continuations", mixed)]
    for name, law, data in texts:
        points = numpy.array(decode(data), dtype=numpy.int32)
        g.case("decode-" + name, "a", "unicode_decode", law, {"bytes": data, "n": len(data)},
               {"points": points, "count": len(points)}, room={"points": len(data)})
        g.case("count-" + name, "a", "unicode_count", law, {"bytes": data, "n": len(data)},
               {"count": len(points)})
        if data:
            point, taken = step(data)
            g.case("step-" + name, "a", "unicode_step", law, {"bytes": data, "n": len(data)},
                   {"point": numpy.array([point], dtype=numpy.int32), "taken": taken})
        if name.startswith(("random", "accents", "edges", "empty")):
            back = encode(points.tolist())
            g.case("encode-" + name, "a", "unicode_encode", "bytes of every length",
                   {"points": points, "n": len(points)}, {"bytes": back, "count": len(back)},
                   room={"bytes": 4 * len(points)})
    bad = [0x41, 0xD800, 0xDFFF, -1, 0x110000, 0x7FFFFFFF, 0xE9, 0xDC80]
    g.case("encode-bad", "a", "unicode_encode", "what is no code point becomes U+FFFD",
           {"points": numpy.array(bad, dtype=numpy.int32), "n": len(bad)},
           {"bytes": encode(bad), "count": len(encode(bad))}, room={"bytes": 4 * len(bad)})

    text = {"bytes": {"type": "U8", "shape": ["n"], "draw": ["text"]},
            "n": {"type": "I64", "shape": [], "draw": ["size", "n"]}}
    count = {"type": "I64", "shape": []}
    g.live("decode", "a", "unicode_decode", "fresh bytes", {"n": [1, 300]}, text,
           {"points": {"type": "I32", "shape": ["n"]}, "count": count})
    g.live("count", "a", "unicode_count", "fresh bytes", {"n": [1, 300]}, text, {"count": count})
    g.live("encode", "a", "unicode_encode", "fresh code points", {"n": [1, 90], "room": "4*n"},
           {"points": {"type": "I32", "shape": ["n"], "draw": ["below", 1200000]},
            "n": text["n"]}, {"bytes": {"type": "U8", "shape": ["room"]}, "count": count})


def laws(g):
    text = lambda n: tensor(n, draw=("text",), type="U8")
    count = {"type": "I64", "shape": []}
    letter = {"letter": tensor(1, draw=("value", 65), type="U8")}
    # a byte that opens a character of several, and such as may follow it: cut anywhere, often unfinished
    opening = {"first": tensor(1, draw=("uniform", 0xC2, 0xF6), type="U8"),
               "others": tensor(3, draw=("uniform", 0x80, 0xC0), type="U8")}
    step = Function("unicode_step", ("bytes", "n"), {"taken": count, "point": {"type": "I32", "shape": []}})
    steps, says = [join("whole", "first", "others")], (
        "of %d bytes of a character {place} is {wanted}, and with a letter A behind them {got}: a character ends where its "
        "own bytes end, and an unfinished one where the next begins")
    for n in (1, 2, 3, 4):
        steps += [cut("cut_%d" % n, "whole", 0, 0, n), join("longer_%d" % n, "cut_%d" % n, "letter")]
    for n in (1, 2, 3, 4):
        steps += [step("plain_%d" % n, {"bytes": "cut_%d" % n, "n": n}),
                  step("other_%d" % n, {"bytes": "longer_%d" % n, "n": n + 1})]
    for n in (1, 2, 3, 4):
        steps += [same("other_%d.%s" % (n, key), "plain_%d.%s" % (n, key), says % n) for key in ("taken", "point")]
    g.law("behind", "a", "unicode_step", "what stands behind a character does not change it", {},
          {**opening, **letter}, steps)

    # A letter A cannot belong to another character: what is before it ends there, ill-formed or not.
    sizes = {"before": [1, 40], "open": [0, 3], "a": "before+1+open", "b": [1, 40], "n": "a+1+b"}
    given = {"start": text("before"), "right": text("b"), **opening, **letter}
    joined = [cut("more", "others", 0, 0, "open"), join("end", "first", "more"), join("left", "start", "end"),
              join("some", "left", "letter"), join("bytes", "some", "right")]
    decode = Function("unicode_decode", ("bytes", "n"), {"points": {"type": "I32", "shape": ["n"]}, "count": count})
    points = lambda size: {"points": [size]}
    g.law("parts", "a", "unicode_decode", "two texts with a letter between them are decoded as each by itself", sizes,
          {**given, "as_point": tensor(1, draw=("value", 65), type="I32")},
          [*joined, decode("whole"), decode("front", {"bytes": "left", "n": "a"}, points("a")),
           decode("rear", {"bytes": "right", "n": "b"}, points("b")), join("two", "front.points", "as_point"),
           join("apart", "two", "rear.points"),
           same("whole.points", "apart", "{place} is {got}; of both texts decoded apart, with the letter between them, it "
                "is {wanted}", at={"axis": 0})])
    length = Function("unicode_count", ("bytes", "n"), {"count": count})
    g.law("count-parts", "a", "unicode_count", "two texts with a letter between them have as many code points as both",
          sizes, {**given, "one": number(("value", 1))},
          [*joined, length("whole"), length("front", {"bytes": "left", "n": "a"}),
           length("rear", {"bytes": "right", "n": "b"}), add("two", "front.count", "rear.count"),
           add("apart", "two", "one"),
           same("whole.count", "apart", "two texts with a letter between them have {got} code points; each by itself, and "
                "the letter, make {wanted}")])
    encode = Function("unicode_encode", ("points", "n"), {"bytes": {"type": "U8", "shape": ["room"]}, "count": count})
    # from E000 on there are no surrogates any more
    g.law("back", "a", "unicode_encode", "what is encoded and decoded comes back",
          {"a": [1, 30], "b": [1, 30], "n": "a+b", "room": "4*n"},
          {"low": tensor("a", draw=("below", 0xD800), type="I32"),
           "high": tensor("b", draw=("below", 0x110000 - 0xE000), type="I32"),
           "base": number(("value", 0xE000), "I32")},
          [add("higher", "high", "base"), join("points", "low", "higher"), encode("there"),
           decode("back", {"bytes": "there.bytes", "n": "there.count"}, points("room")),
           same("back.points", "points", "encoded and decoded again, {place} is {got}, and it was {wanted}", at={"axis": 0})])


def bits(byte, upper):
    """110 00011: what stands above, and the bits that are left"""
    text = "{:08b}".format(byte)
    return "%s %s" % (text[:upper], text[upper:])


def say_step(h, data, at):
    """how the character or ill-formed piece at data[at] is read. Returns the bytes taken"""
    point, taken = step(data[at:])
    first, lead = data[at], next((r for r in WELL_FORMED if r[0][0] <= data[at] <= r[0][1]), None)
    behind = data[at + 1:at + taken]
    if lead is None:
        h.say("%02X begins no character: code point FFFD = %d, 1 byte taken", first, point)
    elif len(lead) == 1:
        h.say("%02X is below 80: code point %d, 1 byte taken", first, point)
    elif taken == len(lead):
        h.say("%02X = %s announces %d bytes, then %s", first, bits(first, taken + 1), taken,
              ", ".join("%02X = %s" % (b, bits(b, 2)) for b in behind))
        h.say("  together %s = hexadecimal %X: code point %d, %d bytes taken",
              " ".join([bits(first, taken + 1).split()[1]] + [bits(b, 2).split()[1] for b in behind]), point,
              point, taken)
    else:
        low, high = lead[taken]
        h.say("%02X announces %d bytes%s, but %s", first, len(lead),
              ", %s fits" % hexes(behind) if behind else "",
              "%02X is not in %02X..%02X" % (data[at + taken], low, high) if at + taken < len(data) else
              "the text ends here")
        h.say("  FFFD = %d for the %d byte%s up to there", point, taken, "s that fitted" if taken > 1 else "")
    return taken


def given_bytes(data):
    h = Hand()
    return h.say("bytes = %s, in hexadecimal %s", row(list(data)), hexes(data))


def by_hand(g):
    for name, law, data in (("step", "three bytes, one character", "\u20ac!".encode()),
                            ("step-broken", "three bytes are announced, and two are there", b"\xe2\x82B!")):
        h, (point, taken) = given_bytes(data), step(data)
        say_step(h, data, 0)
        g.case("by-hand-" + name, "a", "unicode_step", law, {"bytes": data, "n": len(data)},
               {"point": numpy.array([point], dtype=numpy.int32), "taken": taken}, hand=h.lines)

    data = b"A\xc3\xa9\xe2\x82B\x80"
    points, h, at = decode(data), given_bytes(data), 0
    while at < len(data):
        h.say("at byte %d:", at)
        at += say_step(h, data, at)
    h.say("code points: %s", row(points))
    g.case("by-hand-decode", "a", "unicode_decode", "two characters, an ill-formed piece, and so on",
           {"bytes": data, "n": len(data)}, {"points": numpy.array(points, dtype=numpy.int32), "count": len(points)},
           room={"points": len(data)}, hand=h.lines)
    h, at = given_bytes(data), 0
    while at < len(data):
        taken = step(data[at:])[1]
        h.say("%s counts 1", hexes(data[at:at + taken]))
        at += taken
    g.case("by-hand-count", "a", "unicode_count", "an ill-formed piece counts as one", {"bytes": data, "n": len(data)},
           {"count": len(points)}, hand=h.lines)

    h, points = Hand(), [0x41, 0xE9, 0x20AC, 0xD800]
    h.say("points = %s, in hexadecimal %s", row(points), " ".join("%X" % p for p in points))
    for p in points:
        out = encode([p])
        if p >= 0x80 and out != encode([0xFFFD]):
            parts = [bits(b, len(out) + 1 if i == 0 else 2).split() for i, b in enumerate(out)]
            h.say("%X takes %d bytes, its bits are %s", p, len(out), " ".join(part[1] for part in parts))
            h.say("  behind %s: %s = %s", " ".join(part[0] for part in parts), hexes(out), row(list(out)))
        elif p >= 0x80:
            h.say("%X is a surrogate, FFFD is written: %s = %s", p, hexes(out), row(list(out)))
        else:
            h.say("%X is below 80: the byte %d", p, p)
    g.case("by-hand-encode", "a", "unicode_encode", "one, two and three bytes, and what is no character",
           {"points": numpy.array(points, dtype=numpy.int32), "n": len(points)},
           {"bytes": encode(points), "count": len(encode(points))}, room={"bytes": 4 * len(points)}, hand=h.lines)


def work(g):
    longer = {"small": {"n": 500}, "large": {"n": 2000}}
    once = "every byte is looked at once or twice, so about 4 times is enough"
    g.work("decode", "decode", "decoding goes through the text once", **longer,
           growth=(5.5, "4 times the text", once), budget=(4, once))
    g.work("count", "count", "counting goes through the text once", **longer,
           growth=(5.5, "4 times the text", once), budget=(4, once))
    g.work("encode", "encode", "encoding goes through the code points once", **longer,
           growth=(5.5, "4 times the code points", "each is written once, so about 4 times is enough"),
           budget=(4, "each code point is written once"))
