package rhapsode.testing;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.GgufWriter;
import rhapsode.gguf.TensorType;
import rhapsode.gguf.Value;
import rhapsode.run.Prompt;

/**
 * Tiny models to chat with, written by tests.
 *
 * <p>The scripted one answers everything with the same pieces: embeddings are unit vectors, its one
 * layer adds nothing, and the output matrix has a one where a token follows another. So what comes
 * next depends on the last token alone, and is certain whatever the sampler.
 */
public final class ScriptedModel {
  /** Messages as ChatML has them. */
  public static final String TEMPLATE =
      "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>{% endfor %}<|assistant|>";

  private static final int CONTROL = 3;
  private static final int BYTE = 6;
  private static final int USER_DEFINED = 4;
  private static final List<String> SPECIAL =
      List.of("<unk>", "<s>", "</s>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>");
  private static final int END = SPECIAL.indexOf("</s>");
  private static final int FIRST_BYTE = SPECIAL.size();
  private static final int FIRST_PIECE = FIRST_BYTE + 256;

  private ScriptedModel() {}

  /** Writes a model that answers with these pieces, each of them once, then ends. */
  public static Path write(Path file, String... pieces) {
    return write(file, false, List.of(pieces));
  }

  /** Writes a model whose answers never end: after the last piece the first comes again. */
  public static Path writeEndless(Path file, String... pieces) {
    return write(file, true, List.of(pieces));
  }

  /** Writes a copy of a fixture's model, which computes in earnest, with a chat template. */
  public static Path writeChatting(Path file, String fixture) {
    try (GgufFile source = GgufFile.open(Fixture.of(fixture).model())) {
      String template =
          "{{ bos_token }}{% for m in messages %}{{ m.role }}:{{ m.content }}</s>{% endfor %}"
              + "assistant:";
      GgufWriter.copyOf(source).put(Prompt.TEMPLATE_KEY, Value.text(template)).write(file);
    }
    return file;
  }

  private static Path write(Path file, boolean endless, List<String> script) {
    List<String> tokens = new ArrayList<>(SPECIAL);
    List<Integer> types = new ArrayList<>(Collections.nCopies(SPECIAL.size(), CONTROL));
    for (int b = 0; b < 256; b++) {
      tokens.add("<0x%02X>".formatted(b));
      types.add(BYTE);
    }
    tokens.addAll(script);
    types.addAll(Collections.nCopies(script.size(), USER_DEFINED));
    int width = Math.ceilDiv(tokens.size(), 32) * 32;
    while (tokens.size() < width) {
      tokens.add("<unused%d>".formatted(tokens.size()));
      types.add(CONTROL);
    }
    int[] next = new int[width];
    Arrays.fill(next, END);
    next[SPECIAL.indexOf("<|assistant|>")] = FIRST_PIECE;
    for (int i = 0; i + 1 < script.size(); i++) {
      next[FIRST_PIECE + i] = FIRST_PIECE + i + 1;
    }
    if (endless) {
      next[FIRST_PIECE + script.size() - 1] = FIRST_PIECE;
    }
    GgufWriter writer =
        new GgufWriter()
            .put("general.architecture", Value.text("llama"))
            .put("general.name", Value.text("Scripted"))
            .put("llama.context_length", Value.uint32(256))
            .put("llama.embedding_length", Value.uint32(width))
            .put("llama.block_count", Value.uint32(1))
            .put("llama.feed_forward_length", Value.uint32(32))
            .put("llama.attention.head_count", Value.uint32(width / 32))
            .put("llama.attention.layer_norm_rms_epsilon", Value.float32(1e-5f))
            .put("tokenizer.ggml.model", Value.text("llama"))
            .put("tokenizer.ggml.tokens", Value.strings(tokens))
            .put("tokenizer.ggml.scores", Value.float32s(new float[width]))
            .put(
                "tokenizer.ggml.token_type",
                Value.int32s(types.stream().mapToInt(type -> type).toArray()))
            .put("tokenizer.ggml.bos_token_id", Value.uint32(SPECIAL.indexOf("<s>")))
            .put("tokenizer.ggml.eos_token_id", Value.uint32(END))
            .put("tokenizer.ggml.add_space_prefix", Value.bool(false))
            .put(Prompt.TEMPLATE_KEY, Value.text(TEMPLATE));
    float[] identity = new float[width * width];
    float[] output = new float[width * width];
    for (int token = 0; token < width; token++) {
      identity[token * width + token] = 1;
      output[next[token] * width + token] = 1;
    }
    float[] ones = new float[width];
    Arrays.fill(ones, 1);
    matrix(writer, "token_embd.weight", width, width, identity);
    matrix(writer, "output.weight", width, width, output);
    vector(writer, "output_norm.weight", ones);
    vector(writer, "blk.0.attn_norm.weight", ones);
    vector(writer, "blk.0.ffn_norm.weight", ones);
    for (String name : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
      matrix(writer, "blk.0." + name + ".weight", width, width, new float[width * width]);
    }
    matrix(writer, "blk.0.ffn_gate.weight", width, 32, new float[width * 32]);
    matrix(writer, "blk.0.ffn_up.weight", width, 32, new float[width * 32]);
    matrix(writer, "blk.0.ffn_down.weight", 32, width, new float[width * 32]);
    writer.write(file);
    return file;
  }

  private static void matrix(GgufWriter writer, String name, int cols, int rows, float[] values) {
    writer.add(name, TensorType.F32, new long[] {cols, rows}, floats(values));
  }

  private static void vector(GgufWriter writer, String name, float[] values) {
    writer.add(name, TensorType.F32, new long[] {values.length}, floats(values));
  }

  private static MemorySegment floats(float[] values) {
    return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, values);
  }
}
