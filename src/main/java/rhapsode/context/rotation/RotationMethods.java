package rhapsode.context.rotation;

import java.util.List;
import rhapsode.context.Methods;

/** The list of rotations that a command line can ask for. */
public final class RotationMethods {
  /** All of them. */
  public static final Methods<Stretching> ALL =
      new Methods<>(
          "rotation",
          List.of(
              Plain.METHOD,
              Plain.UNTURNED,
              Linear.METHOD,
              Ntk.METHOD,
              DynamicNtk.METHOD,
              DynamicYarn.METHOD,
              ByParts.METHOD,
              TwoRamps.METHOD,
              Yarn.METHOD,
              Llama3.METHOD,
              LongRope.METHOD,
              Base.METHOD,
              TruncatedBasis.METHOD,
              PowerBasis.METHOD,
              XPos.METHOD,
              LogLength.METHOD,
              Temperature.METHOD));

  private RotationMethods() {}
}
