package rhapsode.cli;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** In which form a report is printed; a table without further words. */
final class ReportFormFlags {
  @ArgGroup(exclusive = true)
  Forms forms = new Forms();

  static final class Forms {
    @Option(names = "--csv", description = "Print CSV.")
    boolean csv;

    @Option(names = "--markdown", description = "Print a Markdown table.")
    boolean markdown;

    @Option(names = "--json", description = "Print a JSON array of objects.")
    boolean json;
  }

  Report.Form chosen() {
    if (forms.csv) {
      return Report.Form.CSV;
    }
    if (forms.markdown) {
      return Report.Form.MARKDOWN;
    }
    return forms.json ? Report.Form.JSON : Report.Form.TABLE;
  }
}
