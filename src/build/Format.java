import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Formats all sources, or checks that they are formatted: Java by google-java-format, C by
 * clang-format with {@code .clang-format}. The build starts it, in the root of the project, as
 *
 * <pre>java src/build/Format.java check|fix google-java-format.jar</pre>
 *
 * <p>Versions of clang-format differ in what they make of the same file, so only the one named in
 * {@code .ci/requirements.txt} counts; without it on PATH the C files are skipped, and that is
 * said.
 */
final class Format {
  private static final Path PINNED = Path.of(".ci", "requirements.txt");
  private static final Set<String> GENERATED = Set.of("target", "gen");
  private static final Pattern COMPLAINT = Pattern.compile("(?m)^(.+?):\\d+:\\d+: error: ");

  private final boolean fix;
  private final List<String> javaFiles = new ArrayList<>();
  private final List<String> nativeFiles = new ArrayList<>();
  private final Set<String> unformatted = new TreeSet<>();

  private Format(boolean fix) {
    this.fix = fix;
  }

  public static void main(String[] arguments) throws IOException {
    Format format = new Format(arguments[0].equals("fix"));
    format.findSources();
    format.formatJava(arguments[1]);
    format.formatNative();
    if (!format.unformatted.isEmpty()) {
      System.err.println("These files are not formatted:");
      format.unformatted.forEach(file -> System.err.println("  " + file));
      System.err.println("Format everything with: mvn -q -Pformat");
      System.exit(1);
    }
  }

  private void findSources() throws IOException {
    Files.walkFileTree(
        Path.of(""),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            return GENERATED.contains(name) || name.startsWith(".")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.toString();
            if (name.endsWith(".java")) {
              javaFiles.add(name);
            } else if (name.endsWith(".c") || name.endsWith(".h")) {
              nativeFiles.add(name);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void formatJava(String jar) {
    // A process of its own, because only then the jar's manifest opens the compiler's packages.
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = List.of(java, "--sun-misc-unsafe-memory-access=allow", "-jar", jar);
    if (fix) {
      run(command, List.of("--replace"), javaFiles).orFail();
    } else {
      run(command, List.of("--dry-run"), javaFiles).orFail().lines().forEach(unformatted::add);
    }
  }

  private void formatNative() throws IOException {
    String wanted =
        Files.readAllLines(PINNED).stream()
            .filter(line -> line.startsWith("clang-format=="))
            .map(line -> line.substring("clang-format==".length()))
            .findFirst()
            .orElseThrow();
    List<String> command = List.of("clang-format");
    String found;
    try {
      found = run(command, List.of("--version"), List.of()).orFail();
    } catch (UncheckedIOException e) {
      found = "none";
    }
    if (!found.contains("version " + wanted)) {
      System.out.printf(
          "C files skipped: they need clang-format %s on PATH, found %s. Install it with: pip"
              + " install -r %s%n",
          wanted, found.strip(), PINNED);
    } else if (fix) {
      run(command, List.of("-i"), nativeFiles).orFail();
    } else {
      COMPLAINT
          .matcher(run(command, List.of("--dry-run", "--Werror"), nativeFiles).output())
          .results()
          .forEach(complaint -> unformatted.add(complaint.group(1)));
    }
  }

  /** What a command wrote and how it ended. */
  private record Outcome(List<String> command, int code, String output) {
    String orFail() {
      if (code != 0) {
        System.err.print(output);
        System.err.printf("%s ended with %d%n", String.join(" ", command), code);
        System.exit(1);
      }
      return output;
    }
  }

  private static Outcome run(List<String> command, List<String> options, List<String> files) {
    List<String> whole =
        Stream.of(command, options, files).flatMap(List::stream).collect(Collectors.toList());
    try {
      Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes());
      return new Outcome(command, process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
