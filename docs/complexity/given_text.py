"""The instruction without the text that it is to be carried out on: the twin of GivenText.java, and as strict."""

import features
from features import BASIS, DIGIT, LETTER, SPACE, WIDE, extend, kind, lower, mix, pair

INSTRUCTION, AFTERWARDS, LOOKED_AT, CODE_MARKS, CODE_MARK_EVERY = 200, 100, 4000, 3, 40
QUOTES, CLOSING_QUOTES = features.units('"“„«「'), features.units('"””»」')
FORMULAS = features.units("^=+<\\$")
ENDS = features.units(".?!。？！")
JOB, CHANGE, LANGUAGE, BEFORE, OTHER = range(5)

LEAST, MOST = 0.15, 0.35  # what such a job scores by its instruction alone
HARD = 0.45  # an instruction above this is a question of its own
LONG_TEXT, LONG_MORE = 20000, 0.1  # a given text of so many characters asks so much more


def score(prompt, of, words):
    """By this rule where there is one, by the other function of a prompt where not."""
    alone = instruction(prompt, words)
    if alone is None:
        return of(prompt)
    value = of(alone)
    if value > HARD:
        return of(prompt)
    given = len(features.units(prompt)) - len(features.units(alone))
    return max(LEAST, min(value, MOST)) + LONG_MORE * min(given, LONG_TEXT) / LONG_TEXT


def instruction(prompt, words):
    u = features.units(prompt)
    start, end = find(u)
    if start < 0 or skip(u, start, True) >= end or len(u) - end > AFTERWARDS:
        return None
    known = set()
    if not (job(u[:start], words, known) and job(u[end:], words, known)):
        return None
    if not (JOB in known or CHANGE in known and LANGUAGE in known) or code(u[start:min(end, start + LOOKED_AT)]):
        return None
    both = u[:start] + u[end:]
    return b"".join(c.to_bytes(2, "little") for c in both).decode("utf-16-le", "surrogatepass")


def find(u):
    """First and after last of what is given; -1 when nothing is."""
    n, nothing = len(u), (-1, -1)
    i, end = skip(u, 0, True), min(n, INSTRUCTION)
    while i < end:
        c = u[i]
        if c == 10:
            return i + 1, n
        if c == 0x3A or c == 0xFF1A:
            return colon(u, i)
        if c == 0x60:
            return nothing
        if c in ENDS:
            following = skip(u, i + 1, False)
            if following >= end or u[following] != 10 and u[following] not in QUOTES:
                return nothing
            i = following
        elif c in QUOTES:
            return quotation(u, i)
        else:
            i += 1
    return nothing


def colon(u, at):
    following = skip(u, at + 1, True)
    if following == len(u):
        return -1, -1
    c = u[following]
    if following == at + 1 and (c == 0x2F or c == 0x3A or kind(c) == DIGIT):
        return -1, -1
    if c in QUOTES:
        end = len(u)
        while kind(u[end - 1]) == SPACE:
            end -= 1
        if end - 1 == following or u[end - 1] not in CLOSING_QUOTES:
            return quotation(u, following)
    return at + 1, len(u)


def quotation(u, opening):
    closing = [CLOSING_QUOTES[QUOTES.index(u[opening])]] + ([0x201C] if u[opening] == 0x201E else [])
    for mark in closing:
        for i in range(opening + 1, len(u)):
            if u[i] == mark:
                return opening + 1, i
    return -1, -1


def skip(u, i, over_lines):
    while i < len(u) and kind(u[i]) == SPACE and (over_lines or u[i] != 10):
        i += 1
    return i


def job(u, words, known):
    """Whether the words say nothing against a simple job; what they say for it goes to the known."""
    previous = i = 0
    while i < len(u):
        k = kind(u[i])
        if u[i] in FORMULAS:
            return False
        if k != LETTER and k != WIDE:
            i += 1
            continue
        h = extend(BASIS, lower(u[i]))
        i += 1
        while k == LETTER and i < len(u) and kind(u[i]) in (LETTER, DIGIT):
            h = extend(h, lower(u[i]))
            i += 1
        word = words.of.get(mix(h), -1)
        both = words.of.get(pair(previous, h), -1) if previous else -1
        if word == OTHER or both == OTHER:
            return False
        known.update((word, both))
        if not (k == WIDE or JOB in known or CHANGE in known or word == BEFORE or word == LANGUAGE):
            return False
        previous = h
    return True


def code(u):
    marks = 0
    for i, c in enumerate(u):
        if c == 0x60 and u[i + 1:i + 3] == (0x60, 0x60):
            return True
        marks += c in (0x7B, 0x7D, 0x3B)
    return marks >= CODE_MARKS and marks * CODE_MARK_EVERY > len(u)
