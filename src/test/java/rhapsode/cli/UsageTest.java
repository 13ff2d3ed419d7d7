package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A wrong command line is one sentence, where to read on, and exit 2; and that before a model is
 * looked for, since none of these has one.
 */
class UsageTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "run hi -n -5                   | --max-tokens is -5; it must be a whole number, -1 or"
            + " more",
        "run hi -n many                 | --max-tokens is many; it must be a whole number, -1 or"
            + " more",
        "run hi --temp -1               | --temp is -1; it must be a number, 0 or more",
        "run hi --temp NaN              | --temp is NaN; it must be a number, 0 or more",
        "run hi --top-k -1              | --top-k is -1; it must be a whole number, 0 or more",
        "run hi --top-p 2               | --top-p is 2; it must be a number above 0, up to 1",
        "run hi --min-p -1              | --min-p is -1; it must be a number from 0 to 1",
        "run hi --repeat-penalty 0      | --repeat-penalty is 0; it must be a number above 0",
        "run hi --repeat-last-n -7      | --repeat-last-n is -7; it must be a whole number, -1 or"
            + " more",
        "run hi --samplers top_k;hot    | --samplers is top_k;hot; it must be each at most once of",
        "run hi --logit-bias 5          | --logit-bias is 5; it must be a token's id and its bias",
        "run hi --mirostat 3            | --mirostat is 3; it must be a whole number from 0 to 2",
        "run hi --n 0                   | --n is 0; it must be 1 or more",
        "run hi --beams 0               | --beams is 0; it must be 1 or more",
        "run hi --penalty-alpha 2       | --penalty-alpha is 2.0; it must be a number from 0 to 1",
        "run hi --beams 2 --n 2         | only one of --n, --beams and --penalty-alpha can be done",
        "run hi --draft-max 0           | --draft-max is 0; it must be 1 or more",
        "run hi --lookup --draft x      | only one of --lookup and --draft can be done",
        "run hi --lookup --beams 2      | a search computes several answers at once; leave",
        "run hi --vote                  | --vote needs --n of 2 or more",
        "run hi --n 2 --answer x        | --answer says what --vote counts; give both",
        "run hi --n 2 --temp 0          | --n 2 answers at --temp 0 are all the same; raise --temp",
        "run hi --n 2 --vote --answer ( | --answer is (; it must be a regular expression: Unclosed",
        "run hi --n 2 --trace           | --trace shows a single answer; leave the search out",
        "run hi --seed 1.5              | --seed is 1.5; it must be a whole number of up to 64"
            + " bits",
        "run hi -c 0                    | --context is 0; it must be 1 or more",
        "run hi -b 0                    | --batch-size is 0; it must be 1 or more",
        "run hi -t -1                   | --threads is -1; it must be 0 or more",
        "run hi --cache-type f8         | a cache can't be of type 'f8'; it is f32, f16 or q8_0",
        "run hi --stop=                 | --stop is empty; it must be a text that is not empty",
        "run hi --raw --system x        | a --raw text has no place for a --system message",
        "run hi --file x                | give the prompt as an argument or with --file, not both",
        "run hi there                   | one argument too many: 'there'",
        "run hi --tmep 1                | unknown option '--tmep'; did you mean '--temp'?",
        "run -m                         | missing required parameter for option '--model' (MODEL)",
        "rnu hi                         | unknown command 'rnu'; did you mean 'run'?",
        "score hi --ids 1,2             | only one of TEXT, --ids, --file and --requests can be",
        "score --file a --requests b    | only one of TEXT, --ids, --file and --requests can be",
        "score hi --top -1              | --top is -1; it must be 0 or more",
        "score hi -c -4                 | --context is -4; it must be 1 or more",
        "tokenize hi --decode 1         | only one of TEXT, --decode and --jsonl can be done",
        "tokenize --jsonl --decode 1    | only one of TEXT, --decode and --jsonl can be done",
        "perplexity -c 2                | --context is 2; it must be 3 or more",
        "perplexity --chunks 0          | --chunks is 0; it must be 1 or more",
        "perplexity --stride 0          | --stride is 0; it must be between 1 and 511",
        "perplexity --stride 512        | --stride is 512; it must be between 1 and 511",
        "perplexity --per-token a.txt   | --per-token writes .jsonl or .csv, and a.txt ends",
        "perplexity a b --save-logits c | --save-logits takes one text and no --stride",
        "perplexity a --pairs b         | --pairs brings its own texts",
        "score --source a --ids 1       | --source goes with a text; --ids and --requests bring",
        "perplexity a --kl-base b       | --kl-base brings its own text and context",
        "perplexity -c 64 --kl-base b   | --kl-base brings its own text and context",
        "compare a b --block 0          | --block is 0; it must be 1 or more",
        "compare a                      | missing required parameter: 'B'",
        "eval                           | missing required parameter: 'FILE'",
        "eval a --limit 0               | --limit is 0; it must be 1 or more",
        "embed                          | give texts as arguments or with --file",
        "embed a --file b               | give texts as arguments or with --file",
        "embed a --pooling max          | there is no pooling 'max'; it is mean, cls or last",
        "fill-mask                      | give a text as an argument or with --file",
        "fill-mask a --top 0            | --top is 0; it must be 1 or more",
        "rerank a                       | give texts as arguments or with --file",
        "rerank                         | missing required parameter: 'QUERY'",
        "bench -r 0                     | --repetitions is 0; it must be 1 or more",
        "bench -d 0,-1                  | --depth is -1; it must be 0 or more",
        "bench -p 512,x                 | invalid value for option '--prompt' (N): 'x'",
        "bench -p 0 -n 0                | there is nothing to time: --prompt and --generate are 0",
        "bench --csv --json             | --csv, --json are mutually exclusive",
        "info x -c 0                    | --context is 0; it must be 1 or more",
        "pull                           | missing required parameter: 'NAME'",
        "pull gemma3 extra              | one argument too many: 'extra'",
      })
  void wrongCommandLine(String line, String sentence) {
    String[] arguments = line.replace(" hi", " hi -m no/such.gguf").split(" ");
    CommandLineRunner run = CommandLineRunner.run(arguments);
    assertEquals(ExitCode.USAGE, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(2, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(sentence), run.err());
    assertTrue(run.err().lines().toList().getLast().startsWith("see 'rhapsode"), run.err());
  }
}
