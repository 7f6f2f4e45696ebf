"""Trains the complexity scorer from the features that Java prints. See ../complexity.md.

  train.py DEV.jsonl EVERYDAY.jsonl               writes the model into the source tree, or to --out
  train.py DEV.jsonl EVERYDAY.jsonl --validate    5-fold and leave-one-out; writes predictions into the folder --out

Beside each FILE.jsonl stands FILE.tsv, the table of its features. Needs numpy and lightgbm (requirements.txt). The same
input gives the same bytes.
"""

import argparse
import hashlib
import json
import os
import random

import lightgbm
import numpy as np

import model

HERE = os.path.dirname(os.path.abspath(__file__))
MODEL = os.path.join(HERE, "../../src/main/resources/io/oblix/facts/complexity/complexity.bin")

SEEDS = (1, 2, 3, 4)
EVERYDAY_WEIGHT = 2.0  # of an everyday prompt; a benchmark's has 1
EVERYDAY_GAP = 0.45  # how far apart the two models are on the hardest everyday prompt, in the benchmarks' unit
EVERYDAY_SHARE = 0.12  # of the trees that know everyday prompts only
LONG_WORDS, LONG_GAP = 150, 0.1  # by rule, a question of that many words asks this much more; trees learn the rest
OPEN_GAP = 0.15  # by rule, words of a question that is open or famously hard, such as "p vs np", ask this much more
OPEN_TREES = 5  # a leaf holds 0.03 at most
KNOTS = 17
MARGIN = 0.4  # how far beyond the lowest and highest known score the scale reaches 0 and 1


def parameters(seed, **more):
    return dict(
        {"objective": "regression", "num_leaves": 8, "learning_rate": 0.03, "min_data_in_leaf": 80,
         "feature_fraction": 0.35, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5.0, "verbose": -1,
         "num_threads": 1, "seed": seed, "deterministic": True, "force_row_wise": True}, **more)


def fit(values, target, weight, seed, rounds, **more):
    return lightgbm.train(parameters(seed, **more), lightgbm.Dataset(values, target, weight=weight), rounds)


class Prompts:
    """The prompts of a file with their features, one row each."""

    def __init__(self, path):
        self.rows = [json.loads(line) for line in open(path, encoding="utf-8")]
        with open(os.path.splitext(path)[0] + ".tsv", encoding="utf-8") as table:
            self.features = table.readline().rstrip("\n").split("\t")
            self.values = np.array([line.split("\t") for line in table], dtype=np.float32)
        assert len(self.values) == len(self.rows), "the table has %d rows" % len(self.values)
        self.words = self.features.index("words")
        self.open = self.features.index("has_openquestion")

    @property
    def by_rule(self):
        """What the rules say of each prompt; trees learn the difference from it."""
        longer = LONG_GAP * np.minimum(self.values[:, self.words] / LONG_WORDS, 1)
        return longer + OPEN_GAP * (self.values[:, self.open] > 0)


class Everyday(Prompts):
    def __init__(self, path):
        super().__init__(path)
        self.target = np.array([r["value"] for r in self.rows])
        self.line = np.array([r["line"] for r in self.rows])
        share = 1 / np.bincount(self.line)[self.line]
        self.weight = share / share.mean()


class Benchmarks(Prompts):
    def __init__(self, path):
        super().__init__(path)
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


def means(bench, rows, daily, lines, target, weight):
    """Of each benchmark's prompts, and of the everyday ones."""
    kinds = np.r_[bench.name[rows], np.full(len(lines), "everyday")]
    mean = np.zeros(len(kinds))
    for kind in set(kinds):
        mine = kinds == kind
        mean[mine] = np.average(target[mine], weights=weight[mine])
    return mean


def forest(bench, rows, daily, lines):
    """Trained on these rows of the benchmarks and these of the everyday prompts."""
    values = np.vstack([bench.values[rows], daily.values[lines]])
    target = np.r_[bench.gap[rows], EVERYDAY_GAP * daily.target[lines]]
    target = target - np.r_[bench.by_rule[rows], daily.by_rule[lines]]
    weight = np.r_[np.ones(len(rows)), EVERYDAY_WEIGHT * daily.weight[lines]]
    trees = model.Forest()
    within = target - means(bench, rows, daily, lines, target, weight)
    for seed in SEEDS:
        trees.add(fit(values, target if seed % 2 else within, weight, seed, 300), 1 / len(SEEDS))
    small = {"num_leaves": 6, "learning_rate": 0.05, "min_data_in_leaf": 8, "feature_fraction": 0.3, "lambda_l2": 2.0}
    trees.add(fit(daily.values[lines], daily.target[lines], daily.weight[lines], 1, 250, **small), EVERYDAY_SHARE)
    trees.add_steps(bench.words, LONG_WORDS, LONG_GAP, 30)
    for _ in range(OPEN_TREES):
        trees.add_steps(bench.open, 1, OPEN_GAP / OPEN_TREES, 1)
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


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("dev")
    arguments.add_argument("everyday")
    arguments.add_argument("--validate", action="store_true")
    arguments.add_argument("--out")
    arguments = arguments.parse_args()
    bench, daily = Benchmarks(arguments.dev), Everyday(arguments.everyday)
    assert bench.features == daily.features and len(bench.features) < 256
    if arguments.validate:
        validate(bench, daily, arguments.out or ".")
        return
    trees = forest(bench, np.flatnonzero(bench.sound), daily, np.arange(len(daily.target)))
    raw = unseen(bench, daily)
    to_one = scale(daily, raw)
    known = np.array([to_one.of(int(r)) for r in raw])
    print("everyday prompts of unseen lines: correlation %.3f, mean error %.3f" % (
        np.corrcoef(known, daily.target)[0, 1], np.abs(known - daily.target).mean()))
    curve = [round(float(q), 4) for q in weighted_quantiles(known, daily.weight, np.linspace(0, 1, 101))]
    path = arguments.out or MODEL
    model.write(path, trees, to_one, curve, len(bench.features))
    print("%d features, %d trees, %d bytes" % (len(bench.features), len(trees.trees), os.path.getsize(path)))


main()
