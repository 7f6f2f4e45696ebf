"""Trains the complexity scorer and says how good it is. See ../complexity.md.

  train.py DEV.jsonl              writes the model and the recorded scores into the source tree
  train.py DEV.jsonl --validate   5-fold and leave-one-out; writes the predictions beside DEV's name into --out

Needs numpy and lightgbm (requirements.txt). The same input gives the same bytes.
"""

import argparse
import hashlib
import json
import os
import random

import lightgbm
import numpy as np

import everyday
import features
import given_text
import model

HERE = os.path.dirname(os.path.abspath(__file__))
MAIN = os.path.join(HERE, "../../src/main/resources/io/oblix/facts/complexity")
TEST = os.path.join(HERE, "../../src/test/resources/io/oblix/facts/complexity")

SEEDS = (1, 2, 3, 4)
EVERYDAY_WEIGHT = 2.0  # of an everyday prompt, beside a benchmark's
EVERYDAY_GAP = 0.45  # how far apart the two models are on the hardest everyday prompt, in the benchmarks' unit
EVERYDAY_SHARE = 0.12  # of the trees that know everyday prompts only
LONG_WORDS, LONG_GAP = 150, 0.1  # by rule a question of that many words asks so much more; trees learn the rest
KNOTS = 17
WORDS = features.COUNTED.index("words")
MARGIN = 0.4  # beyond the lowest and highest score known, before the scale ends at 0 and 1


def parameters(seed, **more):
    return dict(
        {"objective": "regression", "num_leaves": 8, "learning_rate": 0.03, "min_data_in_leaf": 30,
         "feature_fraction": 0.35, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5.0, "verbose": -1,
         "num_threads": 1, "seed": seed, "deterministic": True, "force_row_wise": True}, **more)


def fit(values, target, weight, seed, rounds, **more):
    return lightgbm.train(parameters(seed, **more), lightgbm.Dataset(values, target, weight=weight), rounds)


class Everyday:
    def __init__(self, words):
        rows = everyday.read(os.path.join(HERE, "everyday.txt"))
        self.prompts = [p for _, p, _ in rows]
        self.target = np.array([v for v, _, _ in rows])
        self.line = np.array([n for _, _, n in rows])
        self.values = matrix(self.prompts, words)
        share = 1 / np.bincount(self.line)[self.line]
        self.weight = share / share.mean()


class Benchmarks:
    def __init__(self, path, words):
        self.rows = [json.loads(line) for line in open(path, encoding="utf-8")]
        self.values = matrix([r["prompt"] for r in self.rows], words)
        self.gap = np.array([r["strong"] - r["weak"] for r in self.rows])
        self.name = np.array([r["benchmark"] for r in self.rows])
        self.sound = np.array([not r.get("suspect") for r in self.rows])

    def folds(self):
        """Five, by the text of the question, so that the same question of two benchmarks is never on both sides."""
        def fold(row):
            text = row["prompt"].split("\nAfter careful thought")[0].lower()
            text = "".join(c for c in text if c.isalnum())[:260]
            return hashlib.sha256(text.encode("utf-8")).digest()[0] % 5
        return np.array([fold(r) for r in self.rows])


def matrix(prompts, words):
    return np.array([features.features(p, words) for p in prompts], dtype=np.float32)


def forest(bench, rows, daily, lines):
    """Trained on these rows of the benchmarks and these of the everyday prompts."""
    values = np.vstack([bench.values[rows], daily.values[lines]])
    target = np.r_[bench.gap[rows], EVERYDAY_GAP * daily.target[lines]]
    target = target - LONG_GAP * np.minimum(values[:, WORDS] / LONG_WORDS, 1)
    weight = np.r_[np.ones(len(rows)), EVERYDAY_WEIGHT * daily.weight[lines]]
    trees = model.Forest()
    for seed in SEEDS:
        trees.add(fit(values, target, weight, seed, 300), 1 / len(SEEDS))
    small = {"num_leaves": 6, "learning_rate": 0.05, "min_data_in_leaf": 8, "feature_fraction": 0.3, "lambda_l2": 2.0}
    trees.add(fit(daily.values[lines], daily.target[lines], daily.weight[lines], 1, 250, **small), EVERYDAY_SHARE)
    trees.add_steps(WORDS, LONG_WORDS, LONG_GAP, 30)
    return trees


def validate(bench, daily, out):
    every = np.arange(len(daily.target))

    def predict(name, parts):
        scores = {}
        for part in sorted(set(parts)):
            trees = forest(bench, np.flatnonzero((parts != part) & bench.sound), daily, every)
            for i in np.flatnonzero(parts == part):
                scores[bench.rows[i]["id"]] = trees.units(bench.values[i])
        with open(os.path.join(out, name), "w", encoding="utf-8") as file:
            for row in bench.rows:
                file.write(json.dumps({"id": row["id"], "score": scores[row["id"]]}) + "\n")

    families = {"lr_gsm8k": "gsm8k", "lr_mgsm": "gsm8k", "lr_mmlu": "mmlu"}
    predict("five-fold.jsonl", bench.folds())
    predict("leave-one-out.jsonl", bench.name)
    predict("leave-family-out.jsonl", np.array([families.get(n, n) for n in bench.name]))
    with open(os.path.join(out, "length.jsonl"), "w", encoding="utf-8") as file:
        for row in bench.rows:
            file.write(json.dumps({"id": row["id"], "score": len(row["prompt"])}) + "\n")


def unseen(bench, daily):
    """Each everyday prompt's raw score by trees that saw no prompt of its line."""
    lines = np.array(sorted(set(daily.line)))
    random.Random(3).shuffle(lines)
    raw = np.zeros(len(daily.line), dtype=np.int64)
    sound = np.flatnonzero(bench.sound)
    for fold in range(5):
        mine = np.isin(daily.line, lines[fold::5])
        trees = forest(bench, sound, daily, np.flatnonzero(~mine))
        for i in np.flatnonzero(mine):
            raw[i] = trees.units(daily.values[i])
    return raw


def weighted_quantiles(values, weight, shares):
    order = np.argsort(values, kind="stable")
    at = (np.cumsum(weight[order]) - weight[order] / 2) / weight.sum()
    return np.interp(shares, at, np.asarray(values, dtype=float)[order])


def scale(daily, raw):
    """A raw score to the value that the everyday prompt of the same rank has."""
    shares = np.linspace(0.01, 0.99, KNOTS)
    xs = weighted_quantiles(raw, daily.weight, shares)
    ys = weighted_quantiles(daily.target, daily.weight, shares)
    units = int(MARGIN * model.UNITS)
    xs = [int(round(x)) for x in np.r_[xs[0] - units, xs, xs[-1] + units]]
    ys = [round(float(y), 4) for y in np.r_[0.0, ys, 1.0]]
    for i in range(1, len(xs)):
        xs[i] = max(xs[i], xs[i - 1] + 1)
        ys[i] = min(1.0, max(ys[i], round(ys[i - 1] + 0.001, 4)))
    return model.Scale(xs, ys)


def odd_prompts():
    document = everyday.document(random.Random(5), ["One paragraph of plain text. It has two sentences.", "x = 1;"])
    return [
        "", " ", "\n\n", ".", "\ud800", "a\udc00b", "😀😀😀", "é" * 50, "a" * 5000, "\u0000\u0001", "ß ẞ Ŀ ŉ Ǆ",
        "Prove that √2 ∉ ℚ.", "ประเทศไทยมีเมืองหลวงชื่ออะไร", "مرحبا كيف حالك؟", "שלום, מה שלומך?", "안녕하세요! 증명해 주세요.",
        "```\ncode only\n```", "```unclosed fence\nint x = 1;", "A. one\nB. two\nC. three", "1. a\n2) b\n- c\n* d\n• e",
        "don't can’t 'quoted' “curly”", "snake_case camelCase HTTPServer x2 3.14 1,000,000 2^10 a->b c==d e=>f",
        "Summarize:\n\n" + "lorem ipsum dolor sit amet, " * 4000, "prove " * 3000, "\n" * 7000, "?" * 500,
        "\t\tindented\n        deep\nplain", "Ⅳ ½ ² ± × ÷ ∑ ∞", "Ünïcödé ÀÉÎ ПРИВЕТ ΑΒΓ", "a\u200bb c\u2028d\u00a0e", document,
        "Translate to French:\n\n" + "Prove that there are infinitely many primes. " * 600, "Translate to French:",
        "Fix the grammar: \ud800", "Translate \"the proof\" to German", "Translate: „der Beweis“ ins Englische.",
        "Translate «\udc00» to German and prove it", "Rewrite: {a; b; c;}", "Rewrite:\n```\ncode\n```", "请翻译成英语：证明。",
        "Rewrite this as a lock-free queue: next", "Convert to JSON: John, 30", "Reword. \"It is.\"", "Reword this.\n\nIt is.",
    ]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("dev")
    arguments.add_argument("--validate", action="store_true")
    arguments.add_argument("--out", default=".")
    arguments = arguments.parse_args()
    words = features.Words(os.path.join(MAIN, "complexity-words.txt"))
    bench, daily = Benchmarks(arguments.dev, words), Everyday(words)
    if arguments.validate:
        validate(bench, daily, arguments.out)
        return
    trees = forest(bench, np.flatnonzero(bench.sound), daily, np.arange(len(daily.target)))
    raw = unseen(bench, daily)
    to_one = scale(daily, raw)
    known = np.array([to_one.of(int(r)) for r in raw])
    print("everyday prompts of unseen lines: correlation %.3f, mean error %.3f" % (
        np.corrcoef(known, daily.target)[0, 1], np.abs(known - daily.target).mean()))
    curve = [round(float(q), 4) for q in weighted_quantiles(known, daily.weight, np.linspace(0, 1, 101))]
    names = features.names(words)
    assert len(names) < 256
    path = os.path.join(MAIN, "complexity.bin")
    model.write(path, trees, to_one, curve, len(names))
    print("%d features, %d trees, %d bytes" % (len(names), len(trees.trees), os.path.getsize(path)))

    jobs = features.Words(os.path.join(MAIN, "given-text-words.txt"))

    def by_trees(prompt):
        return to_one.of(trees.units(np.array(features.features(prompt, words), dtype=np.float32)))

    def score(prompt):
        return given_text.score(prompt, by_trees, jobs)

    table = everyday.read_table(os.path.join(TEST, "everyday-prompts.tsv"))
    for value, band, prompt in sorted((score(p), b, p) for b, p in table):
        print("%.3f  %-6s  %s" % (value, band, prompt[:90]))
    some = random.Random(11).sample(daily.prompts, 60)
    with open(os.path.join(TEST, "complexity-recorded.jsonl"), "w", encoding="utf-8") as file:
        for prompt in odd_prompts() + some:
            file.write(json.dumps({"prompt": prompt, "score": score(prompt)}) + "\n")


main()
