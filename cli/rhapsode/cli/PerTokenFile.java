package rhapsode.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import rhapsode.lab.DraftFile;
import rhapsode.lab.perplexity.ScoredTarget;
import rhapsode.token.Tokenizer;

/** Writes every scored token, as JSON Lines or CSV by the ending of the file's name. */
final class PerTokenFile implements AutoCloseable {
  private static final List<Report.Column<Row>> COLUMNS =
      List.of(
          Report.Column.forPrograms("text", row -> row.text),
          Report.Column.forPrograms("window", row -> row.target.window()),
          Report.Column.forPrograms("position", row -> row.target.position()),
          Report.Column.forPrograms("index", row -> row.target.index()),
          Report.Column.forPrograms("id", row -> row.target.id()),
          Report.Column.forPrograms("piece", row -> row.piece),
          Report.Column.forPrograms("logprob", row -> -row.target.loss()));

  private record Row(String text, ScoredTarget target, String piece) {}

  private final DraftFile draft;
  private final PrintWriter out;
  private final Report<Row> report;

  private PerTokenFile(DraftFile draft, Report.Form form) {
    this.draft = draft;
    out = new PrintWriter(new OutputStreamWriter(draft.stream(), StandardCharsets.UTF_8));
    report = new Report<>(form, COLUMNS, out);
  }

  /** Begins a file whose name has a {@link #form}. */
  static PerTokenFile open(Path file) {
    return new PerTokenFile(DraftFile.open(file), form(file));
  }

  /** The form that goes with a file's name; null where none does. */
  static Report.Form form(Path file) {
    String name = file.toString();
    return name.endsWith(".jsonl")
        ? Report.Form.JSON_LINES
        : name.endsWith(".csv") ? Report.Form.CSV : null;
  }

  /** Adds a token of the text of that name. */
  void add(String text, Tokenizer tokenizer, ScoredTarget target) {
    report.add(new Row(text, target, tokenizer.piece(target.id())));
  }

  /** Gives the file its name. */
  void complete() {
    out.flush();
    draft.complete();
  }

  @Override
  public void close() {
    draft.close();
  }
}
