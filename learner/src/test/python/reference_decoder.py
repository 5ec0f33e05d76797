#!/usr/bin/python3
"""An independent reference of the Llama architecture: plain numpy, float64, written to be read.

It shares no code with the decoder that it checks. It reads config.json and model.safetensors of a
Hugging Face directory (F32 or BF16), has no cache, no batches and no tricks, and answers with the
logits after the last token and with greedily chosen ids.

  reference_decoder.py --fixtures DIR         write the test fixtures anew (src/test/resources/fixtures)
  reference_decoder.py --model DIR --ids 1,2,3 --greedy 8     answer for a model, as JSON

It first checks itself on cases computed by hand. It needs numpy and nothing else.
"""
import argparse
import json
import math
import os
import struct

import numpy as np

# ---- the architecture ----------------------------------------------------------------------------


def rms_norm(x, gain, epsilon):
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + epsilon) * gain


def head_dim(config):
    return config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]


def rope_frequencies(config):
    """Radians per position of each pair (i, i + d/2) of a head."""
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    theta = rope.get("rope_theta") or config.get("rope_theta", 10000.0)
    kind = rope.get("rope_type") or rope.get("type") or "default"
    d = head_dim(config)
    base = [1.0 / theta ** (2 * i / d) for i in range(d // 2)]
    if kind == "default":
        return np.array(base)
    if kind == "linear":
        return np.array(base) / rope["factor"]
    assert kind == "llama3", kind
    low, high = rope["low_freq_factor"], rope["high_freq_factor"]
    original = rope["original_max_position_embeddings"]
    scaled = []
    for frequency in base:
        wavelength = 2 * math.pi / frequency
        if wavelength < original / high:
            scaled.append(frequency)
        elif wavelength > original / low:
            scaled.append(frequency / rope["factor"])
        else:
            smooth = (original / wavelength - low) / (high - low)
            scaled.append((1 - smooth) * frequency / rope["factor"] + smooth * frequency)
    return np.array(scaled)


def rotate(vector, position, frequencies):
    """Turns each pair (x_i, x_(i+d/2)) by the angle position * frequency_i."""
    half = len(frequencies)
    c, s = np.cos(position * frequencies), np.sin(position * frequencies)
    x, y = vector[:half], vector[half:]
    return np.concatenate([x * c - y * s, x * s + y * c])


def projection(weights, name, x):
    y = x @ weights[name + ".weight"].T
    return y + weights[name + ".bias"] if name + ".bias" in weights else y


def attention(config, weights, prefix, x, frequencies):
    heads, groups, d = config["num_attention_heads"], key_value_heads(config), head_dim(config)
    time = len(x)
    q = projection(weights, prefix + "q_proj", x).reshape(time, heads, d)
    k = projection(weights, prefix + "k_proj", x).reshape(time, groups, d)
    v = projection(weights, prefix + "v_proj", x).reshape(time, groups, d)
    mixed = np.zeros((time, heads, d))
    for head in range(heads):
        group = head // (heads // groups)
        for t in range(time):
            query = rotate(q[t, head], t, frequencies)
            scores = np.array(
                [query @ rotate(k[s, group], s, frequencies) for s in range(t + 1)]
            ) / math.sqrt(d)
            chances = np.exp(scores - scores.max())
            mixed[t, head] = (chances / chances.sum()) @ v[: t + 1, group]
    return projection(weights, prefix + "o_proj", mixed.reshape(time, heads * d))


def key_value_heads(config):
    return config.get("num_key_value_heads") or config["num_attention_heads"]


def feed_forward(weights, prefix, x):
    gate = projection(weights, prefix + "gate_proj", x)
    return projection(
        weights,
        prefix + "down_proj",
        gate / (1 + np.exp(-gate)) * projection(weights, prefix + "up_proj", x),
    )


def logits(config, weights, ids):
    """Logits [time, vocabulary] after each token."""
    epsilon = config["rms_norm_eps"]
    frequencies = rope_frequencies(config)
    x = weights["model.embed_tokens.weight"][ids]
    for layer in range(config["num_hidden_layers"]):
        p = f"model.layers.{layer}."
        normed = rms_norm(x, weights[p + "input_layernorm.weight"], epsilon)
        x = x + attention(config, weights, p + "self_attn.", normed, frequencies)
        normed = rms_norm(x, weights[p + "post_attention_layernorm.weight"], epsilon)
        x = x + feed_forward(weights, p + "mlp.", normed)
    x = rms_norm(x, weights["model.norm.weight"], epsilon)
    tied = config.get("tie_word_embeddings", False)
    return x @ weights["model.embed_tokens.weight" if tied else "lm_head.weight"].T


def greedy(config, weights, ids, count):
    """The ids chosen, and the smallest lead that a choice had over the next best."""
    ids, chosen, lead = list(ids), [], math.inf
    for _ in range(count):
        last = logits(config, weights, ids)[-1]
        best, second = np.sort(last)[::-1][:2]
        lead = min(lead, best - second)
        chosen.append(int(np.argmax(last)))
        ids.append(chosen[-1])
    return chosen, lead


# ---- files ---------------------------------------------------------------------------------------


def read_weights(file):
    with open(file, "rb") as stream:
        header = json.loads(stream.read(struct.unpack("<Q", stream.read(8))[0]))
        data = stream.read()
    weights = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        raw = data[entry["data_offsets"][0] : entry["data_offsets"][1]]
        if entry["dtype"] == "F32":
            numbers = np.frombuffer(raw, "<f4")
        else:
            assert entry["dtype"] == "BF16", entry["dtype"]
            numbers = (np.frombuffer(raw, "<u2").astype("<u4") << 16).view("<f4")
        weights[name] = numbers.astype(np.float64).reshape(entry["shape"])
    return weights


def write_weights(file, weights, dtype):
    header, chunks, offset = {}, [], 0
    for name, numbers in weights.items():
        raw = numbers.astype("<f4").tobytes()
        if dtype == "BF16":  # to the nearest, ties to even; no NaN here
            bits = np.frombuffer(raw, "<u4").astype(np.uint64)
            raw = ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype("<u2").tobytes()
        header[name] = {
            "dtype": dtype,
            "shape": list(numbers.shape),
            "data_offsets": [offset, offset + len(raw)],
        }
        chunks.append(raw)
        offset += len(raw)
    text = json.dumps(header, separators=(",", ":")).encode()
    with open(file, "wb") as stream:
        stream.write(struct.pack("<Q", len(text)) + text + b"".join(chunks))


# ---- fixtures ------------------------------------------------------------------------------------

SHAPE = {
    "model_type": "llama",
    "hidden_act": "silu",
    "hidden_size": 8,
    "intermediate_size": 12,
    "max_position_embeddings": 64,
    "num_attention_heads": 2,
    "num_hidden_layers": 2,
    "rms_norm_eps": 1e-5,
    "vocab_size": 19,
}
FIXTURES = {
    # every head has keys of its own; head_dim and num_key_value_heads left out; tied
    "plain-tied": ("F32", {"rope_theta": 10000.0, "tie_word_embeddings": True}),
    # grouped queries, a head width that is not hidden_size / heads, positions interpolated
    "grouped-linear": (
        "F32",
        {
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": 6,
            "attention_bias": True,
            "rms_norm_eps": 0.01,
            "rope_theta": 500.0,
            "rope_scaling": {"type": "linear", "factor": 2.5},
            "tie_word_embeddings": False,
        },
    ),
    # one key head for all, Llama 3's rule with short, long and middling waves, every bias
    "llama3-biases": (
        "F32",
        {
            "num_attention_heads": 3,
            "num_key_value_heads": 1,
            "head_dim": 8,
            "hidden_size": 10,
            "attention_bias": True,
            "mlp_bias": True,
            "rope_theta": 300.0,
            "rope_scaling": {
                "rope_type": "llama3",
                "factor": 8.0,
                "low_freq_factor": 1.0,
                "high_freq_factor": 4.0,
                "original_max_position_embeddings": 60,
            },
            "tie_word_embeddings": True,
        },
    ),
    # stored in bf16, with the newer spelling of the rope settings
    "llama3-bf16": (
        "BF16",
        {
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": 8,
            "mlp_bias": True,
            "rope_parameters": {
                "rope_theta": 100.0,
                "rope_type": "llama3",
                "factor": 4.0,
                "low_freq_factor": 1.0,
                "high_freq_factor": 3.0,
                "original_max_position_embeddings": 40,
            },
            "tie_word_embeddings": False,
        },
    ),
}
PROMPTS = [[3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5], [2, 7, 18, 2, 8], [0]]


def random_weights(config, seed):
    draw = np.random.default_rng(seed)
    d, inner, vocabulary = config["hidden_size"], config["intermediate_size"], config["vocab_size"]
    queries = config["num_attention_heads"] * head_dim(config)
    keys = key_value_heads(config) * head_dim(config)
    weights = {"model.embed_tokens.weight": draw.normal(0, 1, (vocabulary, d))}

    def project(name, out, width, bias):
        weights[name + ".weight"] = draw.normal(0, 1.2 / math.sqrt(width), (out, width))
        if bias:
            weights[name + ".bias"] = draw.normal(0, 0.3, out)

    for layer in range(config["num_hidden_layers"]):
        p = f"model.layers.{layer}."
        weights[p + "input_layernorm.weight"] = draw.normal(1, 0.3, d)
        weights[p + "post_attention_layernorm.weight"] = draw.normal(1, 0.3, d)
        bias = config.get("attention_bias", False)
        project(p + "self_attn.q_proj", queries, d, bias)
        project(p + "self_attn.k_proj", keys, d, bias)
        project(p + "self_attn.v_proj", keys, d, bias)
        project(p + "self_attn.o_proj", d, queries, bias)
        bias = config.get("mlp_bias", False)
        project(p + "mlp.gate_proj", inner, d, bias)
        project(p + "mlp.up_proj", inner, d, bias)
        project(p + "mlp.down_proj", d, inner, bias)
    weights["model.norm.weight"] = draw.normal(1, 0.3, d)
    if not config.get("tie_word_embeddings", False):
        weights["lm_head.weight"] = draw.normal(0, 1, (vocabulary, d))
    return weights


def write_fixture(folder, dtype, config, seed):
    os.makedirs(folder, exist_ok=True)
    write_weights(f"{folder}/model.safetensors", random_weights(config, seed), dtype)
    weights = read_weights(f"{folder}/model.safetensors")  # rounded as the file has them
    cases = []
    for ids in PROMPTS:
        chosen, lead = greedy(config, weights, ids, 12)
        assert lead > 1e-3, f"{folder}: a near tie of {lead}; take another seed"
        cases.append({"ids": ids, "logits": logits(config, weights, ids)[-1].tolist(), "greedy": chosen})
    with open(f"{folder}/config.json", "w") as stream:
        json.dump(config, stream, indent=2)
        stream.write("\n")
    with open(f"{folder}/expected.json", "w") as stream:
        stream.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


# ---- what is known by hand -----------------------------------------------------------------------


def check_by_hand():
    """Attention that sees all alike, no feed-forward: everything can be written down.

    Tokens 0 and 2 are (1, 0) and (3, 4). Normed by their root mean square they are r(1, 0) and
    r(3/5, 4/5), r = sqrt 2. With queries of zero the second position takes their mean,
    r(4/5, 2/5), onto (3, 4).
    """
    config = dict(SHAPE, hidden_size=2, intermediate_size=1, num_attention_heads=1, vocab_size=3,
                  num_hidden_layers=1, rms_norm_eps=0.0)
    p = "model.layers.0."
    eye, zero = np.eye(2), np.zeros((2, 2))
    weights = {
        "model.embed_tokens.weight": np.array([[1.0, 0], [0, 1], [3, 4]]),
        p + "input_layernorm.weight": np.ones(2),
        p + "post_attention_layernorm.weight": np.ones(2),
        p + "self_attn.q_proj.weight": zero,
        p + "self_attn.k_proj.weight": eye,
        p + "self_attn.v_proj.weight": eye,
        p + "self_attn.o_proj.weight": eye,
        p + "mlp.gate_proj.weight": np.ones((1, 2)),
        p + "mlp.up_proj.weight": np.ones((1, 2)),
        p + "mlp.down_proj.weight": np.zeros((2, 1)),
        "model.norm.weight": np.array([1.0, 10.0]),
        "lm_head.weight": np.array([[1.0, 0], [0, 1], [1, 1]]),
    }
    a, b = 3 + 0.8 * math.sqrt(2), 4 + 0.4 * math.sqrt(2)
    size = math.sqrt((a * a + b * b) / 2)
    expected = [a / size, 10 * b / size, (a + 10 * b) / size]
    np.testing.assert_allclose(logits(config, weights, [0, 2])[-1], expected, rtol=1e-14)

    # A feed-forward of one unit at the same place: silu(g) * u with g = u = the sum of the norm.
    weights[p + "mlp.down_proj.weight"] = np.array([[1.0], [0.0]])
    g = (a + b) / size
    a += g / (1 + math.exp(-g)) * g
    size = math.sqrt((a * a + b * b) / 2)
    expected = [a / size, 10 * b / size, (a + 10 * b) / size]
    np.testing.assert_allclose(logits(config, weights, [0, 2])[-1], expected, rtol=1e-14)

    # One pair turns by one radian a position; a score depends on the distance alone.
    turn = np.array([1.0])
    np.testing.assert_allclose(rotate(np.array([1.0, 0.0]), 2, turn), [math.cos(2), math.sin(2)])
    x, y = np.array([0.3, -0.7]), np.array([1.1, 0.4])
    np.testing.assert_allclose(
        rotate(x, 9, turn) @ rotate(y, 4, turn), rotate(x, 5, turn) @ rotate(y, 0, turn))

    # Llama 3's rule: waves of 2 pi (short, kept) and 200 pi (long, divided), around 60 tokens.
    rope = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
            "original_max_position_embeddings": 60}
    config = dict(SHAPE, head_dim=4, rope_theta=10000.0, rope_scaling=rope)
    np.testing.assert_allclose(rope_frequencies(config), [1.0, 0.01 / 8])
    # and a wave of 30 tokens, halfway in frequency between 60 / 1 and 60 / 4: 60 / 30 = 2, a third up
    config = dict(SHAPE, head_dim=4, rope_theta=(30 / (2 * math.pi)) ** 2, rope_scaling=rope)
    middle = 2 * math.pi / 30
    np.testing.assert_allclose(rope_frequencies(config)[1], middle / 8 * 2 / 3 + middle / 3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fixtures", help="a folder to write all fixtures to")
    parser.add_argument("--model", help="a model directory to answer for")
    parser.add_argument("--ids", default="1", help="its prompt, token ids with commas between")
    parser.add_argument("--greedy", type=int, default=8, help="how many tokens to choose")
    options = parser.parse_args()
    check_by_hand()
    if options.fixtures:
        for seed, (name, (dtype, changes)) in enumerate(FIXTURES.items()):
            write_fixture(f"{options.fixtures}/{name}", dtype, {**SHAPE, **changes}, seed)
    if options.model:
        with open(f"{options.model}/config.json") as stream:
            config = json.load(stream)
        config.setdefault("rms_norm_eps", 1e-6)
        weights = read_weights(f"{options.model}/model.safetensors")
        ids = [int(number) for number in options.ids.split(",")]
        chosen, _ = greedy(config, weights, ids, options.greedy)
        print(json.dumps({"logits": logits(config, weights, ids)[-1].tolist(), "greedy": chosen}))


if __name__ == "__main__":
    main()
