"""Makes golden.json: what each sampler leaves, by the formulas of its source, over sorted arrays.

Run as `python3 golden.py > golden.json` with numpy 2.
"""

import json

import numpy as np

VOCABULARY = 60
PIECES = ["\n", ":", " and", "a", "b", "x:y", "<<", ">>"] + [f" w{i}" for i in range(8, VOCABULARY)]
rng = np.random.default_rng(5)
LOGITS = {
    "peaked": rng.normal(0, 4, VOCABULARY).astype(np.float32),
    "flat": rng.normal(0, 0.5, VOCABULARY).astype(np.float32),
    "zipf": (3 - 1.3 * np.log(1 + rng.permutation(VOCABULARY))).astype(np.float32),
}


def softmax(z):
    e = np.exp(z.astype(np.float64) - z.max())
    return e / e.sum()


def entropy(p):
    return -np.sum(p * np.log(p))


def down(z):
    """Token ids from the likeliest down."""
    return np.argsort(-z, kind="stable")


def top_k(z, k):
    return down(z)[:k], z


def top_p(z, p):
    ids = down(z)
    reached = np.cumsum(softmax(z)[ids]) >= p
    return ids[: np.argmax(reached) + 1], z


def min_p(z, p):
    q = softmax(z)
    return np.flatnonzero(q >= p * q.max()), z


def top_n_sigma(z, n):
    z64 = z.astype(np.float64)
    return np.flatnonzero(z64 >= z64.max() - n * z64.std()), z


def typical(z, p):
    q = softmax(z)
    ids = np.argsort(np.abs(-np.log(q) - entropy(q)), kind="stable")
    reached = np.cumsum(q[ids]) >= p
    return ids[: np.argmax(reached) + 1], z


def xtc(z, probability, threshold, draw):
    q = softmax(z)
    likely = [i for i in down(z) if q[i] >= threshold]
    dropped = likely[:-1] if draw < probability else []
    return [i for i in range(VOCABULARY) if i not in dropped], z


def temperature(z, t):
    return range(VOCABULARY), z.astype(np.float64) / t


def dynamic_temperature(z, t, around, exponent):
    low, high = max(0, t - around), t + around
    tau = low + (high - low) * (entropy(softmax(z)) / np.log(VOCABULARY)) ** exponent
    return range(VOCABULARY), z.astype(np.float64) / tau


def penalties(z, history, repeat, presence, frequency, last_n):
    z = z.astype(np.float64)
    recent = history if last_n < 0 else history[-last_n:]
    for token in set(recent):
        z[token] = z[token] / repeat if z[token] > 0 else z[token] * repeat
        z[token] -= presence + recent.count(token) * frequency
    return range(VOCABULARY), z


def dry(z, history, multiplier, base, allowed, last_n, breakers):
    """Every earlier place is compared with the end token by token."""
    z = z.astype(np.float64)
    window = history if last_n < 0 else history[-last_n:]
    text = "".join(PIECES[t] for t in window)
    ends = [text.rfind(b) + len(b) for b in breakers if b in text]
    limit = sum(1 for i in range(len(window)) if text_length(window[:i]) >= max(ends, default=0))
    longest = {}
    for place in range(1, len(window)):
        n = 0
        while n < place and n < limit and window[place - 1 - n] == window[len(window) - 1 - n]:
            n += 1
        token = window[place]
        if n >= allowed and not any(b in PIECES[token] for b in breakers):
            longest[token] = max(n, longest.get(token, 0))
    for token, n in longest.items():
        z[token] -= multiplier * base ** (n - allowed)
    return range(VOCABULARY), z


def text_length(tokens):
    return sum(len(PIECES[t]) for t in tokens)


def logit_bias(z, biases):
    z = z.astype(np.float64)
    for token, bias in biases.items():
        z[int(token)] += bias
    return range(VOCABULARY), z


def mirostat(version, z, tokens, tau, eta):
    """For each token: the limit before it, and how many candidates are left."""
    q = softmax(z)
    ids = down(z)
    mu = 2 * tau
    steps = []
    for token in tokens:
        if version == 1:
            sorted_p = q[ids][:100]
            i = np.arange(1, len(sorted_p))
            t = np.log((i + 1) / i)
            b = np.log(sorted_p[:-1] / sorted_p[1:])
            s = np.sum(t * b) / np.sum(t * t)
            k = ((s - 1) * 2**mu / (1 - VOCABULARY ** (1 - s))) ** (1 / s)
            left = int(np.clip(k, 1, VOCABULARY))
        else:
            left = max(1, int(np.sum(-np.log2(q) <= mu)))
        chosen = int(ids[min(token, left - 1)])
        steps.append({"limit": mu, "left": sorted(int(x) for x in ids[:left]), "chosen": chosen})
        mu -= eta * (-np.log2(q[chosen]) - tau)
    return steps


cases = []


def add(stage, name, result, settings, history=(), draw=0.0):
    left, z = result
    cases.append(
        {
            "stage": stage,
            "logits": name,
            "settings": settings,
            "history": list(history),
            "draw": draw,
            "left": sorted(int(i) for i in left),
            "changed": {int(i): float(z[i]) for i in range(VOCABULARY) if z[i] != LOGITS[name][i]},
        }
    )


REPETITIVE = [9, 10, 11, 12, 30, 9, 10, 11, 13, 31, 9, 10, 11]
BROKEN = [9, 10, 11, 12, 0, 9, 10, 5, 9, 10, 11, 40, 6, 7, 9, 10, 11]
for name, z in LOGITS.items():
    for k in (1, 7, 60, 100):
        add("top_k", name, top_k(z, k), {"top-k": k})
    for p in (0.1, 0.5, 0.9, 0.999):
        add("top_p", name, top_p(z, p), {"top-p": p})
        add("typ_p", name, typical(z, p), {"typical": p})
        add("min_p", name, min_p(z, p), {"min-p": p})
    for n in (0.5, 1.0, 2.3):
        add("top_n_sigma", name, top_n_sigma(z, n), {"top-n-sigma": n})
    for threshold in (0.01, 0.05, 0.3):
        for draw in (0.2, 0.7):
            options = {"xtc-probability": 0.5, "xtc-threshold": threshold}
            add("xtc", name, xtc(z, 0.5, threshold, draw), options, draw=draw)
    for t in (0.3, 1.7):
        add("temperature", name, temperature(z, t), {"temp": t})
    for exponent in (0.5, 1.0, 2.0):
        options = {"temp": 1.0, "dynatemp-range": 0.6, "dynatemp-exp": exponent}
        add("temperature", name, dynamic_temperature(z, 1.0, 0.6, exponent), options)
    for last_n in (-1, 4):
        options = {
            "repeat-penalty": 1.3,
            "presence-penalty": 0.4,
            "frequency-penalty": 0.25,
            "repeat-last-n": last_n,
        }
        result = penalties(z, REPETITIVE, 1.3, 0.4, 0.25, last_n)
        add("penalties", name, result, options, REPETITIVE)
    for history in (REPETITIVE, BROKEN):
        for last_n in (-1, 9):
            for breakers in ([":", "\n"], ["<>>", "y w9"], []):
                options = {
                    "dry-multiplier": 0.8,
                    "dry-base": 1.6,
                    "dry-allowed-length": 2,
                    "dry-penalty-last-n": last_n,
                    "dry-sequence-breakers": breakers,
                }
                result = dry(z, history, 0.8, 1.6, 2, last_n, breakers)
                add("dry", name, result, options, history)
    biases = {"3": 2.5, "17": -4.0, "59": 0.125}
    add("logit-bias", name, logit_bias(z, biases), {"logit-bias": biases})

print(
    json.dumps(
        {
            "pieces": PIECES,
            "logits": {name: [float(x) for x in z] for name, z in LOGITS.items()},
            "cases": cases,
            "mirostat": [
                {
                    "version": version,
                    "logits": name,
                    "tau": tau,
                    "eta": 0.3,
                    "steps": mirostat(version, z, [0, 5, 2, 40, 0, 0, 0, 11], tau, 0.3),
                }
                for version in (1, 2)
                for name, z in LOGITS.items()
                for tau in (1.5, 3.0)
            ],
        }
    )
)
