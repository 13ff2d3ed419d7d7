package rhapsode.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import rhapsode.bindings.Device;
import rhapsode.bindings.ElementType;
import rhapsode.bindings.Kernel;
import rhapsode.bindings.KernelCheck;
import rhapsode.bindings.NativeException;
import rhapsode.bindings.NativeLibrary;
import rhapsode.gguf.TensorType;
import rhapsode.model.catalogue.CacheFolder;
import rhapsode.run.AvailableMemory;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code rhapsode doctor}: what this machine offers, and whether the kernels compute rightly on it.
 */
@Command(
    name = "doctor",
    description = "Shows what Rhapsode runs on; tries every kernel; compares instruction sets.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode doctor",
      "  rhapsode doctor --check           every kernel against its reference",
      "  rhapsode doctor --compare reference -m gemma3 \"Once upon a time\"",
      "  RHAPSODE_ISA=avx2 rhapsode doctor --compare avx512",
    })
final class DoctorCommand implements Callable<Integer> {
  @Option(names = "--check", description = "Check every kernel against its reference.")
  boolean check;

  @Mixin CompareFlags compare;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    checkUsage();
    return compare.backend == null ? examine() : compare();
  }

  private void checkUsage() {
    ParseResult given = spec.commandLine().getParseResult();
    boolean forCompare =
        given.hasMatchedOption("--model")
            || given.hasMatchedOption("--threads")
            || given.hasMatchedPositional(0);
    if (compare.backend == null && forCompare) {
      throw new ParameterException(
          spec.commandLine(), "A prompt, --model and --threads go with --compare");
    }
    if (compare.backend != null && check) {
      throw new ParameterException(spec.commandLine(), "Give --check or --compare, not both");
    }
  }

  private int compare() {
    ComparisonReport report = compare.run();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(report.json());
    } else {
      report.print(out);
    }
    return report.passed() ? ExitCode.OK : ExitCode.USER_ERROR;
  }

  private int examine() {
    Map<String, Object> facts = new LinkedHashMap<>();
    List<Kernel> kernels;
    try (Device device = Device.open(0)) {
      facts.put("version", String.join(", ", new Main.Version().getVersion()));
      facts.put("java_home", System.getProperty("java.home"));
      facts.put("library", System.getProperty("rhapsode.native", "packed into the jar"));
      facts.put("processor", NativeLibrary.processorFeatures());
      facts.put("instruction_set", device.isa());
      facts.put("threads", device.threads());
      facts.put("memory", memory());
      facts.put("cache_folder", CacheFolder.ofUser().root().toString());
      kernels = device.kernels();
    }
    List<KernelCheck> checks = check ? checks() : List.of();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      facts.put("kernels", kernels);
      facts.put("packed_types", packedTypes());
      if (check) {
        facts.put("checks", checks);
      }
      out.println(JsonMapper.shared().writeValueAsString(facts));
    } else if (check) {
      printChecks(out, checks);
    } else {
      facts.forEach((key, value) -> out.printf("%-16s %s%n", key.replace('_', ' '), value));
      out.printf("%n%-14s %-18s %s%n", "OP", "VARIANT", "KERNEL OF");
      kernels.forEach(k -> out.printf("%-14s %-18s %s%n", k.op(), k.variant(), k.isa()));
      out.printf("%n%-14s %s%n", "TYPE IN FILE", "PACKED INTO");
      packedTypes().forEach((type, packed) -> out.printf("%-14s %s%n", type, packed));
    }
    return checks.stream().allMatch(KernelCheck::passed) ? ExitCode.OK : ExitCode.USER_ERROR;
  }

  private static String memory() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    String total = mebibytes(system.getTotalMemorySize());
    OptionalLong available = AvailableMemory.bytes();
    return available.isEmpty()
        ? total
        : total + ", " + mebibytes(available.getAsLong()) + " of it available";
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
  }

  private static Map<String, String> packedTypes() {
    Map<String, String> packed = new LinkedHashMap<>();
    for (TensorType type : TensorType.values()) {
      try {
        ElementType element = ElementType.of(type.id());
        packed.put(type.name(), ElementType.of(element.packed()).name());
      } catch (NativeException unknown) {
        packed.put(type.name(), "not computed with");
      }
    }
    return packed;
  }

  private List<KernelCheck> checks() {
    List<KernelCheck> checks = new ArrayList<>();
    for (String isa : NativeLibrary.instructionSets()) {
      NativeLibrary.ops().forEach(op -> checks.add(KernelCheck.run(op, isa)));
    }
    return checks;
  }

  private static void printChecks(PrintWriter out, List<KernelCheck> checks) {
    out.printf("%-12s %-14s %8s %9s  %s%n", "ISA", "OP", "CASES", "WORST", "RESULT");
    for (KernelCheck result : checks) {
      out.printf(
          "%-12s %-14s %8d %9.4f  %s%n",
          result.isa(),
          result.op(),
          result.cases(),
          result.worst(),
          result.passed() ? "ok" : result.failures() + " failed: " + result.firstFailure());
    }
  }
}
