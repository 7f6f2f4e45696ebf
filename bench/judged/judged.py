"""How well a small model's own confidence tells which of its answers are wrong, beside what the prompt tells.

  judged.py --weak URL [--strong URL] [--gateway URL] [--answers FILE] [--limit N]

URL of a server that speaks OpenAI's API with logprobs, such as llama-cpp-python's; of a running gateway, whose
/v1/route says how hard it finds each question. Without a strong server, the large model counts as always right. Answers
are kept in FILE, so that a second run only reckons. Nothing but Python is needed. Results: docs/auto.md.
"""

import argparse
import json
import math
import os
import random
import re
import urllib.request

from questions import all_questions

RESAMPLES = 1000
SIGNALS = ("mean", "first", "first8", "length", "prompt")


def post(url, body, headers=None):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json", **(headers or {})})
    with urllib.request.urlopen(request, timeout=300) as answer:
        return json.load(answer)


def ask(url, question, logprobs):
    body = {"messages": [{"role": "user", "content": question}], "max_tokens": 40, "temperature": 0}
    if logprobs:
        body.update({"logprobs": True, "top_logprobs": 1})
    choice = post(url + "/v1/chat/completions", body)["choices"][0]
    tokens = [t["logprob"] for t in ((choice.get("logprobs") or {}).get("content") or [])]
    return choice["message"]["content"] or "", [t for t in tokens if math.isfinite(t)]


def right(text, answers):
    """Whether the first answer that it gives is one of these: a word of its own, in the first sentence that has one."""
    said = text.replace(",", "")
    case = 0 if all(len(a) <= 2 and a[0].isupper() for a in answers) else re.IGNORECASE
    return any(re.search(r"(?<!\w)" + re.escape(a) + r"(?!\w)", said.split("\n\n")[0], case) for a in answers)


def collect(arguments):
    questions = all_questions()
    random.Random(5).shuffle(questions)
    rows = []
    if os.path.exists(arguments.answers):
        rows = [json.loads(line) for line in open(arguments.answers, encoding="utf-8")]
    done = {row["question"] for row in rows}
    with open(arguments.answers, "a", encoding="utf-8") as file:
        for kind, question, answers in questions[:arguments.limit]:
            if question in done:
                continue
            weak, logprobs = ask(arguments.weak, question, True)
            strong, _ = ask(arguments.strong, question, False) if arguments.strong else (answers[0], [])
            score = 0.0
            if arguments.gateway:
                score = prompt_score(arguments.gateway, question)
            row = {"kind": kind, "question": question, "weak": weak, "strong": strong, "logprobs": logprobs,
                   "weak_right": right(weak, answers), "strong_right": right(strong, answers), "prompt": score}
            rows.append(row)
            file.write(json.dumps(row) + "\n")
            file.flush()
    return rows


def prompt_score(gateway, question):
    told = post(gateway + "/v1/route", {"model": "auto", "messages": [{"role": "user", "content": question}]})
    return float(told["facts"]["OblixRequest"]["complexity"])


def signals(row):
    """Each higher the less the answer should be trusted."""
    logprobs = row["logprobs"] or [0.0]
    return {"mean": -sum(logprobs) / len(logprobs), "first": -logprobs[0],
            "first8": -sum(logprobs[:8]) / len(logprobs[:8]), "length": len(logprobs), "prompt": row["prompt"]}


def ranks(values):
    """From 0 to 1, ties in the middle."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    out = [0.0] * len(values)
    i = 0
    while i < len(order):
        j = i
        while j < len(order) and values[order[j]] == values[order[i]]:
            j += 1
        for k in order[i:j]:
            out[k] = ((i + j) / 2) / len(values)
        i = j
    return out


def auroc(wrong, values):
    positive = sum(wrong)
    negative = len(wrong) - positive
    if not positive or not negative:
        return None
    rank = ranks(values)
    total = sum(r * len(values) + 0.5 for r, w in zip(rank, wrong) if w)
    return (total - positive * (positive + 1) / 2) / (positive * negative)


def apgr(gap, values):
    """The area under the share of the gap that is recovered when the highest values go to the strong model first."""
    total = sum(gap)
    if total <= 0:
        return None
    return sum(g * r for g, r in zip(gap, ranks(values))) / total


def within(rows, values, reckon):
    """The mean over the kinds, each by the number of its questions."""
    total, weight = 0.0, 0
    for kind in sorted({row["kind"] for row in rows}):
        mine = [i for i, row in enumerate(rows) if row["kind"] == kind]
        figure = reckon([rows[i] for i in mine], [values[i] for i in mine])
        if figure is not None:
            total += figure * len(mine)
            weight += len(mine)
    return total / weight if weight else None


def wrongs(rows, values):
    return auroc([not row["weak_right"] for row in rows], values)


def gaps(rows, values):
    return apgr([int(row["strong_right"]) - int(row["weak_right"]) for row in rows], values)


def with_interval(rows, name_of, reckon):
    draw = random.Random(3)
    figure = reckon(rows, [name_of(row) for row in rows])
    if figure is None:
        return "none"
    drawn = []
    for _ in range(RESAMPLES):
        sample = [rows[draw.randrange(len(rows))] for _ in rows]
        again = reckon(sample, [name_of(row) for row in sample])
        if again is not None:
            drawn.append(again)
    drawn.sort()
    return "%.3f [%.3f, %.3f]" % (figure, drawn[int(0.025 * len(drawn))], drawn[int(0.975 * len(drawn)) - 1])


def add_ranks(rows):
    for row in rows:
        row["signals"] = signals(row)
    for name in ("mean", "prompt"):
        for row, rank in zip(rows, ranks([row["signals"][name] for row in rows])):
            row["rank_" + name] = rank
    for row in rows:
        row["signals"]["both"] = row["rank_mean"] + row["rank_prompt"]


def report(rows):
    add_ranks(rows)
    print("%d questions; right: small %.3f, large %.3f" % (
        len(rows), sum(r["weak_right"] for r in rows) / len(rows), sum(r["strong_right"] for r in rows) / len(rows)))
    print("\n| kind | questions | small right | large right | AUROC of the mean log probability |\n| --- | --- | --- | --- | --- |")
    for kind in sorted({row["kind"] for row in rows}):
        mine = [row for row in rows if row["kind"] == kind]
        figure = wrongs(mine, [row["signals"]["mean"] for row in mine])
        print("| %s | %d | %.2f | %.2f | %s |" % (
            kind, len(mine), sum(r["weak_right"] for r in mine) / len(mine),
            sum(r["strong_right"] for r in mine) / len(mine), "none" if figure is None else "%.2f" % figure))
    print("\n| signal | AUROC, all | AUROC within kinds | APGR, all | APGR within kinds |\n| --- | --- | --- | --- | --- |")
    for name in SIGNALS + ("both",):
        of = lambda row, name=name: row["signals"][name]
        print("| %s | %s | %s | %s | %s |" % (
            name, with_interval(rows, of, wrongs), with_interval(rows, of, lambda r, v: within(r, v, wrongs)),
            with_interval(rows, of, gaps), with_interval(rows, of, lambda r, v: within(r, v, gaps))), flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--weak", required=True)
    arguments.add_argument("--strong")
    arguments.add_argument("--gateway")
    arguments.add_argument("--answers", default="answers.jsonl")
    arguments.add_argument("--limit", type=int)
    report(collect(arguments.parse_args()))


if __name__ == "__main__":
    main()
