"""EleutherAI's lm-evaluation-harness on Rhapsode: python rhapsode.py run --model rhapsode --tasks ...

Takes the harness' own command line. --model_args knows
  model    a name from 'rhapsode models' or a GGUF file (default smollm2)
  program  the launcher (default: the one of this source tree)
  options  more options for 'rhapsode score', separated by spaces: options=-c 2048 -t 4
Needs: pip install lm-eval
"""

import json
import subprocess
import tempfile
from pathlib import Path

from lm_eval.__main__ import cli_evaluate
from lm_eval.api.model import LM
from lm_eval.api.registry import register_model


@register_model("rhapsode")
class Rhapsode(LM):
    def __init__(self, model="smollm2", program=None, options="", **_):
        super().__init__()
        launcher = program or Path(__file__).resolve().parents[2] / "rhapsode"
        self.command = [str(launcher), "score", "-m", model, *options.split()]

    def loglikelihood(self, requests, disable_tqdm=False):
        pairs = [{"context": r.args[0], "continuation": r.args[1]} for r in requests]
        return [(answer["logprob"], answer["greedy"]) for answer in self.score(pairs)]

    def loglikelihood_rolling(self, requests, disable_tqdm=False):
        return [answer["logprob"] for answer in self.score([{"text": r.args[0]} for r in requests])]

    def generate_until(self, requests, disable_tqdm=False):
        raise NotImplementedError("rhapsode answers likelihoods; choose tasks of multiple choice or perplexity")

    def score(self, requests):
        """The answers to all requests, by one run of the program."""
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
            file.writelines(json.dumps(request) + "\n" for request in requests)
            file.flush()
            command = [*self.command, "--requests", file.name]
            run = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
        return [json.loads(line) for line in run.stdout.splitlines()]


if __name__ == "__main__":
    cli_evaluate()
