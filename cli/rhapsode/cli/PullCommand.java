package rhapsode.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rhapsode.model.catalogue.Catalogue;
import rhapsode.model.catalogue.CatalogueEntry;
import rhapsode.model.catalogue.ModelStore;

/** {@code rhapsode pull}: has a model of the catalogue on disk, whole and verified. */
@Command(
    name = "pull",
    description = "Downloads a model of the catalogue, or checks the one on disk.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode pull gemma3           download it, or verify it if it is there",
      "  rhapsode pull --force gemma3   download it again",
    })
final class PullCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "A name from 'rhapsode models'.")
  String name;

  @Option(names = "--force", description = "Download even if the model is on disk.")
  boolean force;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    CatalogueEntry entry = Catalogue.get(name);
    ModelStore store = new ModelStore();
    ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
    boolean whole = !force && store.verify(entry, progress);
    spec.commandLine().getOut().println(whole ? store.fileOf(entry) : store.pull(entry, progress));
    return ExitCode.OK;
  }
}
