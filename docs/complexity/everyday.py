"""Writes the everyday prompts of the training: everyday.py > everyday.jsonl

everyday.txt has a value, a tab and a prompt with {alternatives} and <doc>uments per line; see its head. The same file
gives the same prompts.
"""

import json
import os
import random

PER_LINE = 12


def alternatives(template):
    """[[texts], [texts], ...]: the choices in the order of the template."""
    slots, plain, i = [], "", 0
    while i < len(template):
        if template[i] == "\\" and template[i + 1] in "{}n":
            plain += "\n" if template[i + 1] == "n" else template[i + 1]
            i += 2
        elif template[i] == "{":
            slots.append([plain])
            plain, choices = "", []
            i += 1
            while template[i] != "}":
                if template[i] == "|":
                    choices.append(plain)
                    plain = ""
                elif template[i] == "\\":
                    plain += "\n" if template[i + 1] == "n" else template[i + 1]
                    i += 1
                else:
                    plain += template[i]
                i += 1
            slots.append(choices + [plain])
            plain = ""
            i += 1
        else:
            plain += template[i]
            i += 1
    return slots + [[plain]]


def read(path):
    """[(value, prompt, line)]; the prompts of a line share its weight."""
    rows = []
    draw = random.Random(7)
    lines = [l.rstrip("\n").split("\t") for l in open(path, encoding="utf-8") if l.strip() and l[0] != "#"]
    paragraphs = ["".join(s[0] for s in alternatives(text)) for value, text in lines if value == "="]
    for number, (value, template) in enumerate(lines):
        if value == "=":
            continue
        slots = alternatives(template)
        prompts = sorted({"".join(draw.choice(s) for s in slots) for _ in range(6 * PER_LINE)})
        if "<doc>" in template:
            prompts = [draw.choice(prompts).replace("<doc>", document(draw, paragraphs)) for _ in range(PER_LINE)]
        draw.shuffle(prompts)
        rows += [(float(value), p, number) for p in prompts[:PER_LINE]]
    return rows


def document(draw, paragraphs):
    return "\n\n".join(draw.choice(paragraphs) for _ in range(draw.choice([2, 4, 8, 16, 40])))


if __name__ == "__main__":
    for value, prompt, line in read(os.path.join(os.path.dirname(os.path.abspath(__file__)), "everyday.txt")):
        print(json.dumps({"value": value, "line": line, "prompt": prompt}))
