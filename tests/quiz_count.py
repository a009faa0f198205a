#!/usr/bin/env python3
"""quiz_count.py: the questions of size, counted in loops, and answered without the grader.

check TOPIC...              counts every question at small sizes and compares with its expression
inspect                     compares what crumb inspect --json says, on standard input
told ID                     looks for right numbers in a record of wrong answers, likewise
answers ID FOLDER TOPIC...  writes files of right answers: own draw, own arithmetic
wrong ID FOLDER TOPIC...    the same with every answer one too large
"""
import ast
import hashlib
import json
import math
import random
import re
import sys
from fractions import Fraction
from itertools import product

FOLDER = "datasets/quiz/"


# ---- the files, the arithmetic and the draw, a second time ---------------------------------------
def read(topic):
    questions, last = [], ""
    for line in open(FOLDER + topic + ".txt", encoding="ascii"):
        line = line.rstrip("\n")
        if line.startswith("["):
            questions.append({"name": line[1:-1], "sizes": [], "?": "", "=": "", "!": ""})
        elif line.startswith("@"):
            name, rule = line[1:].split("=", 1)
            questions[-1]["sizes"].append((name.strip(), rule.strip()))
        elif line[:1] in ("?", "=", "!") and line:
            questions[-1][line[0]] = line[1:].strip()
        elif line.startswith("  "):
            questions[-1][last] += " " + line.strip()
        last = line[:1] if line[:1].strip() else last
    return questions


FUNCTIONS = {"min": min, "max": max, "ceil": lambda a, b: -(-a // b), "floor": lambda a, b: a // b,
             "log2": lambda a: Fraction(int(a).bit_length() - 1)}


def value(text, sizes):
    def walk(node):
        if isinstance(node, ast.Constant):
            return Fraction(node.value)
        if isinstance(node, ast.Name):
            return Fraction(sizes[node.id])
        if isinstance(node, ast.Call):
            return Fraction(FUNCTIONS[node.func.id](*map(walk, node.args)))
        a, b = walk(node.left), walk(node.right)
        return {ast.Add: lambda: a + b, ast.Sub: lambda: a - b, ast.Mult: lambda: a * b,
                ast.Div: lambda: a / b, ast.Mod: lambda: a % b,
                ast.Pow: lambda: a ** int(b)}[type(node.op)]()
    result = walk(ast.parse(text.replace("^", "**"), mode="eval").body)
    assert result.denominator == 1, text
    return int(result)


def digest(*parts):
    return int(hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16], 16)


def drawn(identity, topic, question):
    sizes = {}
    for name, rule in question["sizes"]:
        number = digest(identity, topic, question["name"], name)
        if ".." in rule:
            low, high = rule.split("..")
            high, step = high.split(" step ") if " step " in high else (high, "1")
            low, high, step = (value(part.strip(), sizes) for part in (low, high, step))
            sizes[name] = low + step * (number % ((high - low) // step + 1))
        elif "|" in rule:
            choices = rule.split("|")
            sizes[name] = value(choices[number % len(choices)].strip(), sizes)
        else:
            sizes[name] = value(rule, sizes)
    return sizes


def five(identity, topic):
    questions = read(topic)
    chosen = sorted(questions, key=lambda q: digest(identity, topic, q["name"]))[:5]
    return [q for q in questions if q in chosen]


def small(question, random_number):
    """Sizes small enough for loops: the first few values of each range."""
    sizes = {}
    for name, rule in question["sizes"]:
        if ".." in rule:
            low, high = (part.split(" step ")[0].strip() for part in rule.split(".."))
            first = value(low, sizes)
            first = min(first, 1) if low.isdigit() else first
            last = first + 3 if high.isdigit() else min(first + 3, value(high, sizes))
            sizes[name] = random_number(first, max(first, last))
        elif "|" in rule:
            sizes[name] = random_number(1, 4)
        else:
            sizes[name] = value(rule, sizes)
    return sizes


# ---- counted: each question by its name ----------------------------------------------------------
def each(*shape):
    return product(*(range(n) for n in shape))


def n(*shape):
    return sum(1 for _ in each(*shape))


def place(shape, index):
    """Where an element stands in memory, found by walking through it; None: there is none."""
    return next((at for at, here in enumerate(each(*shape)) if here == index), None)


def text_of(one, two, three, four):
    return "a" * one + "\u00e9" * two + "\u4e2d" * three + "\U0001F36A" * four


def causal(Tq, Tk):
    return [(t, s) for t, s in each(Tq, Tk) if s <= Tk - Tq + t]


def chunks(ids, chunk):
    return [ids[i:i + chunk] for i in range(0, len(ids), chunk)]


def loop(prompt, past, most, chunk, positions=10 ** 9):
    """generate_run without a stop id: the calls of forward, and the new ids."""
    ids, calls, new = list(range(prompt)), [], 0
    calls += [(len(part), None) for part in chunks(ids[past:], chunk)]
    while True:
        if new >= most or len(ids) >= positions:
            return calls, new
        ids.append(0)
        new += 1
        if new < most and len(ids) < positions:
            calls.append((1, None))


def merged(tokens, pair):
    out, i = [], 0
    while i < len(tokens):
        if tokens[i:i + 2] == [pair, pair]:
            out.append(pair + pair)
            i += 2
        else:
            out.append(tokens[i])
            i += 1
    return out


def top_p(vocab, p):
    total, kept = Fraction(0), 0
    while total < p:
        total += Fraction(1, vocab)
        kept += 1
    return kept


def block_weights(D, H, Hkv, d, hidden):
    matrices = [(H * d, D), (Hkv * d, D), (Hkv * d, D), (D, H * d), (hidden, D), (hidden, D),
                (D, hidden)]
    return sum(n(*shape) for shape in matrices)


def block_parameters(D, H, Hkv, d, hidden):
    return block_weights(D, H, Hkv, d, hidden) + n(D) + n(D)


def appended(C, rows):
    length = 0
    while length + rows <= C:
        length += rows
    return length


def batches_until(count, step):
    steps = asked = 0
    while asked < count:
        asked += step
        steps += 1
    return steps


def written(points):
    return sum(len((chr(p) if 0 <= p <= 0x10FFFF and not 0xD800 <= p <= 0xDFFF else "\ufffd")
                   .encode()) for p in points)


def tokens_after(bytes_, merges):
    tokens = list(range(bytes_))
    for _ in range(merges):
        tokens[0:2] = [tokens[0:2]]
    return len(tokens)


def all_up_to(last):
    return len("".join(map(chr, range(last + 1))).encode())


def pieces(spans, bytes_):
    """bytes_ cut into spans pre-tokens."""
    cuts = sorted(random.Random(spans).sample(range(1, bytes_), spans - 1)) if spans > 1 else []
    edges = [0] + cuts + [bytes_]
    return [b - a for a, b in zip(edges, edges[1:])]


def rms_square(full, a, cols):
    row = [a] * full + [0] * (cols - full)
    return Fraction(sum(x * x for x in row), len(row))


def window_bytes(token_bytes, context, start):
    return max(byte for t in range(start, start + context + 1)
               for byte in range(t * token_bytes, (t + 1) * token_bytes))


def crossing(D, H, d, hidden):
    keys, layer = 0, n(hidden, D) * 3
    while n(H, d, keys) * 2 < layer:
        keys += 1
    return keys


def fits(layers, Hkv, d, memory):
    C = 0
    while n(layers, 2, C + 1, Hkv, d) * 4 <= memory:
        C += 1
    return C


COUNTS = {
    "unicode.bytes": lambda one, two, three, four: len(text_of(one, two, three, four).encode()),
    "unicode.points": lambda one, two, three, four, bytes: len(text_of(one, two, three, four)),
    "unicode.continuation": lambda two, three, four:
        sum(b >> 6 == 2 for b in text_of(0, two, three, four).encode()),
    "unicode.subparts": lambda cut, long:
        len((b"\xe2\x82\x41" * cut + b"\xc0\xaf" * long).decode("utf-8", "replace")),
    "unicode.written_back": lambda letters, lone:
        len((b"a" * letters + b"\x80" * lone).decode("utf-8", "replace").encode()),
    "unicode.all_up_to": lambda last: all_up_to(last + 3000),
    "unicode.not_points": lambda count, surrogates, above:
        written([0xD800] * surrogates + [0x110000] * above + [65] * (count - surrogates - above))
        if count >= surrogates + above else None,
    "unicode.room": lambda bytes: 4 * max(len((bytes * b).decode("utf-8", "replace"))
                                          for b in (b"a", b"\x80", b"\xff")),

    "bpe.left": lambda spans, bytes, merges:
        tokens_after(bytes, merges) if merges < bytes else None,
    "bpe.pairs": lambda spans, bytes:
        sum(n(length - 1) for length in pieces(spans, bytes)),
    "bpe.vocabulary": lambda merges, specials: len(set(range(256)) | {("m", i) for i in range(
        merges)} | {("s", i) for i in range(specials)}),
    "bpe.merges": lambda merges, specials, vocab: len(range(256, vocab - specials)),
    "bpe.count": lambda first, second, inside:
        sum(word.count("ab") for word in ["ab" * inside] * first + ["xab"] * second),
    "bpe.run": lambda letters: len(merged(merged(["a"] * letters, "a"), "aa")),
    "bpe.silent": lambda four, three: sum(1 for size in [4] * four + [3] * three
                                          for byte in range(size) if byte < size - 1),
    "bpe.stream_room": lambda longest: len((b"\xff" * (3 + longest)).decode(
        "utf-8", "replace").encode()),
    "bpe.work": lambda span: sum(4 for _ in range(span) for _ in range(16)) + 4 * 16,

    "embedding.bytes": lambda vocab, width: 4 * n(vocab, width),
    "embedding.begin": lambda vocab, width, id:
        None if id >= vocab else 4 * place((vocab, width), (id, 0)),
    "embedding.copied": lambda B, T, width: 4 * n(B, T, width),
    "embedding.untouched": lambda vocab, width, again, rows: None if rows <= again or
        vocab < rows - again else n(vocab, width) - len({(i, c) for i in
            list(range(rows - again)) + [0] * again for c in range(width)}),
    "embedding.one_hot": lambda rows, vocab, width: n(rows, width, vocab),
    "embedding.cosines": lambda vocab, width, skips: None if skips > vocab else
        sum(1 for row in range(vocab) if row >= skips for _ in each(3, width)),
    "embedding.additions": lambda B, T, width: n(B, T, width),
    "embedding.growth": lambda vocab, more, width: 4 * (n(vocab + more, width) - n(vocab, width)),

    "linear.multiply_adds": lambda rows, inputs, outputs: n(rows, outputs, inputs),
    "linear.parameters": lambda inputs, outputs: 4 * (n(outputs, inputs) + n(outputs)),
    "linear.backward": lambda rows, inputs, outputs:
        n(rows, inputs, outputs) + n(outputs, inputs, rows),
    "linear.place": lambda inputs, outputs, o, i: place((outputs, inputs), (o, i)),
    "linear.bias": lambda B, T, outputs: n(outputs, B, T),
    "linear.once": lambda rows, batches, steps: n(steps, batches, rows),
    "linear.thin": lambda inner, inputs, outputs:
        n(outputs, inputs) - n(inner, inputs) - n(outputs, inner),
    "linear.operations": lambda rows, inputs, outputs:
        sum(1 + 1 for _ in each(rows, outputs, inputs)),

    "norm.squares": lambda B, T, width: n(B, T, width),
    "norm.gains": lambda layers, width: sum(n(width) + n(width) for _ in range(layers)) + n(width),
    "norm.kept": lambda layers, B, T:
        4 * (sum(n(B, T) + n(B, T) for _ in range(layers)) + n(B, T)),
    "norm.heads": lambda B, T, Hkv, group, H: 2 * n(B, T) + n(B, T, H) + n(B, T, Hkv),
    "norm.outputs": lambda rows, cols: 4 * (n(rows, cols) + n(rows)),
    "norm.divisions": lambda rows, cols: n(rows, cols) - n(rows),
    "norm.mean_square": lambda full, k, b, a, cols: rms_square(full, a, cols),
    "norm.dgain": lambda batches, B, T: n(batches, B, T),

    "rope.table": lambda positions, half, d: 4 * (n(positions, half) + n(positions, half)),
    "rope.pairs": lambda T, Hkv, group, H, half, d:
        len({(r, h, min(i, (i + half) % d)) for r, h, i in each(T, H, d)}) + n(T, Hkv, half),
    "rope.products": lambda rows, heads, half, d: sum(2 for _ in each(rows, heads, d)),
    "rope.place": lambda heads, half, d, r, h, i: None if i >= half else
        place((r + 1, heads, d), (r, h, i + half)),
    "rope.frequencies": lambda layers, half, d: 8 * sum(len(range(0, d, 2)) for _ in range(layers)),
    "rope.without_table": lambda layers, T, heads, half, d: 2 * n(layers, T, heads, half),
    "rope.positions": lambda past, new: len({past + r for r in range(new)} | set(range(past))),
    "rope.not_turned": lambda layers, T, Hkv, half, d: n(layers, T, Hkv, d),

    "softmax.exponentials": lambda T: len(causal(T, T)),
    "softmax.zeros": lambda rows, cols: sum(c >= r + 1 for r, c in each(rows, cols)),
    "softmax.heads": lambda B, H, T: len(causal(T, T)) * n(B, H),
    "softmax.comparisons": lambda rows, cols: sum(1 for _, c in each(rows, cols) if c > 0),
    "softmax.decoding": lambda prompt, new:
        sum(n(length) for length in range(prompt + 1, prompt + new + 1)),
    "softmax.jacobian": lambda rows, cols: 4 * n(rows, cols, cols),
    "softmax.backward": lambda rows, cols, length: None if length > cols else
        sum(2 for _, c in each(rows, cols) if c < length),
    "softmax.capped": lambda T, W: sum(min(r + 1, W) for r in range(T)) if T >= W else None,

    "attention.scores": lambda B, H, T: n(B, H) * len(causal(T, T)),
    "attention.masked": lambda B, H, T: n(B, H, T, T) - n(B, H) * len(causal(T, T)),
    "attention.more_keys": lambda H, Tq, Tk: H * len(causal(Tq, Tk)),
    "attention.weights": lambda B, H, Tq, Tk: 4 * n(B, H, Tq, Tk),
    "attention.multiply_adds": lambda H, T, d:
        sum(2 for _ in range(H) for _ in causal(T, T) for _ in range(d)),
    "attention.place": lambda Hkv, group, H, d, C, b, s, h:
        place((b + 1, C, Hkv, d), (b, s, h // (H // Hkv), 0)),
    "attention.read": lambda B, Hkv, d, Tk, C:
        2 * sum(1 for _, c, _, _ in each(B, C, Hkv, d) if c < Tk),
    "attention.groups": lambda B, Hkv, group, H, d, C:
        4 * 2 * (n(B, C, H, d) - n(B, C, Hkv, d)),
    "attention.cleared": lambda B, Hkv, d, Tk, C:
        2 * sum(1 for _, c, _, _ in each(B, C, Hkv, d) if c >= Tk),

    "swiglu.weights": lambda width, hidden:
        4 * (n(hidden, width) + n(hidden, width) + n(width, hidden)),
    "swiglu.multiply_adds": lambda rows, width, hidden: 3 * n(rows, hidden, width),
    "swiglu.backward": lambda rows, width, hidden:
        sum(n(rows, i, o) + n(o, i, rows) for i, o in
            ((width, hidden), (width, hidden), (hidden, width))),
    "swiglu.state": lambda B, T, hidden: 4 * 3 * n(B, T, hidden),
    "swiglu.exponentials": lambda layers, T, hidden: n(layers, T, hidden),
    "swiglu.same_size": lambda third, width:
        next(h for h in range(10 ** 6) if 3 * n(h, width) == 2 * n(4 * width, width)),
    "swiglu.gradients": lambda rows, width, hidden: 2 * n(rows, width) + 3 * n(rows, hidden),
    "swiglu.terms": lambda batches, B, T: n(batches, B, T),

    "block.parameters": lambda Hkv, group, H, d, D, hidden:
        block_parameters(D, H, Hkv, d, hidden),
    "block.optional": lambda Hkv, group, H, d, layers:
        sum(n(H, d) + n(Hkv, d) + n(Hkv, d) + n(d) + n(d) for _ in range(layers)),
    "block.projections": lambda Hkv, group, H, d, D: block_weights(D, H, Hkv, d, 0),
    "block.attention": lambda H, d, past: sum(
        n(H, d) + n(H, d) for s in range(past + 1)),
    "block.crossing": lambda H, d, D, hidden: crossing(D, H, d, hidden),
    "block.new_rows": lambda B, T, Hkv, d: 4 * (n(B, T, Hkv, d) + n(B, T, Hkv, d)),
    "block.weights": lambda B, H, T, past: 4 * n(B, H, T, past + T),
    "block.stream": lambda layers, B, T, D: n(layers, B, T, D) + n(layers, B, T, D),

    "model.parameters": lambda V, L, Hkv, group, H, d, D, hidden: n(V, D) + n(V, D) + n(D) +
        sum(block_parameters(D, H, Hkv, d, hidden) for _ in range(L)),
    "model.tied": lambda V, D: 4 * (n(V, D) + n(V, D)) - 4 * n(V, D),
    "model.head": lambda B, tail, V, D: n(B, tail, V, D),
    "model.tail": lambda B, T, V, D: n(B, T, V, D) - n(B, 1, V, D),
    "model.logits": lambda B, T, V: 4 * n(B, T, V),
    "model.stream": lambda L, B, T, D:
        4 * (n(B, T, D) + sum(n(B, T, D) for _ in range(L))),
    "model.token": lambda V, L, Hkv, group, H, d, D, hidden, keys: n(V, D) + sum(
        block_weights(D, H, Hkv, d, hidden) + n(H, keys, d) + n(H, d, keys) for _ in range(L)),
    "model.half": lambda V, L, D, hidden:
        sum(4 - 2 for _ in each(V, D)) + sum(4 - 2 for _ in each(L, 3, D, hidden)),

    "sampling.top_p": lambda vocab, percent: top_p(vocab + 20, Fraction(percent + 50, 100)),
    "sampling.two_cuts": lambda vocab, k, percent: top_p(k + 10, Fraction(percent + 50, 100)),
    "sampling.min_p": lambda vocab, percent:
        sum(i >= Fraction(percent + 30, 100) * (vocab + 30) for i in range(1, vocab + 31)),
    "sampling.draw": lambda vocab, u: next(i for i in range(vocab + 40) if
                                           Fraction(i + 1, vocab + 40) > Fraction(u + 300, 1000)),
    "sampling.penalty": lambda recent, again, zero: None if recent < again + zero + 1 else
        len(set(list(range(recent - again)) + [0] * again) - set(range(zero))),
    "sampling.memory": lambda vocab: sum(4 + 4 + 4 for _ in range(vocab)),
    "sampling.comparisons": lambda vocab, tokens:
        sum(1 for _, i in each(tokens, vocab) if i > 0),
    "sampling.alive": lambda alive, more, vocab, percent:
        top_p(len([i for i in range(alive + 9 + more) if i < alive + 9]),
              Fraction(percent + 50, 100)),

    "generate.chunks": lambda chunk, past, prompt: len(loop(prompt, past, 0, chunk)[0]),
    "generate.last_chunk": lambda chunk, past, prompt: None if prompt == past else
        loop(prompt, past, 0, chunk)[0][-1][0],
    "generate.calls": lambda chunk, prompt, most: len(loop(prompt, 0, most, chunk)[0]),
    "generate.given": lambda past, prompt, most: None if prompt == past else
        sum(count for count, _ in loop(prompt, past, most, 3)[0]),
    "generate.draws": lambda new: len([i for i in range(new)] + ["stop"]),
    "generate.full": lambda prompt, room, most: loop(prompt, 0, most, 3, prompt + room)[1],
    "generate.forgetful": lambda prompt, most:
        sum(n(prompt + already) for already in range(most)),
    "generate.room": lambda prompt, most: sum(4 for _ in range(prompt)) + 4 * n(most),

    "cache.bytes": lambda layers, B, C, Hkv, d: 4 * n(layers, 2, B, C, Hkv, d),
    "cache.fits": lambda layers, Hkv, d, million:
        fits(2 * layers, 8 * Hkv, 8 * d, million * 1000),
    "cache.begin": lambda layers, B, C, Hkv, d, l: None if l >= layers else
        4 * place((layers, 2, B, C, Hkv, d), (l, 1, 0, 0, 0, 0)),
    "cache.place": lambda B, C, Hkv, d, l, b, c, g: None if b >= B or c >= C or g >= Hkv else
        place((l + 1, 2, B, C, Hkv, d), (l, 0, b, c, g, 0)),
    "cache.groups": lambda layers, Hkv, group, H, d, C:
        4 * (n(layers, 2, C, H, d) - n(layers, 2, C, Hkv, d)),
    "cache.saved": lambda prompt, new: sum(prompt + i for i in range(new)) -
        len(set(range(prompt)) | {prompt + i for i in range(new - 1)}),
    "cache.append": lambda rows, C: appended(C, rows),
    "cache.reuse": lambda held, same, count: None if same >= count or same >= held else
        len([i for i in range(count) if not i < same]),
    "cache.traffic": lambda layers, Hkv, d, past: 4 * n(layers, 2, past + 1, Hkv, d),

    "loss.uniform": lambda vocab, never: None if never >= vocab else
        1 / Fraction(1, sum(1 for i in range(vocab) if i >= never)),
    "loss.between": lambda x, y, low, high:
        round(math.exp(sum(map(math.log, (low, high))) / 2)),
    "loss.counted": lambda B, T, question: None if question > T else
        sum(t >= question for _, t in each(B, T)),
    "loss.bits": lambda tokens, bits: sum(bits for _ in range(tokens)),
    "loss.per_byte": lambda unit, factor, tokens, bytes, each:
        Fraction(sum(each for _ in range(tokens)), bytes),
    "loss.memory": lambda B, T, vocab: 4 * n(B, T, vocab) + 4 * n(B, T) + 8 * n(B, T),
    "loss.zeros": lambda rows, ignored, vocab: None if ignored > rows else
        sum(1 for r, _ in each(rows, vocab) if r < ignored),
    "loss.exponentials": lambda rows, ignored, vocab: None if ignored > rows else
        sum(1 if r < ignored else 2 for r, _ in each(rows, vocab)),
    "loss.doubling": lambda nats:
        round(math.exp(nats * math.log(2))),

    "adamw.memory": lambda V, D, more: sum(4 for _ in range(4) for _ in range(n(V, D) + more)),
    "adamw.traffic": lambda count, steps: sum(4 for _ in each(steps, count) for _ in "pmvgPMV"),
    "adamw.warm_up": lambda warmup, unit, most, t: Fraction(most, warmup) * t,
    "adamw.half_way": lambda warmup, half, total, least, unit, most: round(
        least + (most - least) * (1 + math.cos(
            math.pi * half / (total - warmup))) / 2),
    "adamw.at_least": lambda total, more: sum(t >= total for t in range(total + more)),
    "adamw.norm": lambda V, D, layers, each: n(V, D) + n(layers, each),
    "adamw.no_decay": lambda layers, D, Hkv, group, H, d:
        sum(n(D) + n(D) + n(H, d) + n(Hkv, d) + n(Hkv, d) for _ in range(layers)) + n(D),
    "adamw.corrections": lambda tensors, steps: sum(2 for _ in each(steps, tensors)),

    "training.starts": lambda context, count:
        sum(1 for start in range(count) if start + context < count),
    "training.questions": lambda batch, context, accumulate, steps:
        n(steps, accumulate, batch, context),
    "training.saved": lambda count:
        len(b"CRUMBTR1") + 5 * 8 + 4 * n(3, count) + len(hashlib.sha256(b"").hexdigest()),
    "training.cursor": lambda batch, accumulate, steps: n(steps, accumulate, batch),
    "training.bytes_read": lambda token_bytes, context, start:
        window_bytes(token_bytes, context, start),
    "training.inside": lambda context, count, k: None if count < k + context + 2 else
        sum(start <= k < start + context for start in range(count - context)),
    "training.scale": lambda windows, accumulate, context:
        1 / (Fraction(1, accumulate) * Fraction(1, n(windows, context))),
    "training.once_through": lambda batch, context, accumulate, count:
        batches_until(count + 500, n(batch, context, accumulate)),
}
# Where 1 to 4 says too little, the functions above add or multiply; the same for the formula.
SCALED = {"cache.fits": {"layers": 2, "Hkv": 8, "d": 8, "million": Fraction(1, 1000)}}
MOVED = {"unicode.all_up_to": {"last": 3000}, "sampling.top_p": {"vocab": 20, "percent": 50},
         "sampling.two_cuts": {"k": 10, "percent": 50},
         "sampling.min_p": {"vocab": 30, "percent": 30}, "sampling.draw": {"vocab": 40, "u": 300},
         "sampling.alive": {"alive": 9, "percent": 50}, "training.once_through": {"count": 500}}

def check(topics):
    seen, wrong = set(), []
    for topic in topics:
        for question in read(topic):
            name, tried = topic + "." + question["name"], 0
            seen.add(name)
            if name not in COUNTS:
                wrong.append(name + ": nobody counts it")
                continue
            draws = random.Random(name)
            for _ in range(300):
                sizes = small(question, draws.randint)
                counted = COUNTS[name](**sizes)
                if counted is None:
                    continue
                moved = {k: SCALED.get(name, {}).get(k, 1) * v + MOVED.get(name, {}).get(k, 0)
                         for k, v in sizes.items()}
                said = value(question["="], moved)
                tried += 1
                if counted != said:
                    wrong.append(f"{name}: {moved}: counted {counted}, the file says {said}")
                    break
                if tried == 12:
                    break
            if tried < 5:
                wrong.append(f"{name}: only {tried} counts came about")
    wrong += [name + ": counted, but in no file" for name in COUNTS if name not in seen]
    return wrong


def inspect(report):
    """What crumb inspect says of a published model, against the questions that ask for it."""
    config, memory = report["config"], report["memory"]
    width, layers = config["width"], config["layers"]
    sizes = {"V": config["vocab"], "D": width, "L": layers, "H": config["heads"],
             "Hkv": config["kv_heads"], "d": config["head"], "hidden": config["hidden"],
             "layers": layers, "B": memory["batch"], "C": memory["context"],
             "past": memory["context"] - 1}

    def said(name, **more):
        topic, question = name.split(".")
        formula = next(q["="] for q in read(topic) if q["name"] == question)
        return value(formula, {**sizes, **more})
    parameters = said("model.parameters") - (said("model.tied") // 4 if config["tied"] else 0)
    table = config["vocab"] * width
    pairs = {"parameters": (parameters, report["parameters"]),
             "cache, as float32": (said("cache.bytes"), 2 * memory["cache"]),
             "training state": (said("adamw.memory", more=parameters - table),
                                memory["training_state"]),
             "attention, as FLOP": (2 * layers * said("block.attention"),
                                    report["operations"]["inference_attention"])}
    return [f"{report['name']}: {what}: the questions say {ours}, inspect says {theirs}"
            for what, (ours, theirs) in pairs.items() if ours != theirs]


def told(record, identity):
    """Right numbers that stand in what a record says of wrong answers."""
    wrong = []
    for lab in record["labs"]:
        for question, check_ in zip(five(identity, lab["topic"]), lab["parts"][-1]["checks"]):
            right = value(question["="], drawn(identity, lab["topic"], question))
            if check_["verdict"] != "wrong-value" or not check_["detail"]:
                wrong.append(f"{check_['id']}: {check_['verdict']}")
            if str(right) in re.findall("[0-9]+", check_["detail"]):
                wrong.append(f"{check_['id']}: {right} is told")
    return wrong


def answers(topic, identity, off):
    lines = ["# right answers, worked out elsewhere", "id: " + identity]
    for number, question in enumerate(five(identity, topic), 1):
        lines.append(f"{number}: {value(question['='], drawn(identity, topic, question)) + off}")
    return "\n".join(lines)


def main(arguments):
    if arguments[:1] == ["check"]:
        wrong = check(arguments[1:])
        print("\n".join(wrong), end="\n" if wrong else "")
        return 1 if wrong else 0
    if arguments == ["inspect"]:
        wrong = inspect(json.load(sys.stdin))
        print("\n".join(wrong), end="\n" if wrong else "")
        return 1 if wrong else 0
    if arguments[:1] == ["told"]:
        wrong = told(json.load(sys.stdin), arguments[1])
        print("\n".join(wrong), end="\n" if wrong else "")
        return 1 if wrong else 0
    identity, folder = arguments[1:3]
    for topic in arguments[3:]:
        with open(f"{folder}/{topic}.quiz.txt", "w", encoding="utf-8") as out:
            out.write(answers(topic, identity, 1 if arguments[0] == "wrong" else 0))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
