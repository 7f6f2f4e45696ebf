#!/usr/bin/env python3
"""How often a stream that is cut off is finished, and whether each seam is exact, with two real models.

bench/rescue.py target/oblix-camel.jar http://127.0.0.1:8001/v1 http://127.0.0.1:8002/v1

The two addresses are servers that speak OpenAI's API, each with one model, such as llama-cpp-python's. The script starts
the jar with the first as the local side and the second as the cloud, both behind proxies of its own. The first proxy ends
each answer after some events; both note what the models really say. 50 questions are streamed through the gateway. Each
joined text must be what the first model said up to the cut, and then the end of what the finishing run said, with nothing
left out but a repetition of what the client had, word for word, or a remark in front of such a repetition.

Options: --questions 50, --tokens 160 for each answer, --temperature 0.7, --swap to cut the second model instead,
--java java, --show to print each seam. Only Python's standard library is needed.
"""

import argparse
import collections
import http.client
import http.server
import json
import os
import random
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse
import urllib.request

TOPICS = ["the sky is blue", "bread rises", "the sea is salty", "leaves turn red in autumn", "cats purr", "ice floats",
          "we dream", "planes fly", "onions make us cry", "the moon has phases"]
THINGS = ["a fox in the snow", "a lighthouse keeper", "a lost key", "the first day of school", "an old bicycle"]
SKILLS = ["boil an egg", "sleep well", "learn a language", "plant tomatoes", "save money", "write a letter",
          "clean a window", "train a dog", "bake a cake", "ride a bicycle"]
PLACES = ["Paris", "Iceland", "the Nile", "Mars", "Tokyo"]
HELLO = [{"role": "user", "content": "Hello"}]
CODES = ["adds two numbers", "reverses a list", "counts the words of a text", "sorts names", "finds the largest number"]


def questions(count):
    asked = ["Explain in a few sentences why %s." % topic for topic in TOPICS]
    asked += ["Tell a short story about %s." % thing for thing in THINGS]
    asked += ["Give five tips on how to %s, as a numbered list." % skill for skill in SKILLS]
    asked += ["Describe %s in one paragraph." % place for place in PLACES]
    asked += ["Write a Python function that %s, and explain it." % code for code in CODES]
    asked += ["How do I %s?" % skill for skill in SKILLS]
    asked += ["What should I know about %s?" % place for place in PLACES]
    return asked[:count]


class Proxy(http.server.ThreadingHTTPServer):
    """In front of one model. Ends each stream after `cut` pieces of text where that is set, and notes what was said."""

    daemon_threads = True

    def __init__(self, upstream, model):
        super().__init__(("127.0.0.1", 0), Handler)
        self.upstream = urllib.parse.urlsplit(upstream)
        self.model = model
        self.cut = None
        self.said = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return "http://127.0.0.1:%d/v1" % self.server_address[1]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        body = json.dumps({"object": "list", "data": [{"id": self.server.model, "object": "model"}]}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        proxy = self.server
        cut, proxy.cut = proxy.cut, None
        said = {"model": proxy.model, "messages": json.loads(body)["messages"], "text": "", "cut": cut is not None}
        proxy.said.append(said)
        upstream = http.client.HTTPConnection(proxy.upstream.hostname, proxy.upstream.port, timeout=600)
        upstream.request("POST", proxy.upstream.path + "/chat/completions", body, {"content-type": "application/json"})
        answer = upstream.getresponse()
        self.send_response(answer.status)
        self.send_header("content-type", answer.headers["content-type"])
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        pieces = 0
        try:
            for line in answer:
                piece = text_of(line)
                if piece and cut is not None and pieces == cut:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    break
                pieces += bool(piece)
                said["text"] += piece
                self.wfile.write(line)
        except OSError:
            pass
        upstream.close()


def text_of(line):
    if not line.startswith(b"data: {"):
        return ""
    choices = json.loads(line[6:]).get("choices") or [{}]
    return choices[0].get("delta", {}).get("content") or ""


def gateway(jar, java, local, cloud):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tempfile.mkdtemp()
    with open(os.path.join(folder, "application.properties"), "w") as settings:
        settings.write("""
oblix.host=127.0.0.1
oblix.port=%d
oblix.local-model=first:first
oblix.cloud-model=second:second
oblix.provider.first.base-url=%s
oblix.provider.first.side=local
oblix.provider.second.base-url=%s
oblix.timeout.first-token=5m
oblix.timeout.idle=5m
oblix.breaker.window=1000
oblix.breaker.failure-rate=100
""" % (port, local, cloud))
    log = open(os.path.join(folder, "log"), "w")
    command = [java, "-cp", jar, "io.oblix.cli.OblixCommand"] if ":" in jar else [java, "-jar", jar]
    process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    deadline = time.time() + 60
    while time.time() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen("http://127.0.0.1:%d/health/ready" % port).read()
            return process, port
        except OSError:
            time.sleep(0.3)
    process.kill()
    raise SystemExit("the server did not start: " + log.name)


def request_of(port, body):
    return urllib.request.Request("http://127.0.0.1:%d/v1/chat/completions" % port, json.dumps(body).encode(),
                                  {"content-type": "application/json"})


def ask(port, question, options):
    body = {"model": "auto:local-first", "stream": True, "max_tokens": options.tokens,
            "temperature": options.temperature, "stream_options": {"include_usage": True},
            "messages": [{"role": "user", "content": question}]}
    reply = {"text": "", "how": "", "error": ""}
    for line in urllib.request.urlopen(request_of(port, body), timeout=1200):
        if line.startswith(b": oblix continued"):
            reply["how"] = line.decode().rsplit(" ", 1)[-1].strip()
        elif line.startswith(b'data: {"error"'):
            reply["error"] = json.loads(line[6:])["error"]["message"]
        reply["text"] += text_of(line)
    return reply


def seam(begun, rest, said):
    """What is wrong with a seam; empty if it is exact."""
    if not said.endswith(rest):
        return "the end is not what the model said"
    dropped, had = said[:len(said) - len(rest)].rstrip(), begun.rstrip()
    repeated = next((n for n in range(len(dropped), 0, -1) if had.endswith(dropped[-n:])), 0)
    blank = dropped[:len(dropped) - repeated]
    if blank.strip() and repeated < 12:
        return "said and not sent: %r" % blank
    if dropped.strip() and not repeated:
        return "dropped without a repetition: %r" % dropped
    head = rest.lstrip()
    if repeated < 12 and begun[-1:].isalnum() and rest[:1].isalnum():
        return "two words may have become one"
    for n in range(min(len(begun), len(head), 200), 5, -1):
        if had.endswith(head[:n]):
            return "said twice: %r" % head[:n]
    return ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("jar")
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--tokens", type=int, default=160)
    parser.add_argument("--temperature", type=float, default=0.7)
    parser.add_argument("--java", default="java")
    parser.add_argument("--swap", action="store_true")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    addresses = [options.first, options.second]
    if options.swap:
        addresses.reverse()
    first, second = Proxy(addresses[0], "first"), Proxy(addresses[1], "second")
    process, port = gateway(options.jar, options.java, first.url, second.url)
    random.seed(1)
    counts, wrong = collections.Counter(), []
    try:
        for number, question in enumerate(questions(options.questions), 1):
            # A circuit would open if all answers broke off.
            urllib.request.urlopen(request_of(port, {"model": "first:first", "max_tokens": 1, "messages": HELLO})).read()
            first.said.clear()
            second.said.clear()
            first.cut = random.randint(5, options.tokens * 3 // 4)
            reply = ask(port, question, options)
            calls = first.said + second.said
            cut = next((call for call in calls if call["cut"]), None)
            if cut is None:
                raise SystemExit("the first model was not asked: %s" % reply)
            finishers = [call for call in calls if call is not cut]
            if not finishers:
                counts["whole before the cut"] += 1
                continue
            outcome = "honest error" if reply["error"] else \
                "%s, by the %s" % (reply["how"], "other" if finishers[-1] in second.said else "same")
            counts[outcome] += 1
            begun, rest = cut["text"], reply["text"][len(cut["text"]):]
            fault = "" if reply["text"].startswith(begun) else "the begun answer was changed"
            if not reply["error"] and not fault:
                said = second.said + [call for call in first.said if call is not cut]
                faults = [seam(begun, rest, call["text"]) for call in said]
                fault = "" if "" in faults else faults[-1]
            elif rest and reply["error"]:
                fault = fault or "sent more and then failed"
            if fault:
                wrong.append((question, fault))
            if options.show:
                print("%2d %s: %r | %r %s" % (number, outcome, begun[-60:], rest[:60], fault and "WRONG: " + fault))
                for call in second.said + first.said:
                    if call is not cut:
                        print("      %s said %r" % (call["model"], call["text"][:150]))
    finally:
        process.terminate()
        process.wait()
    for outcome, count in sorted(counts.items()):
        print("%-24s %3d" % (outcome, count))
    print("%-24s %3d" % ("wrong seams", len(wrong)))
    for question, fault in wrong:
        print("  %s: %s" % (question, fault))


if __name__ == "__main__":
    main()
