"""bpe.py: golden cases of byte-pair encoding (reference/include/bpe.h).

Merges and ids come from a direct BPE that recounts everything in each round. A second producer,
which replaces in strings of separated tokens, must agree on every training and every encoding.
"""

import re

import numpy

from hand import Hand, hexes, row
from law import Function, add, join, number, same, scale, tensor
from law import cut as section

# what GPT-2's pattern does, roughly: enough to cut test text; the cuts are part of the input
CUT = re.compile(rb"'(?:s|t|re|ve|m|ll|d)| ?[A-Za-z\x80-\xff]+| ?[0-9]+| ?[^\sA-Za-z0-9\x80-\xff]+|\s+(?!\S)|\s+")


def cut(data):
    pieces = CUT.findall(data)
    assert b"".join(pieces) == data
    return pieces


def spans_of(pieces):
    spans = [0]
    for piece in pieces:
        spans.append(spans[-1] + len(piece))
    return numpy.array(spans, dtype=numpy.int64)


def merge_once(tokens, left, right, new):
    out, i = [], 0
    while i < len(tokens):
        if i + 1 < len(tokens) and tokens[i] == left and tokens[i + 1] == right:
            out.append(new)
            i += 2
        else:
            out.append(tokens[i])
            i += 1
    return out


def train(pieces, counts, want):
    """[(left, right, id)] by recounting every pair in every round"""
    text = {i: bytes([i]) for i in range(256)}
    words, merges = [list(piece) for piece in pieces], []
    while len(merges) < want:
        pairs = {}
        for word, count in zip(words, counts):
            for pair in zip(word, word[1:]):
                pairs[pair] = pairs.get(pair, 0) + count
        if not pairs:
            break
        best = max(pairs, key=lambda p: (pairs[p], text[p[0]], text[p[1]]))
        new = 256 + len(merges)
        text[new] = text[best[0]] + text[best[1]]
        merges.append((best[0], best[1], new))
        words = [merge_once(word, best[0], best[1], new) for word in words]
    return merges


def train_on_strings(pieces, counts, want):
    """the same by text: tokens in hexadecimal, merged by replacing in strings"""
    words, merges = [" ".join("%02x" % b for b in piece) for piece in pieces], []
    while len(merges) < want:
        pairs = {}
        for word, count in zip(words, counts):
            parts = word.split()
            for i in range(len(parts) - 1):
                key = (bytes.fromhex(parts[i]), bytes.fromhex(parts[i + 1]))
                pairs[key] = pairs.get(key, 0) + count
        if not pairs:
            break
        most = max(pairs.values())
        left, right = sorted(p for p in pairs if pairs[p] == most)[-1]
        merges.append((left, right))
        rule = re.compile(r"(?<!\S)%s %s(?!\S)" % (left.hex(), right.hex()))
        words = [rule.sub(left.hex() + right.hex(), word) for word in words]
    return merges


class Vocabulary:
    """ids may be permuted, as published vocabularies are"""

    def __init__(self, merges, order=None, specials=(), ignore=False):
        texts = [bytes([i]) for i in range(256)]
        for left, right, _ in merges:
            texts.append(texts[left] + texts[right])
        size = len(texts)
        place = order or list(range(size))
        self.tokens = [None] * size
        for plain, text in enumerate(texts):
            self.tokens[place[plain]] = text
        self.merges = [(place[a], place[b], place[c]) for a, b, c in merges]
        self.specials = []
        for text in specials:
            self.specials.append(len(self.tokens))
            self.tokens.append(text)
        self.ignore = ignore
        self.byte = {self.tokens[place[i]][0]: place[i] for i in range(256)}

    def encode_piece(self, piece):
        ranks = {(a, b): (rank, c) for rank, (a, b, c) in reversed(list(enumerate(self.merges)))}
        if self.ignore and piece in self.tokens[:len(self.tokens) - len(self.specials)]:
            return [self.tokens.index(piece)]
        ids = [self.byte[b] for b in piece]
        while True:
            found = [(ranks[p][0], i) for i, p in enumerate(zip(ids, ids[1:])) if p in ranks]
            if not found:
                break
            rank, at = min(found)
            ids[at:at + 2] = [self.merges[rank][2]]
        if not self.ignore:
            assert ids == self.encode_by_rounds(piece)
        return ids

    def encode_by_rounds(self, piece):
        """the second producer: every merge in the order it was learnt, over the whole piece"""
        ids = [self.byte[b] for b in piece]
        for left, right, new in self.merges:
            ids = merge_once(ids, left, right, new)
        return ids

    def inputs(self):
        start = [0]
        for token in self.tokens:
            start.append(start[-1] + len(token))
        return {"tokens": b"".join(self.tokens), "start": numpy.array(start, dtype=numpy.int64),
                "vocab": len(self.tokens),
                "merges": numpy.array(self.merges, dtype=numpy.int32).reshape(-1, 3),
                "merge_count": len(self.merges),
                "specials": numpy.array(self.specials, dtype=numpy.int32),
                "special_count": len(self.specials), "ignore": int(self.ignore)}


def train_case(g, name, law, data, want, counts=None, hand=None):
    pieces = cut(data) if isinstance(data, bytes) else data
    data = b"".join(pieces)
    counts = counts or [1] * len(pieces)
    merges = train(pieces, counts, want)
    text = [bytes([i]) for i in range(256)]
    for a, b, _ in merges:
        text.append(text[a] + text[b])
    assert [(text[a], text[b]) for a, b, _ in merges] == train_on_strings(pieces, counts, want), name
    g.case(name, "b", "bpe_train", law,
           {"bytes": data, "spans": spans_of(pieces), "pretokens": len(pieces), "want": want,
            "counts": numpy.array(counts, dtype=numpy.int64)},
           {"learnt_merges": numpy.array(merges, dtype=numpy.int32).reshape(-1, 3),
            "count": len(merges)}, room={"learnt_merges": want}, hand=hand)


def encode_case(g, name, law, vocabulary, data, hand=None):
    pieces = cut(data) if isinstance(data, bytes) else data
    data = b"".join(pieces)
    ids = [i for piece in pieces for i in vocabulary.encode_piece(piece)]
    ids = numpy.array(ids, dtype=numpy.int32)
    g.case(name, "a", "bpe_encode", law,
           {"bytes": data, "spans": spans_of(pieces), "pretokens": len(pieces),
            **vocabulary.inputs()},
           {"ids": ids, "count": len(ids)}, room={"ids": len(data)}, hand=hand)


def decode_case(g, name, law, vocabulary, ids, hand=None):
    data = b"".join(vocabulary.tokens[i] for i in ids)
    longest = max(map(len, vocabulary.tokens))
    g.case(name, "a", "bpe_decode", law,
           {"ids": numpy.array(ids, dtype=numpy.int32), "n": len(ids), **vocabulary.inputs()},
           {"bytes": data, "count": len(data)}, room={"bytes": longest * len(ids)}, hand=hand)


def replaced(data):
    return data.decode("utf-8", errors="replace").encode("utf-8")


def held_back(data):
    """how many bytes at the end belong to a character that is well-formed so far, but unfinished"""
    for count in range(min(3, len(data)), 0, -1):
        tail = data[-count:]
        try:
            tail.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.start == 0 and error.reason == "unexpected end of data":
                return count
    return 0


def stream_case(g, name, law, vocabulary, ids, push="push-%s", end="end-%s", hand=None):
    """push, end: what the two cases are called; None: there is none"""
    data, shown, sizes = b"", b"", []
    for i in ids:
        data += vocabulary.tokens[i]
        now = replaced(data[:len(data) - held_back(data)])
        assert now.startswith(shown)
        sizes.append(len(now) - len(shown))
        shown = now
    room = 3 * len(data) + 9
    common = {"ids": numpy.array(ids, dtype=numpy.int32), "n": len(ids), **vocabulary.inputs()}
    if push:
        g.case(push % name, "c", "bpe_stream_push", law, {**common, "room": room},
               {"text": shown, "shown": numpy.array(sizes, dtype=numpy.int64)}, room={"text": room}, hand=hand)
    rest = replaced(data)[len(shown):]
    if end:
        g.case(end % name, "c", "bpe_stream_end", law, common,
               {"text": rest, "count": len(rest), "again": 0}, room={"text": 9}, hand=hand)


def special_case(g, name, law, vocabulary, data, hand=None):
    best = (len(data), 0, -1)
    for i in vocabulary.specials:
        at = data.find(vocabulary.tokens[i])
        if at >= 0:
            best = min(best, (at, -len(vocabulary.tokens[i]), i))
    g.case(name, "c", "bpe_find_special", law, {"bytes": data, "n": len(data), **vocabulary.inputs()},
           {"id": best[2], "at": best[0] if best[2] >= 0 else -1}, hand=hand)


STORY = (b"The baker baked a batch of chocolate chip cookies. \"How do I bake chocolate chip cookies?\" "
         b"asked the boy.  Butter, sugar, 2 eggs, 375 g of flour: beat the butter and the sugar,\n\n"
         b"then bake the cookies. It's the best batch he'd baked, they'll say. ")
WORLD = ("Cr\u00e8me br\u00fbl\u00e9e \u0438 \u043f\u0435\u0447\u0435\u043d\u044c\u0435, \u7121\u7cd6\u66f2\u5947 "
         "\U0001f36a\U0001f36a caf\u00e9\tna\u00efve 12345 \r\n").encode()


def make(g):
    low = [b"low", b" low", b" lower", b" lowest"]
    train_case(g, "train-low", "the most frequent pair is merged first", low, 7)
    train_case(g, "train-aaa", "in aaa the left pair is merged, once", [b"aaa", b"aaaa", b"aaaaa"], 4)
    train_case(g, "train-ties", "equal counts: the greater pair of byte strings wins, left part first",
               [b"ab", b"cd", b"ef", b"\xc3\xa9", b"za", b"a\xff"], 6)
    train_case(g, "train-tie-parts", "ties compare the left parts first, not the joined text",
               [b"abab", b"abc", b"abcab", b"bcbc", b"cab", b"abca"], 6)
    train_case(g, "train-borders", "no pair crosses a border of pre-tokens", [b"xy", b"yx", b"xyx", b"yy"], 9)
    train_case(g, "train-counts", "a pre-token counts as often as it stands in the text",
               [b"rare", b"often", b"soft", b"tofu"], 8, counts=[2, 31, 5, 17])
    train_case(g, "train-story", "old neighbours are taken off before new ones are added", STORY, 60)
    train_case(g, "train-world", "bytes above 127 are bytes like others", WORLD + STORY + WORLD, 40)
    train_case(g, "train-all", "no pair is left: fewer merges than asked for", [b"abc", b"d", b"ab"], 11)
    train_case(g, "train-nothing", "single bytes have no pairs", [b"a", b"b", b"a"], 3)
    g.begin("train-random")
    letters = [b"abc"[int(v):int(v) + 1] for v in g.below(3, 400)]
    lengths, pieces, at = g.below(9, 60), [], 0
    for length in lengths:
        pieces.append(b"".join(letters[at:at + int(length) + 1]))
        at += int(length) + 1
    pieces = [p for p in pieces if p]
    train_case(g, "train-random", "three letters, many ties", pieces, 45)

    merges = train(cut(STORY + WORLD), [1] * len(cut(STORY + WORLD)), 90)
    g.begin("permutation")
    order = list(range(256 + len(merges)))
    for i in range(len(order) - 1, 0, -1):
        j = int(g.rng.below(i + 1))
        order[i], order[j] = order[j], order[i]
    specials = [b"<|end|>", b"<|end|><|of|>", b"<|user|>", b"<|"]
    plain, shuffled = Vocabulary(merges), Vocabulary(merges, order, specials)
    encode_case(g, "encode-a-sentence", "the earliest learnt merge first", plain,
                b"How do I bake chocolate chip cookies?")
    encode_case(g, "encode-shuffled", "ids are names, not ranks", shuffled, STORY)
    encode_case(g, "encode-world", "whatever the bytes are", shuffled, WORLD + bytes(range(256)))
    encode_case(g, "encode-overlap", "a run of equal letters is merged from the left",
                Vocabulary(train([b"aaa", b"aaaa", b"aab"], [1, 1, 1], 4)), [b"a", b"aa", b"aaaaa", b"aaaaaaaab"])
    trap = Vocabulary([(98, 99, 256), (97, 98, 257), (257, 256, 258), (97, 256, 259)])
    encode_case(g, "encode-not-longest", "the merge list decides, not the longest token",
                trap, [b"abc", b"abbc", b"ababc", b"bcab"])
    backwards = Vocabulary([(98, 99, 256), (97, 98, 257), (257, 256, 258), (97, 256, 259)],
                           list(range(256)) + [259, 258, 257, 256])
    encode_case(g, "encode-ids-backwards", "the merge list decides, not the order of its ids",
                backwards, [b"abc", b"abbc", b"bcabc"])
    unmergeable = [(97, 98, 256), (99, 100, 257), (256, 257, 258), (98, 99, 259)]
    for ignore in (False, True):
        words = Vocabulary(unmergeable + [(97, 259, 260)], ignore=ignore)
        encode_case(g, "encode-ignore-%d" % ignore, "ignore_merges: a pre-token that is a token is taken whole",
                    words, [b"abc", b"abcd", b"xabc", b"bc"])
    encode_case(g, "encode-empty", "no text, no ids", plain, [])
    g.begin("encode-long")
    long = bytes(b"aberk otsich"[int(v)] for v in g.below(12, 900))
    encode_case(g, "encode-long", "one long pre-token", plain, [long])

    ids = [i for piece in cut(STORY) for i in shuffled.encode_piece(piece)]
    decode_case(g, "decode-story", "the bytes of the tokens, joined", shuffled, ids[:60])
    decode_case(g, "decode-specials", "a special token gives its text", shuffled,
                [shuffled.specials[1], ids[0], shuffled.specials[2]])
    decode_case(g, "decode-bytes", "lone bytes stay the bytes they are", shuffled,
                [shuffled.byte[b] for b in (0x80, 0xFF, 0x00, 0xC3, 0xA9)])
    decode_case(g, "decode-empty", "no ids, no bytes", plain, [])

    cookie = [plain.byte[b] for b in "\U0001f36a".encode()]
    stream_case(g, "cookie", "an emoji of four tokens is shown when it is complete", plain,
                [plain.byte[104]] + cookie + [plain.byte[33]])
    stream_case(g, "world", "never half a character", shuffled,
                [shuffled.byte[b] for b in WORLD[:60]])
    stream_case(g, "broken", "ill-formed bytes become U+FFFD, one for each maximal subpart", plain,
                [plain.byte[b] for b in bytes.fromhex("E280E282ACF09F41C0AFEDA080FFC3")])
    stream_case(g, "cut", "what was held at the end is shown as one U+FFFD", plain, cookie[:3])
    stream_case(g, "specials", "special tokens are shown as their text", shuffled,
                [shuffled.specials[0], shuffled.byte[0xC3], shuffled.specials[2]])
    special_case(g, "special-first", "the leftmost special token", shuffled, b"eat<|user|>more<|end|>")
    special_case(g, "special-longest", "of those that start together the longest", shuffled, b"x<|end|><|of|>")
    special_case(g, "special-short", "a prefix of one may be another", shuffled, b"<|endless|>")
    special_case(g, "special-none", "none is -1", shuffled, b"no special < | end | > here")
    special_case(g, "special-no-list", "a vocabulary without special tokens", plain, b"<|end|>")
    special_case(g, "special-empty", "no bytes", shuffled, b"")

    size = lambda name: {"type": "I64", "shape": [], "draw": ["size", name]}
    sizes = {"n": [20, 250], "pretokens": [3, 25], "cuts": "pretokens+1", "want": [5, 40]}
    text = {"bytes": {"type": "U8", "shape": ["n"], "draw": ["text"]},
            "spans": {"type": "I64", "shape": ["cuts"], "draw": ["ascending", "n"]},
            "counts": {"type": "I64", "shape": ["pretokens"], "draw": ["uniform", 1, 9]},
            "pretokens": size("pretokens"), "want": size("want")}
    count = {"type": "I64", "shape": []}
    g.live("train", "b", "bpe_train", "fresh text", sizes, text,
           {"learnt_merges": {"type": "I32", "shape": ["want", 3]}, "count": count})
    trained = {"learnt_merges": {"type": "I32", "shape": ["want", 3],
                                 "draw": ["from", "bpe_train", "learnt_merges"]}}
    g.live("encode", "a", "bpe_encode", "fresh text, its own merges", sizes, {**text, **trained},
           {"ids": {"type": "I32", "shape": ["n"]}, "count": count})


def laws(g):
    text = lambda n, type="U8": tensor(n, draw=("text",), type=type)
    spans = lambda cuts, n: tensor(cuts, draw=("ascending", n), type="I64")
    count = {"type": "I64", "shape": []}
    ids = lambda n: {"type": "I32", "shape": [n]}
    merges = {"learnt_merges": tensor("merges", 3, draw=("merges",), type="I32")}
    two_texts = {"a": [5, 60], "b": [5, 60], "n": "a+b", "p": [1, 8], "q": [1, 8], "pretokens": "p+q"}
    given = {"left": text("a"), "right": text("b"), "left_spans": spans("p+1", "a"), "right_spans": spans("q+1", "b"),
             "before": number(("size", "a"))}
    # the second text's spans start where the first ends
    joined = [join("bytes", "left", "right"), section("later", "right_spans", 0, 1), add("shifted", "later", "before"),
              join("spans", "left_spans", "shifted")]
    left = {"bytes": "left", "spans": "left_spans", "pretokens": "p"}
    right = {"bytes": "right", "spans": "right_spans", "pretokens": "q"}

    decode = Function("bpe_decode", ("ids", "n", "learnt_merges"), {"bytes": {"type": "U8", "shape": ["room"]}, "count": count})
    some_ids = lambda n: tensor(n, draw=("below", "vocab"), type="I32")
    # a merge of merges is twice as long at most: three rows make a token of 8 bytes, eight one of 256
    g.law("decode-parts", "a", "bpe_decode", "ids one after the other have the bytes of both",
          {"a": [1, 20], "b": [1, 20], "n": "a+b", "merges": "3", "vocab": "259", "room": "8*n"},
          {"left": some_ids("a"), "right": some_ids("b"), **merges},
          [join("ids", "left", "right"), decode("whole"), decode("first", {"ids": "left", "n": "a"}),
           decode("second", {"ids": "right", "n": "b"}), join("apart", "first.bytes", "second.bytes"),
           same("whole.bytes", "apart", "{place} is {got}; of both parts decoded apart it is {wanted}", at={"axis": 0})])
    encode = Function("bpe_encode", ("bytes", "spans", "pretokens", "learnt_merges"), {"ids": ids("n"), "count": count})
    g.law("parts", "a", "bpe_encode", "no merge crosses a border: texts one after the other have the ids of both",
          {**two_texts, "merges": [5, 20]}, {**given, **merges},
          [*joined, encode("whole"), encode("first", left, {"ids": ["a"]}), encode("second", right, {"ids": ["b"]}),
           join("apart", "first.ids", "second.ids"),
           same("whole.ids", "apart", "{place} is {got}; of both texts encoded apart it is {wanted}: no merge crosses the "
                "border of pre-tokens", at={"axis": 0})])
    g.law("back", "a", "bpe_encode", "what is encoded and decoded comes back",
          {"n": [5, 100], "pretokens": [2, 12], "merges": [3, 8], "room": "256*n"},
          {"bytes": text("n"), "spans": spans("pretokens+1", "n"), **merges},
          [encode("there"), decode("back", {"ids": "there.ids", "n": "there.count"}),
           same("back.bytes", "bytes", "encoded and decoded again, {place} is {got}, and it was {wanted}", at={"axis": 0})])

    train = Function("bpe_train", ("bytes", "spans", "counts", "pretokens", "want"),
                     {"learnt_merges": {"type": "I32", "shape": ["want", 3]}, "count": count})
    counts = lambda p: tensor(p, draw=("uniform", 1, 9), type="I64")
    g.law("order", "b", "bpe_train", "the order of pre-tokens does not count, and how often does",
          {**two_texts, "want": [3, 20]}, {**given, "left_counts": counts("p"), "right_counts": counts("q"),
                                         "behind": number(("size", "b"))},
          [*joined, join("counts", "left_counts", "right_counts"), join("turned_bytes", "right", "left"),
           section("early", "left_spans", 0, 1), add("moved", "early", "behind"), join("turned_spans", "right_spans", "moved"),
           join("turned_counts", "right_counts", "left_counts"), scale("twice", "turned_counts", 1), train("plain"),
           train("other", {"bytes": "turned_bytes", "spans": "turned_spans", "counts": "twice"}),
           same("other.learnt_merges", "plain.learnt_merges", "with the texts exchanged, and each twice as often, {place} "
                "went from {wanted} to {got}: counts decide, and bytes where they are equal; ids and places never",
                at={"axis": 0})])
    g.law("fewer", "b", "bpe_train", "fewer merges are the first of many",
          {"n": [40, 120], "pretokens": [3, 12], "want": [1, 6], "more": "want+6"},
          {"bytes": text("n"), "spans": spans("pretokens+1", "n"), "counts": counts("pretokens")},
          [train("few"), train("many", {"want": "more"}, {"learnt_merges": ["more", 3]}),
           section("first", "many.learnt_merges", 0, 0, "want"),
           same("few.learnt_merges", "first", "asked for {want} merges, {place} is {got}; asked for {more}, it is {wanted}",
                at={"axis": 0})])

    push = Function("bpe_stream_push", ("ids", "n", "room", "learnt_merges"),
                    {"text": {"type": "U8", "shape": ["room"]}, "shown": {"type": "I64", "shape": ["n"]}})
    end = Function("bpe_stream_end", ("ids", "n", "learnt_merges"),
                   {"text": {"type": "U8", "shape": [9]}, "count": count, "again": count})
    # A letter A ends whatever is held: behind it the stream is at its start.
    g.law("stream-parts", "c", "bpe_stream_push", "a letter ends what is held, and the stream starts anew behind it",
          {"some": [1, 20], "open": [0, 2], "a": "some+1+open", "b": [1, 20], "n": "a+1+b", "room": "3*n+9", "merges": "1"},
          {"start": text("some", "I32"), "opening": tensor(1, draw=("uniform", 0xC2, 0xF6), type="I32"),
           "others": tensor("open", draw=("uniform", 0x80, 0xC0), type="I32"), "right": text("b", "I32"), "letter": tensor(1, draw=("value", 65), type="I32"),
           "as_text": tensor(1, draw=("value", 65), type="U8"), **merges},
          [join("end", "opening", "others"), join("left", "start", "end"), join("ended", "left", "letter"),
           join("ids", "ended", "right"), push("whole"),
           push("first", {"ids": "left", "n": "a"}, {"shown": ["a"]}), end("rest", {"ids": "left", "n": "a"}),
           push("second", {"ids": "right", "n": "b"}, {"shown": ["b"]}), join("one", "first.text", "rest.text"),
           join("two", "one", "as_text"), join("apart", "two", "second.text"),
           same("whole.text", "apart", "{place} of the text is {got}; of both streams apart, with the letter between them, "
                "it is {wanted}: what is held is ill-formed when a letter follows", at={"axis": 0})])


def letters(data):
    return data.decode("latin-1")


def say_encode(h, vocabulary, piece):
    """each merge of one pre-token, and what made it the next"""
    ranks = {(a, b): (rank, c) for rank, (a, b, c) in enumerate(vocabulary.merges)}
    ids = [vocabulary.byte[b] for b in piece]
    h.say("\"%s\": bytes %s", letters(piece), row(ids))
    while True:
        found = [(*ranks[pair], i) for i, pair in enumerate(zip(ids, ids[1:])) if pair in ranks]
        if not found:
            return h.say("  no pair has a rank: %s", row(ids))
        h.say("  pairs with a rank: %s", ", ".join("%d %d of %d" % (ids[i], ids[i + 1], rank) for rank, _, i in found))
        rank, new, at = min(found, key=lambda f: (f[0], f[2]))
        ids[at:at + 2] = [new]
        h.say("    the lowest, %d, makes %d: %s", rank, new, row(ids))


def say_train(pieces, counts, want):
    h, text = Hand(), [bytes([i]) for i in range(256)]
    words = [list(piece) for piece in pieces]
    h.say("pre-tokens: %s", ", ".join("%s, %d times" % (letters(p), n) for p, n in zip(pieces, counts)))
    for number in range(want):
        pairs = {}
        for word, count in zip(words, counts):
            for pair in zip(word, word[1:]):
                pairs[pair] = pairs.get(pair, 0) + count
        name = lambda pair: "%s,%s" % tuple(letters(text[t]) for t in pair)
        h.say("round %d: %s", number, ", ".join("%s %d" % (name(p), n) for p, n in pairs.items()))
        best = max(pairs, key=lambda p: (pairs[p], text[p[0]], text[p[1]]))
        equal = [p for p in pairs if pairs[p] == pairs[best]]
        if len(equal) > 1:
            h.say("  %s are equally frequent, and %s is the greatest, left part first",
                  " and ".join(map(name, equal)), name(best))
        new = 256 + number
        text.append(text[best[0]] + text[best[1]])
        words = [merge_once(word, best[0], best[1], new) for word in words]
        h.say("  %d %d make %d: %s", best[0], best[1], new,
              ", ".join(" ".join(letters(text[t]) for t in word) for word in words))
    return h.lines


def say_push(vocabulary, ids):
    h, held, shown = Hand(), b"", b""
    for i in ids:
        joined = held + vocabulary.tokens[i]
        h.say("token %d, bytes %s%s", i, hexes(vocabulary.tokens[i]), ", behind the held %s" % hexes(held) if held else "")
        count = held_back(joined)
        now, held = replaced(joined[:len(joined) - count]), joined[len(joined) - count:]
        h.say("  shown: %s%s", "%s, %d byte%s" % (hexes(now), len(now), "s" if len(now) > 1 else "") if now else "nothing",
              ", held: %s" % hexes(held) if held else "")
        shown += now
    return h.say("all of it: %s", row(list(shown))).lines


def by_hand(g):
    merges = [(98, 99, 256), (97, 98, 257), (97, 256, 258)]
    v = Vocabulary(merges, specials=[b"<|a|>", b"<|a|>b", b"<|c|>"])
    h = Hand().say("merges, earliest first: %s", ", ".join("%d %d make %d" % merge for merge in merges))
    pieces = [b"abcab", b"c"]
    for piece in pieces:
        say_encode(h, v, piece)
    encode_case(g, "by-hand-encode", "three merges, two pre-tokens", Vocabulary(merges), pieces, h.lines)

    h, ids, at = Hand(), [258, 98, 257], Vocabulary(merges).inputs()["start"]
    for i in ids:
        h.say("token %d: start[%d] = %d, start[%d] = %d, bytes %s", i, i, at[i], i + 1, at[i + 1], row(list(v.tokens[i])))
    h.say("together %d bytes", sum(len(v.tokens[i]) for i in ids))
    decode_case(g, "by-hand-decode", "three tokens", Vocabulary(merges), ids, h.lines)

    pieces, counts = [b"low", b"lower", b"new"], [5, 2, 3]
    train_case(g, "by-hand-train", "three words, three merges", pieces, 3, counts, say_train(pieces, counts, 3))

    data = b"ab<|c|>,<|a|>b"
    h = Hand().say("text: %s", letters(data))
    for i in v.specials:
        h.say("special token %d is %s, and begins at byte %d", i, letters(v.tokens[i]), data.find(v.tokens[i]))
    first = min(v.specials, key=lambda i: (data.find(v.tokens[i]), -len(v.tokens[i])))
    h.say("the first place is %d: id %d", data.find(v.tokens[first]), first)
    special_case(g, "by-hand-special", "three special tokens in one text", v, data, h.lines)
    data = b"<|a|>b, then <|c|>"
    h = Hand().say("text: %s", letters(data))
    here = [i for i in v.specials if data.startswith(v.tokens[i])]
    h.say("at byte 0 begin %s", " and ".join("%s (%d)" % (letters(v.tokens[i]), i) for i in here))
    h.say("the longest of them is meant: id %d", max(here, key=lambda i: len(v.tokens[i])))
    special_case(g, "by-hand-special-longest", "two special tokens begin together", v, data, h.lines)

    plain = Vocabulary(merges)
    ids, data = [257, 195, 169, 226, 130], b"ab\xc3\xa9\xe2\x82"
    held = held_back(data)
    end = Hand().say("the tokens %s are pushed, their bytes are %s", row(ids), hexes(data))
    end.say("held at the end: %s, %d bytes that begin one character", hexes(data[-held:]), held)
    end.say("shown: one FFFD, %s = %s", hexes(replaced(data[-held:])), row(list(replaced(data[-held:]))))
    end.say("again: nothing is held any more, 0 bytes")
    stream_case(g, "held", "a character that ends too early", plain, ids, None, "by-hand-%s", end.lines)
    ids = [257, 195, 169, 226, 33]
    stream_case(g, "push", "a character of two tokens, and a broken one", plain, ids, "by-hand-%s", None, say_push(plain, ids))


def work(g):
    shorter, longer = {"n": 500, "pretokens": 100}, {"n": 2000, "pretokens": 400}
    drawn = {"want": "8", "merges": "8"}
    merges = {"learnt_merges": ["merges"]}
    g.work("encode", "encode", "a text of 4 times the pre-tokens is 4 times the work", longer, shorter, sizes=drawn,
           draws=merges, growth=(5.5, "4 times the pre-tokens", "each is encoded by itself, so about 4 times is enough"),
           budget=(8, "each pre-token is encoded by itself, and a pair's rank is found in a map"))
    g.work("encode-long", "encode", "one pre-token of 4 times the bytes", {"n": 600}, {"n": 150},
           sizes={"pretokens": "1", "want": "40"}, draws=merges,
           growth=(32, "one pre-token of 4 times the bytes", "going through all its pairs for each merge takes about "
                   "16 times, and a heap of pairs about 5"))
    g.work("encode-merges", "encode", "a rank is found at once, however many merges there are", {"want": 240}, {"want": 60},
           sizes={"n": "600", "pretokens": "120"}, draws=merges,
           growth=(2, "4 times the merges", "the rank of a pair is found in the map `ranks`, whatever their number"))
    g.work("train", "train", "learning from 4 times the text is 4 times the work", {"n": 4000, "pretokens": 800},
           {"n": 1000, "pretokens": 200}, sizes={"want": "12"}, allocates=True,
           growth=(6.5, "4 times the text", "counting pairs in a map, for each merge again, needs about 4 times"))
