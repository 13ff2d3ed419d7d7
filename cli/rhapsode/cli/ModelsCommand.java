package rhapsode.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import rhapsode.model.catalogue.Catalogue;
import rhapsode.model.catalogue.CatalogueEntry;
import rhapsode.model.catalogue.ModelStore;
import tools.jackson.databind.json.JsonMapper;

/** {@code rhapsode models}: the catalogue, and which of its models are on disk. */
@Command(
    name = "models",
    description = "Lists the models that can be used by name.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode models          a table",
      "  rhapsode models --json   an array with one object a model",
    })
final class ModelsCommand implements Callable<Integer> {
  private static final String ROW = "%-14s %-12s %9s  %-11s %-8s %s%n";

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    ModelStore store = new ModelStore();
    if (json) {
      List<Map<String, Object>> objects =
          Catalogue.ENTRIES.stream().map(entry -> object(entry, store)).toList();
      out.println(JsonMapper.shared().writeValueAsString(objects));
      return ExitCode.OK;
    }
    out.printf(ROW, "NAME", "ARCHITECTURE", "SIZE", "LICENCE", "ON DISK", "ORIGIN");
    for (CatalogueEntry entry : Catalogue.ENTRIES) {
      String size = String.format(Locale.ROOT, "%.1f MB", entry.bytes() / 1e6);
      String onDisk = store.has(entry) ? "yes" : "no";
      out.printf(
          ROW, entry.name(), entry.architecture(), size, entry.licence(), onDisk, entry.origin());
    }
    return ExitCode.OK;
  }

  private static Map<String, Object> object(CatalogueEntry entry, ModelStore store) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", entry.name());
    object.put("title", entry.title());
    object.put("architecture", entry.architecture());
    object.put("bytes", entry.bytes());
    object.put("licence", entry.licence());
    object.put("origin", entry.origin());
    object.put("sha256", entry.sha256());
    object.put("file", store.has(entry) ? store.fileOf(entry).toString() : null);
    return object;
  }
}
