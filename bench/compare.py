#!/usr/bin/env python3
"""Times Rhapsode beside llama.cpp on the same files, threads and machine, by turns.

    bench/compare.py --models smollm2,gemma3 --prompt 512 --generate 64 --rounds 5

llama.cpp comes from its Python package, which builds it here (some minutes, once, into target/bench).
A round times one prompt and one generation of each program, one program after the other, so that a
busy minute falls on both; what is printed are medians over the rounds. Both load the model once a
round and warm up before the clock runs.
"""

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "llama-cpp-python"
HOME = ROOT / "target" / "bench"


def load_peer():
    """The Python module of llama.cpp, installed into target/bench where it is missing."""
    sys.path.insert(0, str(HOME))
    try:
        import llama_cpp
    except ImportError:
        print(f"bench: building llama.cpp from the package {PACKAGE}, once", file=sys.stderr)
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(HOME), PACKAGE],
            check=True,
        )
        import llama_cpp
    return llama_cpp


def file_of(model):
    """The path of a model of the catalogue, downloaded if need be, or of a file."""
    if Path(model).exists():
        return model
    subprocess.run([ROOT / "rhapsode", "pull", model], check=True, stdout=subprocess.DEVNULL)
    models = json.loads(
        subprocess.run(
            [ROOT / "rhapsode", "models", "--json"], check=True, capture_output=True, text=True
        ).stdout
    )
    return next(each["file"] for each in models if each["name"] == model)


def time_peer(llama_cpp, file, options):
    """Tokens/s of llama.cpp: (prompt, generation)."""
    model = llama_cpp.Llama(
        file,
        n_ctx=options.prompt + options.generate + 8,
        n_batch=512,
        n_threads=options.threads,
        n_threads_batch=options.threads,
        flash_attn=True,
        verbose=False,
    )
    vocabulary = model.n_vocab()
    prompt = [(7919 * i + 11) % vocabulary for i in range(options.prompt)]
    model.eval(prompt)
    model.reset()
    started = time.perf_counter()
    model.eval(prompt)
    prompt_rate = len(prompt) / (time.perf_counter() - started)
    model.reset()
    model.eval(prompt[:1])
    started = time.perf_counter()
    for token in prompt[1 : 1 + options.generate]:
        model.eval([token])
    return prompt_rate, options.generate / (time.perf_counter() - started)


def time_rhapsode(file, options):
    """Tokens/s of Rhapsode: (prompt, generation)."""
    command = [ROOT / "rhapsode", "bench", "-m", file, "-r", "1", "-t", str(options.threads)]
    command += ["-p", str(options.prompt), "-n", str(options.generate), "--json"]
    command += ["--isa", options.isa] if options.isa else []
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    trials = json.loads(run.stdout)
    prompt = next(each for each in trials if each["prompt"])
    generation = next(each for each in trials if each["generate"])
    return prompt["tokens_per_second"], generation["tokens_per_second"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", default="smollm2,gemma3,qwen2.5-coder", help="names or files")
    parser.add_argument("--prompt", type=int, default=512, help="tokens of the prompt")
    parser.add_argument("--generate", type=int, default=64, help="tokens generated")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--isa", help="the instruction set that Rhapsode is held to")
    options = parser.parse_args()
    if min(options.prompt, options.generate, options.threads, options.rounds) < 1:
        parser.error("sizes, threads and rounds are at least 1")
    llama_cpp = load_peer()
    print(
        f"{datetime.date.today()}, {processor()}, {options.threads} threads,"
        f" {PACKAGE} {llama_cpp.__version__}, medians of {options.rounds} rounds by turns\n"
    )
    print("| model | work | llama.cpp, tokens/s | Rhapsode, tokens/s | ratio |")
    print("| --- | --- | ---: | ---: | ---: |")
    for model in options.models.split(","):
        file = file_of(model)
        rounds = [
            (time_peer(llama_cpp, file, options), time_rhapsode(file, options))
            for _ in range(options.rounds)
        ]
        for index, work in enumerate([f"prompt {options.prompt}", f"generate {options.generate}"]):
            peer, ours = (
                statistics.median(each[program][index] for each in rounds) for program in (0, 1)
            )
            print(f"| {model} | {work} | {peer:.1f} | {ours:.1f} | {ours / peer:.2f} |", flush=True)


def processor():
    """The processor's name, as far as the system tells it."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":")[1].strip()
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
