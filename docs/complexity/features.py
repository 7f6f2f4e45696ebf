"""What the scorer sees of a prompt: the twin of PromptFeatures.java, unit for unit.

A text is read once, as UTF-16 code units, because that is what Java sees. Nothing here depends on a library's idea of
letters, so that every version of Python and Java reads the same. What is changed here is changed there; the recorded
scores in the tests tell when the two differ.
"""

import struct

HEAD = 4000  # a longer text is read by its first and last characters
TAIL = 2000
ASK_HEAD = 600  # where a person says what he wants; words elsewhere are what he wants it of
ASK_TAIL = 400
PASTED = 1500  # from this length on, what stands behind the first empty line or before the last may be pasted
LEAD = 8  # words that open a request
MAX_WORD = 32

SPACE, LETTER, DIGIT, WIDE, SYMBOL = range(5)

MASK = 0xFFFFFFFF


def kind(c):
    if c < 0x80:
        if 97 <= c <= 122 or 65 <= c <= 90:
            return LETTER
        if 48 <= c <= 57:
            return DIGIT
        return SPACE if c <= 32 else SYMBOL
    if c < 0xC0:
        return SPACE if c == 0xA0 else SYMBOL
    if c < 0x2000:
        if c == 0xD7 or c == 0xF7:
            return SYMBOL
        # Thai, Lao, Burmese and Khmer put no spaces between words.
        if 0x0E00 <= c < 0x0F00 or 0x1000 <= c < 0x10A0 or 0x1780 <= c < 0x1800:
            return WIDE
        return LETTER
    if c < 0x2E80:
        return SPACE if c <= 0x200B or c == 0x2028 or c == 0x2029 else SYMBOL
    if c < 0xD800:
        if 0x3000 <= c < 0x3040:
            return SPACE if c == 0x3000 else SYMBOL
        return WIDE
    return WIDE if 0xF900 <= c < 0xFB00 or 0xFF66 <= c < 0xFFA0 else SYMBOL


def lower(c):
    if c < 0x80:
        return c + 32 if 65 <= c <= 90 else c
    if 0xC0 <= c <= 0xDE and c != 0xD7 or 0x391 <= c <= 0x3A9 or 0x410 <= c <= 0x42F:
        return c + 32
    if 0x400 <= c <= 0x40F:
        return c + 80
    if 0x100 <= c <= 0x137 or 0x14A <= c <= 0x177:
        return c | 1
    return c


def mix(h):
    h ^= h >> 16
    h = h * 0x85EBCA6B & MASK
    h ^= h >> 13
    h = h * 0xC2B2AE35 & MASK
    return h ^ h >> 16


def extend(h, c):
    return (h ^ c) * 0x01000193 & MASK


BASIS = 0x811C9DC5


def pair(first, second):
    return mix((first * 31 + second) & MASK)


def units(text):
    raw = text.encode("utf-16-le", "surrogatepass")
    return struct.unpack("<%dH" % (len(raw) // 2), raw)


def bounded(u):
    """The first and last characters of a long text, with a line between."""
    return u if len(u) <= HEAD + TAIL else u[:HEAD] + (10,) + u[len(u) - TAIL:]


def asked(u):
    """(end, start): what is wanted stands before the one and from the other on."""
    n = len(u)
    head, tail = ASK_HEAD, n - ASK_TAIL
    if n < PASTED:
        return head, tail
    for i in range(1, ASK_HEAD):
        if u[i] == 10 and u[i + 1] == 10:
            head, tail = i, n
            break
    for i in range(n - 2, n - ASK_TAIL, -1):
        if u[i] == 10 and u[i + 1] == 10:
            return head, i
    return head, tail


class Words:
    """The lexicon: a word, or two words, to the number of its class. The file is read by Java as well."""

    def __init__(self, path):
        self.classes, self.of = [], {}
        for line in open(path, encoding="utf-8"):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("[") and line.endswith("]"):
                self.classes.append(line[1:-1])
                continue
            for entry in line.split(","):
                if entry.strip():
                    self.of[self.hash(entry.strip())] = len(self.classes) - 1

    @staticmethod
    def hash(entry):
        hashes = []
        for word in entry.split(" "):
            u = units(word)
            if kind(u[0]) == WIDE:
                assert len(u) <= 2, entry
                hashes += [extend(BASIS, c) for c in u]
            else:
                h = BASIS
                for c in u:
                    if c != 0x27:
                        h = extend(h, lower(c))
                hashes.append(h)
        assert len(hashes) <= 2, entry
        return mix(hashes[0]) if len(hashes) == 1 else pair(hashes[0], hashes[1])


COUNTED = [
    "chars", "words", "lines", "sentences", "word_length", "long_words", "longest_word", "digits", "numbers",
    "long_numbers", "decimals", "operators", "latex", "brackets", "questions", "commas", "quotes", "upper_share",
    "names", "acronyms", "unique_share", "options", "stem_words", "option_words", "option_numbers", "bullets",
    "numbered", "indented", "fences", "code_words", "code_marks", "wide_share", "foreign_share", "emoji", "blanks",
    "longest_sentence", "last_sentence", "first_sentence", "ends_asking", "colons", "short_words", "math_symbols",
    "number_share", "symbol_share", "paragraphs", "sentence_length",
]


def names(words):
    return COUNTED + ["has_" + c for c in words.classes] + ["lead_" + c for c in words.classes]


def features(text, words):
    u = bounded(units(text))
    n = len(u)
    ask_head, ask_tail = asked(u)
    has = [0] * len(words.classes)
    lead = [0] * len(words.classes)
    of = words.of
    seen = set()
    letters = upper = word_count = long_words = longest = short_words = 0
    digits = numbers = long_numbers = decimals = 0
    operators = latex = brackets = questions = commas = quotes = colons = symbols = math = code_marks = 0
    proper = acronyms = emoji = blanks = wide = foreign = 0
    lines = options = bullets = numbered = indented = fences = code_words = paragraphs = 0
    stem_words = -1
    numbers_before_options = 0
    sentences = sentence = longest_sentence = first_sentence = last_sentence = 0
    tokens = 0  # words, numbers and wide characters
    previous = 0  # the word before in this sentence; 0 when there is none
    in_code = False
    line_start = True
    last_mark = 0
    i = 0
    while i < n:
        if line_start:
            line_start = False
            j = i
            while j < n and j - i < 8 and (u[j] == 32 or u[j] == 9):
                j += 1
            a = u[j] if j < n else 10
            b = u[j + 1] if j + 1 < n else 10
            c = u[j + 2] if j + 2 < n else 10
            if a != 10:
                lines += 1
            if a == 96 and b == 96 and c == 96:
                in_code = not in_code
                fences += 1
                i = j + 3
                continue
            if j - i >= 4 and a != 10:
                indented += 1
            if (b == 46 or b == 41) and c == 32:
                if 65 <= a <= 74:
                    options += 1
                    if options == 1:
                        stem_words = word_count
                        numbers_before_options = numbers
                elif 48 <= a <= 57:
                    numbered += 1
            elif (a == 45 or a == 42 or a == 0x2022) and b == 32:
                bullets += 1
        c = u[i]
        k = kind(c)
        if k == SPACE:
            if c == 10:
                line_start = True
                if i + 1 < n and u[i + 1] == 10:
                    paragraphs += 1
            i += 1
            continue
        if k == LETTER:
            h = BASIS
            start = i
            ups = 0
            plain = True
            while i < n:
                c = u[i]
                k = kind(c)
                if k == LETTER:
                    low = lower(c)
                    if low != c:
                        ups += 1
                    if c >= 0x80:
                        foreign += 1
                    if i - start < MAX_WORD:
                        h = extend(h, low)
                elif k == DIGIT or c == 95:
                    plain = False
                    if i - start < MAX_WORD:
                        h = extend(h, c)
                elif not ((c == 39 or c == 0x2019) and i + 1 < n and kind(u[i + 1]) == LETTER):
                    break
                i += 1
            size = i - start
            word_count += 1
            tokens += 1
            sentence += 1
            last_mark = 0
            letters += size
            upper += ups
            longest = max(longest, min(size, MAX_WORD))
            if size >= 9:
                long_words += 1
            elif size <= 3:
                short_words += 1
            if in_code or not plain:
                code_words += 1
            first_upper = lower(u[start]) != u[start]
            if ups >= 2 and ups == size:
                acronyms += 1
            elif first_upper and sentence > 1:
                proper += 1
            m = mix(h)
            seen.add(m >> 22)
            if not in_code:
                if start < ask_head or start >= ask_tail:
                    cls = of.get(m, -1)
                    if cls >= 0:
                        has[cls] += 1
                        if tokens <= LEAD:
                            lead[cls] = 1
                    if previous:
                        cls = of.get(pair(previous, h), -1)
                        if cls >= 0:
                            has[cls] += 1
                            if tokens <= LEAD + 1:
                                lead[cls] = 1
            previous = h
            continue
        if k == DIGIT:
            start = i
            count = 0
            point = False
            while i < n:
                c = u[i]
                if 48 <= c <= 57:
                    count += 1
                elif (c == 46 or c == 44) and i + 1 < n and 48 <= u[i + 1] <= 57:
                    point = point or c == 46
                else:
                    break
                i += 1
            digits += count
            numbers += 1
            tokens += 1
            sentence += 1
            last_mark = 0
            if count >= 4:
                long_numbers += 1
            if point:
                decimals += 1
            previous = 0
            continue
        if k == WIDE:
            wide += 1
            tokens += 1
            sentence += 1
            last_mark = 0
            h = extend(BASIS, c)
            m = mix(h)
            seen.add(m >> 22)
            if not in_code:
                if i < ask_head or i >= ask_tail:
                    cls = of.get(m, -1)
                    if cls >= 0:
                        has[cls] += 1
                        if tokens <= 2 * LEAD:
                            lead[cls] = 1
                    cls = of.get(pair(previous, h), -1) if previous else -1
                    if cls >= 0:
                        has[cls] += 1
                        if tokens <= 2 * LEAD:
                            lead[cls] = 1
            previous = h
            i += 1
            continue
        # a symbol
        symbols += 1
        following = u[i + 1] if i + 1 < n else 10
        if c == 46 or c == 63 or c == 33 or c == 0x3002 or c == 0xFF1F or c == 0xFF01:
            if c == 63 or c == 0xFF1F:
                questions += 1
            last_mark = c
            if sentence > 0 and (following <= 32 or c > 0x80):
                sentences += 1
                longest_sentence = max(longest_sentence, sentence)
                if sentences == 1:
                    first_sentence = sentence
                last_sentence = sentence
                sentence = 0
                previous = 0
        elif c == 44 or c == 0x3001 or c == 0xFF0C:
            commas += 1
        elif c == 43 or c == 45 or c == 42 or c == 47 or c == 61 or c == 60 or c == 62 or c == 94 or c == 37:
            operators += 1
            if c == 61 and following == 61 or c == 45 and following == 62 or c == 61 and following == 62:
                code_marks += 1
        elif c == 92 or c == 36:
            latex += 1
        elif c == 40 or c == 91 or c == 123:
            brackets += 1
            if c == 123:
                code_marks += 1
        elif c == 34 or c == 39 or c == 0x201C or c == 0x2018:
            quotes += 1
        elif c == 59:
            code_marks += 1
        elif c == 58:
            colons += 1
        elif c == 95:
            blanks += 1
        elif c == 96 and following == 96 and i + 2 < n and u[i + 2] == 96:
            in_code = not in_code
            fences += 1
            i += 2
        elif 0x2200 <= c < 0x2300 or c == 0xD7 or c == 0xF7 or c == 0xB2 or c == 0xB1:
            math += 1
        elif 0xD800 <= c < 0xDC00:
            emoji += 1
        i += 1
    if sentence > 0:
        sentences += 1
        longest_sentence = max(longest_sentence, sentence)
        if sentences == 1:
            first_sentence = sentence
        last_sentence = sentence
    # About two characters of a script without spaces are a word.
    spoken = word_count + (wide + 1) // 2
    some = max(1, spoken)
    stem = spoken if stem_words < 0 else stem_words
    values = [
        min(n, HEAD + TAIL), spoken, lines, sentences, letters / max(1, word_count), long_words / some, longest, digits,
        numbers, long_numbers, decimals, operators, latex, brackets, questions, commas, quotes,
        upper / max(1, letters), proper, acronyms, len(seen) / some, options, stem,
        0 if options == 0 else (word_count - stem_words) / options,
        0 if options == 0 else (numbers - numbers_before_options) / options,
        bullets, numbered, indented, fences, code_words, code_marks, wide / max(1, n), foreign / max(1, letters), emoji,
        blanks, longest_sentence, last_sentence, first_sentence,
        1 if last_mark == 63 or last_mark == 0xFF1F else 0,
        colons, short_words / some, math, numbers / max(1, tokens), symbols / max(1, n), paragraphs,
        tokens / max(1, sentences),
    ]
    return values + [min(x, 5) for x in has] + lead
