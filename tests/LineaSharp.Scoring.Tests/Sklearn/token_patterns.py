"""What Python's re makes of token patterns: token_patterns.py SEED. One JSON object: the characters of each class, and the tokens of random texts."""
import json
import random
import re
import sys
import unicodedata

PATTERNS = [
    r"(?u)\b\w\w+\b", r"\w{1,}", r"\w+", r"[a-zA-Z]+", r"\b[a-zA-Z]{3,}\b", r"\S+", r"(?u)\b\w+\b", r"\b[^\d\W]+\b", r"[a-z]{2,3}", r"[\w'-]+", r"\d+", r"\b[a-z]{2}", r"[a-z]+\b", r"[^\s,]{2,4}\b",
    r"\b\w{2,5}", r"\w{3}", r"\w{2,}\w?", r"[\W]+", r"[^a-z]{2,}", r"[à-ÿ]+", r"[\.\-]+", r"\b\S+\b", r"\D+", r"\w\w*", r"(?u)\b[a-zA-Z0-9_]{2,}\b", r"[-a-z]+", r"[a-c]{1,2}\b", r"\b\s+\b"]
PIECES = ["a", "b", "z", "A", "0", "7", "_", "-", ",", ".", "'", " ", " ", "\t", "\n", "é", "ß", "́", "½", "東", "٣", "𝟘", "𝒜", "😀", "\x1c", "\xa0", "‿", "ⅷ"]


def ranges(pattern):
    found = []
    for code in range(0x110000):
        if 0xD800 <= code <= 0xDFFF or unicodedata.category(chr(code)) == "Cn" or not re.match(pattern, chr(code)):
            continue
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


rng = random.Random(int(sys.argv[1]))
texts = ["".join(rng.choice(PIECES) for _ in range(rng.randint(0, 40))) for _ in range(200)]
assigned = ranges(r"[\s\S]")
print(json.dumps({
    "assigned": assigned,
    "classes": {pattern: ranges(pattern) for pattern in (r"\w", r"\d", r"\s")},
    "tokens": [{"pattern": pattern, "text": text, "tokens": re.findall(pattern, text)} for pattern in PATTERNS for text in texts]}))
