package rhapsode.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rhapsode.RhapsodeException;
import rhapsode.lab.eval.Answer;
import rhapsode.lab.eval.Question;
import rhapsode.run.Model;
import rhapsode.run.Session;

/** {@code rhapsode eval}: how many multiple-choice questions a model gets right. */
@Command(
    name = "eval",
    description =
        "Let the model answer multiple-choice questions, by which option it finds likeliest.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode eval hellaswag.jsonl",
      "  rhapsode eval arc_easy.jsonl winogrande.jsonl -m gemma3 --limit 200",
      "  rhapsode eval mmlu.jsonl --answers answers.jsonl --json",
    })
final class EvalCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "JSON Lines of HellaSwag, WinoGrande, ARC or MMLU, or with context, choices and answer;"
              + " plain or gzip, '-' for standard input.")
  List<String> files;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Ask no more than the first N questions of each file.")
  Integer limit;

  @Option(
      names = "--answers",
      paramLabel = "FILE",
      description = "Write every answer as a JSON line.")
  Path answers;

  @Option(names = "--no-bos", description = "Add no start token.")
  boolean noBos;

  @Option(names = "--json", description = "Print a JSON array of objects, one a file.")
  boolean json;

  @Mixin EngineOptions engine;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    engine.check();
    if (limit != null) {
      Usage.requireAtLeast(1, spec, "--limit", limit);
    }
    List<List<Question>> sets = new ArrayList<>();
    // All files are read before a model is: what is wrong in them shows at once.
    for (String file : files) {
      List<Question> questions = new ArrayList<>();
      int code =
          JsonLines.each(
              file, spec.commandLine().getErr(), line -> questions.add(TaskFormat.read(line)));
      if (code != ExitCode.OK) {
        throw new RhapsodeException(
            file + " has lines that are no questions, named above; mend or remove them");
      }
      if (questions.isEmpty()) {
        throw new RhapsodeException(file + " has no question; give JSON Lines, a question each");
      }
      int count = limit == null ? questions.size() : Math.min(limit, questions.size());
      sets.add(questions.subList(0, count));
    }
    try (Model model = engine.open();
        Session session = model.session(engine.session(model, 0));
        AnswersFile file = answers == null ? null : AnswersFile.open(answers)) {
      EvalReport report = new EvalReport(model);
      for (int i = 0; i < sets.size(); i++) {
        report.add(files.get(i), answer(session, model, files.get(i), sets.get(i), file));
      }
      if (file != null) {
        file.complete();
      }
      report.print(json ? Report.Form.JSON : Report.Form.TABLE, spec.commandLine().getOut());
    }
    return ExitCode.OK;
  }

  private List<Answer> answer(
      Session session, Model model, String name, List<Question> questions, AnswersFile file) {
    PrintWriter err = spec.commandLine().getErr();
    RunningFigures figures = new RunningFigures(err, name, questions.size(), 4);
    int shown = Math.max(1, questions.size() / 100);
    List<Answer> given = new ArrayList<>();
    int right = 0;
    for (Question question : questions) {
      Answer answer = Answer.of(session, model.tokenizer(), question, !noBos);
      given.add(answer);
      right += answer.right(Answer.Norm.NONE) ? 1 : 0;
      if (file != null) {
        file.add(name, given.size() - 1, answer);
      }
      if (given.size() % shown == 0 || given.size() == questions.size()) {
        figures.show(given.size(), (double) right / given.size());
      }
    }
    return given;
  }
}
