package rhapsode.lab.quantize;

import java.util.List;
import rhapsode.gguf.TensorInfo;

/** What a tensor does in a model, as far as its type depends on it; told by its name. */
enum Role {
  /** Not a matrix of weights, or one that suffers from rounding more than it saves. */
  KEPT,
  TOKEN_EMBEDDING,
  OUTPUT,
  QUERY,
  KEY,
  /** Makes values, alone or with queries and keys. */
  VALUE,
  ATTENTION_OUTPUT,
  GATE,
  UP,
  DOWN,
  OTHER;

  /** Parts of the names of matrices that keep their type: norms, routers, small or scanned ones. */
  private static final List<String> KEPT_NAMES =
      List.of(
          "_norm.weight",
          "ffn_gate_inp.weight",
          "ffn_gate_tid2eid.weight",
          "altup",
          "laurel",
          "per_layer_model_proj",
          "position_embd.weight",
          "token_types.weight",
          "ssm_conv1d",
          "shortconv.conv.weight",
          "time_mix_first.weight",
          "time_mix_w1.weight",
          "time_mix_w2.weight",
          "time_mix_v1.weight",
          "time_mix_v2.weight",
          "time_mix_a1.weight",
          "time_mix_a2.weight",
          "time_mix_g1.weight",
          "time_mix_g2.weight",
          "time_mix_decay_w",
          "time_mix_lerp_fused.weight",
          "attn_rel_b.weight",
          ".patch_embd");

  static Role of(TensorInfo tensor) {
    String name = tensor.name();
    if (tensor.shape().length < 2
        || tensor.rows() < 2
        || !name.endsWith("weight")
        || KEPT_NAMES.stream().anyMatch(name::contains)) {
      return KEPT;
    }
    if (name.equals("output.weight")) {
      return OUTPUT;
    }
    if (name.equals("token_embd.weight") || name.equals("per_layer_token_embd.weight")) {
      return TOKEN_EMBEDDING;
    }
    return switch (part(name)) {
      case "attn_q" -> QUERY;
      case "attn_k" -> KEY;
      case "attn_v", "attn_qkv", "attn_kv_b" -> VALUE;
      case "attn_output" -> ATTENTION_OUTPUT;
      case "ffn_gate", "ffn_gate_exps" -> GATE;
      case "ffn_up", "ffn_up_exps" -> UP;
      case "ffn_down", "ffn_down_exps" -> DOWN;
      default -> OTHER;
    };
  }

  /** "attn_q" of "blk.3.attn_q.weight". */
  private static String part(String name) {
    int end = name.lastIndexOf('.');
    return name.substring(name.lastIndexOf('.', end - 1) + 1, end);
  }
}
