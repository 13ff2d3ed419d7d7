package rhapsode.run;

import java.util.List;
import rhapsode.RhapsodeException;
import rhapsode.arch.Architectures;
import rhapsode.gguf.GgufFile;
import rhapsode.model.Hyper;
import rhapsode.model.MeasuredWeights;

/** Finds what computes a file, and for one that nothing computes what comes nearest. */
public final class Families {
  private Families() {}

  /**
   * The family of the file's architecture.
   *
   * @throws RhapsodeException if there is none; it names those whose tensors the file has, if any
   */
  public static Architectures.Family of(GgufFile file) {
    String name = file.metadata().string("general.architecture");
    return Architectures.find(name).orElseThrow(() -> Architectures.unknown(name, alike(file)));
  }

  private static List<String> alike(GgufFile file) {
    Hyper hyper;
    try {
      hyper = Hyper.read(file.metadata());
    } catch (RhapsodeException otherFigures) {
      return List.of();
    }
    return Architectures.names().stream().filter(name -> fits(file, hyper, name)).toList();
  }

  private static boolean fits(GgufFile file, Hyper hyper, String name) {
    MeasuredWeights weights = new MeasuredWeights(file);
    try {
      Architectures.find(name).orElseThrow().build(hyper, weights);
      weights.requireAllUsed(name);
      return true;
    } catch (RhapsodeException otherTensors) {
      return false;
    }
  }
}
