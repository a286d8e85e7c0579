"""A headless Chromium, spoken to by its DevTools protocol over a pipe: no package beside the browser is needed.

SPDX-License-Identifier: MIT
"""

import json
import os
import shutil
import subprocess
import tempfile

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find():
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Browser:
    """One page of one browser. What it logs and requests is kept in `messages` and `requests`."""

    def __init__(self, program):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        commands_in, self.commands = os.pipe()
        self.answers, answers_out = os.pipe()
        arguments = [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe",
                     "--disable-background-networking", "--disable-dev-shm-usage", "--user-data-dir=" + self.folder.name]
        high = [os.dup(fd) for fd in (commands_in, answers_out)]
        shell = f'exec "$@" 3<&{high[0]} 4>&{high[1]}'  # the browser expects its pipes there
        self.process = subprocess.Popen(["sh", "-c", shell, "sh", *arguments], pass_fds=high, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for fd in (commands_in, answers_out, *high):
            os.close(fd)
        self.rest, self.number, self.session = b"", 0, None
        self.messages, self.requests, self.seen = [], [], []
        target = self.command("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.command("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.command(domain + ".enable")

    def close(self):
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()

    def read(self):
        while b"\0" not in self.rest:
            piece = os.read(self.answers, 1 << 16)
            if not piece:
                raise RuntimeError("the browser has ended")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        message = json.loads(message)
        method, parameters = message.get("method"), message.get("params", {})
        if method == "Runtime.consoleAPICalled":
            self.messages.append(" ".join(str(part.get("value")) for part in parameters["args"]))
        elif method == "Runtime.exceptionThrown":
            self.messages.append(parameters["exceptionDetails"].get("text", "an exception"))
        elif method == "Log.entryAdded":
            self.messages.append(parameters["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])
        self.seen.append(method)
        return message

    def command(self, method, **parameters):
        self.number += 1
        command = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            command["sessionId"] = self.session
        os.write(self.commands, json.dumps(command).encode() + b"\0")
        while True:
            message = self.read()
            if message.get("id") != self.number:
                continue
            if "error" in message:
                raise RuntimeError(f"{method}: {message['error']['message']}")
            return message["result"]

    def open(self, path):
        self.messages, self.requests, self.seen = [], [], []
        self.command("Page.navigate", url="file://" + os.path.abspath(path))
        while "Page.loadEventFired" not in self.seen:
            self.read()

    def value(self, expression):
        result = self.command("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(expression + ": " + result["exceptionDetails"]["exception"].get("description", "failed"))
        return result["result"].get("value")
