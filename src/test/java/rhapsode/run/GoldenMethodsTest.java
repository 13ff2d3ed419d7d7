package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rhapsode.context.Stretch;
import rhapsode.testing.Fixture;
import rhapsode.testing.Golden;
import tools.jackson.databind.JsonNode;

/** Every method against what its authors' code, or a second implementation, gives. */
class GoldenMethodsTest {
  /** Rounding of float32 sums; logits have a standard deviation of about 4. */
  private static final double BOUND = 1e-3;

  private static Model model;

  @BeforeAll
  static void open() {
    model = Model.open(Fixture.of("llama-gqa").model());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  static List<Golden> rotations() {
    return Golden.of("rotation").stream()
        .filter(golden -> !golden.name().startsWith("alibi"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("rotations")
  void rotation(Golden golden) {
    Stretch stretch = stretch(rotationOf(golden), null, null);
    golden.prompts().forEach(run -> checkWhole(run, stretch));
    for (Golden.Run run : golden.decodes("stale")) {
      checkTokenByToken(run, stretch(rotationOf(golden) + ",keys=stale", null, null));
    }
  }

  static List<Golden> distances() {
    return Golden.of("remap").stream().filter(golden -> !golden.name().startsWith("pcw")).toList();
  }

  @ParameterizedTest
  @MethodSource("distances")
  void distance(Golden golden) {
    Stretch stretch = distanceOf(golden);
    golden.prompts().forEach(run -> checkWhole(run, stretch));
  }

  private static Stretch distanceOf(Golden golden) {
    String name = golden.name().replaceFirst("-.*", "");
    String sight = null;
    String distance =
        switch (name) {
          case "dca" ->
              "dual-chunk:chunk=%s,local=%s%s"
                  .formatted(
                      golden.figure("chunk_size"),
                      golden.figure("local_window"),
                      golden.name().endsWith("mscale") ? ",grows=64" : "");
          case "leakyrerope" ->
              "leaky-rerope:window=%s,leak=%s"
                  .formatted(golden.figure("window"), golden.figure("k"));
          case "lminfinite" -> {
            sight =
                "sinks:count=%s,window=%s"
                    .formatted(golden.figure("global"), golden.figure("local"));
            yield "rerope:window=" + golden.figure("limit");
          }
          case "rerope" ->
              "rerope:window=%s%s"
                  .formatted(
                      golden.figure("window"),
                      golden.name().endsWith("logn") ? ",log-length=64" : "");
          case "selfextend" ->
              "self-extend:group=%s,window=%s,shift=%s"
                  .formatted(
                      golden.figure("group"),
                      golden.figure("window"),
                      golden.name().contains("floor") ? "floored" : "real");
          default -> throw new IllegalArgumentException(name);
        };
    return stretch(null, distance, sight);
  }

  static List<Golden> sights() {
    return Golden.of("sight").stream()
        .filter(golden -> golden.name().matches("(chunked|dilated|fixed|sinks|strided|window).*"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("sights")
  void sight(Golden golden) {
    String name = golden.name().replaceFirst("-.*", "");
    String sight =
        switch (name) {
          case "chunked" -> "chunked:" + golden.figure("chunk");
          case "dilated" ->
              "dilated:size=%s,dilation=%s"
                  .formatted(golden.figure("window_keys"), golden.figure("dilation"));
          case "fixed" ->
              "fixed:stride=%s,columns=%s".formatted(golden.figure("l"), golden.figure("c"));
          case "sinks" ->
              "sinks:count=%s,window=%s".formatted(golden.figure("sinks"), golden.figure("window"));
          case "strided" -> "strided:" + golden.figure("l");
          default -> "window:" + golden.figure("window");
        };
    golden.prompts().forEach(run -> checkWhole(run, stretch(null, null, sight)));
    golden.prompts().forEach(run -> checkCut(run, stretch(null, null, sight)));
  }

  static List<Golden> streams() {
    return Golden.of("retention").stream()
        .filter(golden -> golden.name().startsWith("streamingllm"))
        .toList();
  }

  /** At once is the same as token by token, with a prompt that is attended to whole or not. */
  @ParameterizedTest
  @MethodSource("streams")
  void positionsWithinTheCache(Golden golden) {
    golden.prompts().forEach(run -> checkWhole(run, streaming(golden, 0)));
    Stretch kept =
        Stretch.parse(
            List.of(),
            List.of(),
            List.of(),
            List.of(
                "sinks:count=%s,recent=%s"
                    .formatted(golden.figure("sinks"), golden.figure("recent"))));
    golden.prompts().forEach(run -> checkWhole(run, kept));
    golden.prompts().forEach(run -> checkCut(run, kept));
    golden.decodes("").forEach(run -> checkWhole(run, streaming(golden, run.prefill())));
    golden.decodes("").forEach(run -> checkTokenByToken(run, streaming(golden, run.prefill())));
  }

  private static Stretch streaming(Golden golden, int dense) {
    int window = golden.setting().get("recent").asInt() + 1;
    String sinks = golden.figure("sinks");
    return stretch(
        null,
        "in-cache:sinks=%s,window=%d,dense=%d".formatted(sinks, window, dense),
        "sinks:count=%s,window=%d,dense=%d".formatted(sinks, window, dense));
  }

  /** Hugging Face's cache keeps keys as they were turned; what it writes then is known too. */
  @Test
  void dynamicNtkWithStaleKeysWritesWhatTransformersWrites() {
    Fixture fixture = Fixture.of("llama-rope-dynamic");
    Stretch stale = stretch("dynamic-ntk:factor=4,original=32,keys=stale", null, null);
    try (Model dynamic = Model.open(fixture.model())) {
      for (JsonNode prompt : fixture.golden().get("prompts")) {
        try (Session session = dynamic.session(options(stale))) {
          float[] logits = session.feed(Golden.integers(prompt.get("ids")));
          for (int expected : Golden.integers(prompt.get("greedy16_cached"))) {
            int best = 0;
            for (int id = 1; id < logits.length; id++) {
              best = logits[id] > logits[best] ? id : best;
            }
            assertEquals(expected, best);
            logits = session.feed(expected);
          }
        }
      }
    }
  }

  private static String rotationOf(Golden golden) {
    String name = golden.name().replaceFirst("-.*", "");
    return switch (name) {
      case "abf" -> "base:" + golden.figure("base");
      case "attntemp" -> "temperature:32";
      case "byparts" ->
          "ntk-by-parts:factor=%s,original=64,ramp=%s"
              .formatted(
                  golden.figure("factor"), golden.name().contains("code") ? "index" : "turns");
      case "dynamicntk" -> "dynamic-ntk:factor=%s,original=64".formatted(golden.figure("factor"));
      case "dynamicyarn" -> "dynamic-yarn:original=64";
      case "hf", "none" -> "none";
      case "linear" -> "linear:" + golden.figure("factor");
      case "llama3" -> "llama3:factor=%s,original=64".formatted(golden.figure("factor"));
      case "logn" -> "log-length:64";
      case "longrope" ->
          "longrope:short=%s,long=%s,factor=8,original=64"
              .formatted(golden.figures("short_factor"), golden.figures("long_factor"));
      case "nope" -> "nope";
      case "ntk" -> "ntk:factor=" + golden.figure("alpha");
      case "partntk" -> "ntk-two-ramps:factor=%s,original=64".formatted(golden.figure("scale"));
      case "powerbasis" -> "power-basis:0.5";
      case "truncated" -> "truncated-basis:length=64";
      case "xpos" -> "xpos:base=" + golden.figure("scale_base") + ",centre=40";
      case "yarn" -> "yarn:factor=%s,original=64".formatted(golden.figure("factor"));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Stretch stretch(String rotation, String distance, String sight) {
    return Stretch.parse(list(rotation), list(distance), list(sight), List.of());
  }

  private static List<String> list(String method) {
    return method == null ? List.of() : List.of(method);
  }

  private static Session.Options options(Stretch stretch) {
    return new Session.Options(512, 50, CacheType.F32, stretch);
  }

  private static void checkWhole(Golden.Run run, Stretch stretch) {
    try (Session session = model.session(options(stretch))) {
      session.score(run.ids(), (position, logits) -> check(run, position, logits));
    }
  }

  private static void checkCut(Golden.Run run, Stretch stretch) {
    try (Session session = model.session(options(stretch))) {
      int half = run.ids().length / 3;
      session.score(
          Arrays.copyOf(run.ids(), half), (position, logits) -> check(run, position, logits));
      session.score(
          Arrays.copyOfRange(run.ids(), half, run.ids().length),
          (position, logits) -> check(run, position, logits));
    }
  }

  private static void checkTokenByToken(Golden.Run run, Stretch stretch) {
    try (Session session = model.session(options(stretch))) {
      check(run, run.prefill() - 1, session.feed(Arrays.copyOf(run.ids(), run.prefill())));
      for (int position = run.prefill(); position < run.ids().length; position++) {
        check(run, position, session.feed(run.ids()[position]));
      }
    }
  }

  private static void check(Golden.Run run, int position, float[] logits) {
    int row = Arrays.binarySearch(run.rows(), position - run.first());
    if (row >= 0) {
      for (int k = 0; k < run.top()[row].length; k++) {
        assertEquals(
            run.logits()[row][k],
            logits[run.top()[row][k]],
            BOUND,
            "position %d, rank %d".formatted(position, k));
      }
    }
  }
}
