"""look.py PAGES PUBLIC MANY SHOTS: looks at score pages in Chromium, light and dark, wide and on a phone.

Speaks the DevTools protocol through a pipe (--remote-debugging-pipe): messages end in a NUL. Prints a
line for each thing that is wrong, and exits 1 when there is one. look.sh starts it.
"""
import base64
import json
import os
import subprocess
import sys
import tempfile

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-dev-shm-usage", "--remote-debugging-pipe"]
HERE = os.path.dirname(os.path.abspath(__file__))


class Browser:
    def __init__(self, program, profile):
        to_read, self.to = os.pipe()
        self.back, to_write = os.pipe()

        def descriptors():  # Chromium reads 3 and writes 4
            a, b = os.dup(to_read), os.dup(to_write)
            os.dup2(a, 3)
            os.dup2(b, 4)

        self.process = subprocess.Popen([program, *FLAGS, "--user-data-dir=" + profile],
                                        preexec_fn=descriptors, close_fds=False,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.number, self.rest, self.events, self.session = 0, b"", [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")

    def read(self):
        while b"\0" not in self.rest:
            block = os.read(self.back, 1 << 16)
            if not block:
                sys.exit("look: the browser ended by itself")
            self.rest += block
        line, self.rest = self.rest.split(b"\0", 1)
        return json.loads(line)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit("look: %s: %s" % (method, answer["error"]["message"]))
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.read())

    def run(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            sys.exit("look: %s" % answer["exceptionDetails"]["exception"]["description"])
        return answer["result"].get("value")

    def show(self, path, width, scheme):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900,
                  deviceScaleFactor=1, mobile=width < 500)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.events = []
        self.call("Page.navigate", url="file://" + path)
        self.wait("Page.loadEventFired")

    def shot(self, path, whole=True):
        image = self.call("Page.captureScreenshot", captureBeyondViewport=whole)
        with open(path, "wb") as file:
            file.write(base64.b64decode(image["data"]))

    def end(self):
        self.session = None
        self.call("Browser.close")
        self.process.wait(20)


def complaints_of_events(events, path):
    """What the console said, and what was asked for beside the page itself."""
    for event in events:
        method, params = event.get("method"), event.get("params", {})
        if method == "Log.entryAdded":
            yield "console: " + params["entry"]["text"]
        elif method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
            yield "console: " + json.dumps(params)[:200]
        elif method == "Network.requestWillBeSent":
            url = params["request"]["url"]
            if not url.startswith(("file://" + path, "data:,")):
                yield "a request: " + url
        elif method == "Page.javascriptDialogOpening":
            yield "a dialog: " + params["message"]


# Seconds in which a page of a thousand students has to be there, and sorted, on a busy machine.
OPEN_WITHIN, SORT_WITHIN = 60, 60


def look_at_many(browser, path):
    browser.show(path, 1280, "light")
    seen = browser.run("""(function () {
        var timing = performance.getEntriesByType("navigation")[0], start = performance.now();
        var grid = document.querySelector("table.grid");
        grid.rows[0].cells[1].querySelector("button").click();
        grid.offsetHeight;
        return { rows: grid.tBodies[0].rows.length, open: timing.loadEventEnd / 1000,
                 sort: (performance.now() - start) / 1000 };
    })()""")
    print("%d students: open after %.2f s, sorted in %.2f s" % (seen["rows"], seen["open"], seen["sort"]))
    if seen["rows"] != 1000:
        yield "%d rows of 1000" % seen["rows"]
    if seen["open"] > OPEN_WITHIN or seen["sort"] > SORT_WITHIN:
        yield "a thousand students take long"
    yield from complaints_of_events(browser.events, path)


def main():
    pages, public, many, shots = sys.argv[1:5]
    wrong = []
    with open(os.path.join(HERE, "look.js"), encoding="utf-8") as file:
        checks = file.read()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(os.environ.get("CHROMIUM", "chromium"), profile)
        students = sorted(os.listdir(os.path.join(pages, "students")))
        paths = [os.path.join(pages, "index.html"), os.path.join(public, "index.html")]
        paths += [os.path.join(pages, "students", name) for name in students]
        told = {}
        for path in paths:
            of_student = os.sep + "students" + os.sep in path
            name = ("public-" if path.startswith(public) else "") + os.path.basename(path)[:-5]
            for width in (1280, 360):
                for scheme in ("light", "dark"):
                    browser.show(path, width, scheme)
                    if not of_student or name in ("ada", "alan", "_63on"):
                        browser.shot("%s/%s-%d-%s.png" % (shots, name, width, scheme))
                    found = browser.run("(" + checks + ")(%s)" % json.dumps(of_student))
                    wrong += ["%s, %d wide, %s: %s" % (name, width, scheme, line)
                              for line in found["wrong"] +
                              list(complaints_of_events(browser.events, path))]
                    told[os.path.abspath(path)] = found
        for link in told[os.path.abspath(paths[0])]["links"]:
            path, _, anchor = link.partition("#")
            if path not in told:
                wrong.append("a link to %s, which is no page" % path)
            elif anchor and anchor not in told[path]["ids"]:
                wrong.append("a link to #%s, which %s has not" % (anchor, path))
        wrong += look_at_many(browser, os.path.join(many, "index.html"))
        contrasts = sum(found["contrasts"] for found in told.values())
        browser.end()
    for line in wrong[:40]:
        print("look: " + line)
    print("%d pages, light and dark, 1280 and 360 wide; %d texts measured, %d links followed, "
          "%d wrong" % (len(paths), contrasts, len(told[os.path.abspath(paths[0])]["links"]),
                        len(wrong)))
    sys.exit(1 if wrong else 0)


main()
