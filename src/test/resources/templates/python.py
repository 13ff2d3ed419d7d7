"""Renders the templates of python.json as Hugging Face transformers renders chat templates, and writes
what comes out, a text or an error, back beside each:

    pip install jinja2==3.1.6
    python python.py

A new case is a new line with its template alone."""

import json
import os
from datetime import datetime

import jinja2
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "python.json")


class Generation(Extension):
    """The tag around what the assistant says, of which only training makes use."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_keep"), [], [], body).set_lineno(line)

    def _keep(self, caller):
        return caller()


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def environment():
    made = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
    made.filters["tojson"] = tojson
    made.globals["raise_exception"] = raise_exception
    made.globals["strftime_now"] = lambda form: datetime.now().strftime(form)
    return made


def render(template, context):
    try:
        return {"template": template, "expected": environment().from_string(template).render(**context)}
    except Exception as error:
        return {"template": template, "error": f"{type(error).__name__}: {error}"}


with open(PATH) as file:
    fixtures = json.load(file)
context = fixtures["context"]
cases = [render(case["template"], json.loads(json.dumps(context))) for case in fixtures["cases"]]
with open(PATH, "w") as file:
    file.write('{"context": ' + json.dumps(context) + ',\n"cases": [\n')
    file.write(",\n".join(json.dumps(case) for case in cases))
    file.write("\n]}\n")
