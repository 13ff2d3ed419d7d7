"""Makes expected.json: what perplexity and divergence are by their definitions, on logits of an implementation of
Llama in numpy that shares nothing with this project (float64 on the weights that the gguf package dequantizes).

    for model in llama-gqa llama-quant-F16; do
      rhapsode tokenize -m ../fixtures/$model/model.gguf --ids --no-parse-special "$(cat text.txt)"
    done | python3 make.py > expected.json
"""

import json
import sys

import gguf
import numpy as np

class Llama:
    def __init__(self, path):
        reader = gguf.GGUFReader(path)
        get = lambda key: reader.fields["llama." + key].contents()
        self.layers = get("block_count")
        self.heads = get("attention.head_count")
        self.groups = get("attention.head_count_kv")
        self.size = get("embedding_length") // self.heads
        self.epsilon = get("attention.layer_norm_rms_epsilon")
        self.base = get("rope.freq_base")
        self.weights = {
            t.name.removesuffix(".weight"): gguf.dequantize(t.data, t.tensor_type).astype(np.float64)
            for t in reader.tensors
        }

    def norm(self, x, name):
        return x / np.sqrt((x**2).mean(-1, keepdims=True) + self.epsilon) * self.weights[name]

    def rope(self, x):
        angles = np.arange(len(x))[:, None] * self.base ** (-np.arange(0, self.size, 2) / self.size)
        cos, sin = np.cos(angles)[:, None], np.sin(angles)[:, None]
        even, odd = x[..., 0::2], x[..., 1::2]
        return np.stack([even * cos - odd * sin, even * sin + odd * cos], -1).reshape(x.shape)

    def attend(self, x, prefix):
        project = lambda name, heads: (x @ self.weights[prefix + name].T).reshape(len(x), heads, self.size)
        q = self.rope(project("attn_q", self.heads))
        k = np.repeat(self.rope(project("attn_k", self.groups)), self.heads // self.groups, 1)
        v = np.repeat(project("attn_v", self.groups), self.heads // self.groups, 1)
        scores = np.einsum("qhd,khd->hqk", q, k) / np.sqrt(self.size)
        scores += np.triu(np.full(scores.shape[1:], -np.inf), 1)
        p = np.exp(scores - scores.max(-1, keepdims=True))
        p /= p.sum(-1, keepdims=True)
        return np.einsum("hqk,khd->qhd", p, v).reshape(len(x), -1)

    def logits(self, ids):
        x = self.weights["token_embd"][ids]
        for i in range(self.layers):
            prefix = f"blk.{i}."
            h = self.norm(x, prefix + "attn_norm")
            x = x + self.attend(h, prefix) @ self.weights[prefix + "attn_output"].T
            h = self.norm(x, prefix + "ffn_norm")
            gate = h @ self.weights[prefix + "ffn_gate"].T
            inner = gate / (1 + np.exp(-gate)) * (h @ self.weights[prefix + "ffn_up"].T)
            x = x + inner @ self.weights[prefix + "ffn_down"].T
        return self.norm(x, "output_norm") @ self.weights["output"].T


def log_softmax(z):
    z = z - z.max(-1, keepdims=True)
    return z - np.log(np.exp(z).sum(-1, keepdims=True))


def figures(losses):
    mean = np.mean(losses)
    error = np.std(losses) / np.sqrt(len(losses) - 1)
    return {"tokens": len(losses), "perplexity": np.exp(mean), "error": np.exp(mean) * error}


def chunk_logits(model, ids, context):
    """The logits for the scored half of each chunk: (targets, vocabulary). The text begins with BOS."""
    half = context // 2
    for start in range(0, len(ids) // context * context, context):
        yield model.logits(ids[:1] + ids[start + 1 : start + context])[half:-1]


def chunk_targets(ids, context):
    starts = range(0, len(ids) // context * context, context)
    return [ids[start + context // 2 + 1 : start + context] for start in starts]


def chunks(model, ids, context):
    losses, running = [], []
    for rows, targets in zip(chunk_logits(model, ids, context), chunk_targets(ids, context)):
        losses += list(-log_softmax(rows)[np.arange(len(targets)), targets])
        running.append(np.exp(np.mean(losses)))
    return figures(losses) | {"context": context, "running": running, "logprobs": [-x for x in losses[:8]]}


def sliding(model, ids, context, stride):
    losses, scored = [], 1
    for start in range(0, len(ids), stride):
        window = ids[start : start + context]
        logprobs = log_softmax(model.logits(window))
        for target in range(scored, start + len(window)):
            losses.append(-logprobs[target - start - 1, ids[target]])
        scored = start + len(window)
        if scored == len(ids):
            return figures(losses) | {"context": context, "stride": stride}


def encoded(row):
    """A row of llama.cpp's file of logits: scale and least log-probability, then 16-bit codes."""
    least = max(row.min(), row.max() - 16)
    scale = np.float32((row.max() - least) / 65535)
    codes = np.where(row > least, np.rint((row - least) / scale), 0).astype(int)
    return scale, np.float32(least - row.max() - np.log(np.exp(row - row.max()).sum())), codes


def percentile(values, percent):
    return float(np.percentile(values, percent))


def divergence(base, model, ids, context):
    kl, shift, same, q_losses, base_losses = [], [], [], [], []
    first = None
    for b_rows, q_rows, targets in zip(
        chunk_logits(base, ids, context), chunk_logits(model, ids, context), chunk_targets(ids, context)
    ):
        for b_row, q, target in zip(b_rows, log_softmax(q_rows), targets):
            scale, least, codes = encoded(b_row)
            if first is None:
                first = {"scale": float(scale), "least": float(least), "codes": codes[:16].tolist()}
            b = float(scale) * codes + float(least)
            kl.append(float(np.sum(np.where(b > -16, np.exp(b) * (b - q), 0))))
            shift.append(float(np.exp(q[target]) - np.exp(b[target])))
            same.append(bool(b.argmax() == q.argmax()))
            q_losses.append(-q[target])
            base_losses.append(-b[target])
    n = len(kl)
    ratio = np.array(q_losses) - np.array(base_losses)
    squares = np.square(shift)
    return {
        "context": context,
        "first_row": first,
        "tokens": n,
        "perplexity": figures(q_losses)["perplexity"],
        "perplexity_error": figures(q_losses)["error"],
        "base_perplexity": figures(base_losses)["perplexity"],
        "correlation": float(np.corrcoef(q_losses, base_losses)[0, 1]),
        "log_ratio": ratio.mean(),
        "log_ratio_error": ratio.std() / np.sqrt(n - 1),
        "kl": np.mean(kl),
        "kl_error": np.std(kl) / np.sqrt(n - 1),
        "kl_percentiles": {str(p): percentile(kl, p) for p in (0, 1, 10, 50, 90, 99, 99.9, 100)},
        "shift": np.mean(shift),
        "shift_rms": np.sqrt(squares.mean()),
        "shift_rms_error": 0.5 / np.sqrt(squares.mean()) * squares.std() / np.sqrt(n - 1),
        "same_top": np.mean(same),
        "same_top_error": np.sqrt(np.mean(same) * (1 - np.mean(same)) / (n - 1)),
    }


def main():
    ids, quantized_ids = ([int(word) for word in line.split()] for line in sys.stdin)
    model = Llama("../fixtures/llama-gqa/model.gguf")
    whole, rounded = (Llama(f"../fixtures/llama-quant-{t}/model.gguf") for t in ("F16", "Q5_0"))
    expected = {
        "chunks": [chunks(model, ids, context) for context in (64, 33)],
        "sliding": [sliding(model, ids, *sizes) for sizes in ((64, 20), (100, 99))],
        "divergence": divergence(whole, rounded, quantized_ids, 64),
    }
    json.dump(expected, sys.stdout, indent=1, default=float)
    print()


main()
