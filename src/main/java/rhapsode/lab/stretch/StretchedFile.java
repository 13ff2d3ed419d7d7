package rhapsode.lab.stretch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import rhapsode.RhapsodeException;
import rhapsode.arch.Architecture;
import rhapsode.context.rotation.Rotation;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.GgufWriter;
import rhapsode.model.Hyper;
import rhapsode.model.MeasuredWeights;
import rhapsode.run.Families;
import rhapsode.run.Model;
import rhapsode.run.Session;

/** Writes a method into a copy of a model's file, by standard keys. */
public final class StretchedFile {
  /** Frequencies pass through 32-bit figures of the file. */
  private static final double TOLERANCE = 1e-5;

  private StretchedFile() {}

  /**
   * Writes the copy, opens it again and holds the angles of every layer against the method's; the
   * file appears only if they agree.
   *
   * @param context tokens that the copy says it is for
   * @throws RhapsodeException if no standard key says what the method does, the angles differ, or
   *     the file can't be written
   */
  public static void write(Model model, Method method, int context, Path path) {
    Session.Options usual = Session.Options.of(context);
    Architecture wanted =
        model.architecture(
            new Session.Options(context, usual.batch(), usual.cache(), method.stretch()));
    StandardRope rope =
        StandardRope.of(method, wanted)
            .orElseThrow(
                () ->
                    new RhapsodeException(
                        "no key of a GGUF file says '%s'; linear, yarn, ntk and base can be written, for all layers without a window"
                            .formatted(method.spec())));
    Path draft = path.resolveSibling("." + path.getFileName() + ".unchecked");
    try {
      try (GgufFile file = GgufFile.open(model.path())) {
        GgufWriter writer = GgufWriter.copyOf(file);
        rope.keys(model.hyper().architecture(), context).forEach(writer::put);
        writer.write(draft);
      }
      requireSame(draft, wanted, context, method);
      Files.move(draft, path, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      discard(draft);
    }
  }

  private static void discard(Path draft) {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireSame(Path written, Architecture wanted, int context, Method method) {
    try (GgufFile file = GgufFile.open(written)) {
      Hyper hyper = Hyper.read(file.metadata());
      Architecture found = Families.of(file).build(hyper, new MeasuredWeights(file)).continuing();
      for (int layer = 0; layer < wanted.layers(); layer++) {
        if (!same(wanted.rotation(layer), found.rotation(layer), context)) {
          throw new RhapsodeException(
              "layer %d of a file that says '%s' by standard keys turns otherwise than the method, so it was not written"
                  .formatted(layer, method.spec()));
        }
      }
    }
  }

  private static boolean same(Rotation one, Rotation other, int context) {
    double[] first = one.frequencies(context);
    double[] second = other.frequencies(context);
    if (first.length != second.length
        || Math.abs(one.magnitude(context) - other.magnitude(context)) > TOLERANCE) {
      return false;
    }
    for (int i = 0; i < first.length; i++) {
      if (Math.abs(first[i] - second[i]) > TOLERANCE * first[i]) {
        return false;
      }
    }
    return true;
  }
}
