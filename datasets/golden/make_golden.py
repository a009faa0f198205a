#!/usr/bin/python3
"""make_golden.py: writes the golden tensors of every topic and of the whole model, and their manifest.

    /usr/bin/python3 datasets/golden/make_golden.py [--check] [topic ... | whole]

Expected values are float64 PyTorch, rounded to float32. The script runs itself again with one
thread and generic kernels, so that the bytes are the same on every x86-64 machine. --check writes
nothing and says which files would change. Run by `make goldens`; students never need it.
"""

import hashlib
import importlib
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PLAIN = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "ATEN_CPU_CAPABILITY": "default",
         "BLIS_ARCH_TYPE": "generic", "BLIS_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
         "OPENBLAS_CORETYPE": "Prescott", "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F",
         "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
RECORDED = "1.13.0a0"  # what Debian 12 ships as 1.13.1+dfsg


def run_plainly():
    if all(os.environ.get(key) == value for key, value in PLAIN.items()):
        return
    os.execve(sys.executable, [sys.executable] + sys.argv, dict(os.environ, **PLAIN))


def write(path, data):
    with open(path + ".tmp", "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    os.rename(path + ".tmp", path)


def topics_wanted(names):
    rows = [line.split("|") for line in open(os.path.join(HERE, "../../labs/topics.txt"))
            if "|" in line and not line.startswith("#")]
    topics = list(dict.fromkeys(row[1].strip() for row in rows))
    for name in names:
        if name not in topics + ["whole"]:
            sys.exit("make_golden.py: %s: no such topic; labs/topics.txt lists them" % name)
    return names or topics + ["whole"]


def files_of(topic):
    """(file name, its golden) of a topic, or all of the whole model's"""
    if topic == "whole":
        import whole
        for name, make in whole.files():
            yield name, make()
        return
    from golden import Golden
    golden = Golden(topic)
    script = importlib.import_module("topics." + topic)
    script.make(golden)
    if hasattr(script, "laws"):
        script.laws(golden)
    if hasattr(script, "work"):
        script.work(golden)
    if hasattr(script, "by_hand"):
        script.by_hand(golden)
    yield topic + ".safetensors", golden


def main():
    arguments = [a for a in sys.argv[1:] if a != "--check"]
    check = "--check" in sys.argv
    try:
        import torch
    except ImportError:
        sys.exit("make_golden.py: PyTorch is missing; apt-get install python3-torch, "
                 "and run with /usr/bin/python3")
    found = torch.__version__.split("+")[0]
    if found != RECORDED:
        print("make_golden.py: PyTorch %s found, the goldens were made with %s: bytes may differ"
              % (found, RECORDED), file=sys.stderr)
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    sys.path.insert(0, HERE)

    manifest_path = os.path.join(HERE, "manifest.txt")
    manifest = {}
    if os.path.exists(manifest_path):
        for line in open(manifest_path):
            if not line.startswith("#"):
                digest, name = line.split()
                manifest[name] = digest
    changed = []
    for name, golden in (pair for topic in topics_wanted(arguments) for pair in files_of(topic)):
        data = golden.bytes()
        path = os.path.join(HERE, name)
        if not os.path.exists(path) or open(path, "rb").read() != data:
            changed.append(name)
            if not check:
                write(path, data)
        manifest[name] = hashlib.sha256(data).hexdigest()
        print("%s: %d cases, %d bytes%s" % (name, sum(not k.startswith(("live/", "law/", "work/")) for k in
              golden.metadata), len(data), " (changed)" if name in changed else ""))
    if check:
        sys.exit("make_golden.py: would change %s" % " ".join(changed) if changed else 0)
    lines = ["# SHA-256 of the golden tensors, made by make_golden.py under PyTorch %s" % found]
    lines += ["%s  %s" % (manifest[name], name) for name in sorted(manifest)]
    write(manifest_path, ("\n".join(lines) + "\n").encode())


if __name__ == "__main__":
    run_plainly()
    main()
