package rhapsode.run;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.MetadataOverride;
import rhapsode.gguf.Part;
import rhapsode.gguf.TensorInfo;

/** What tells one model's file from another without reading all of it. */
final class Fingerprint {
  /** Bytes read of each tensor, from its middle. */
  private static final long SAMPLE = 4096;

  private Fingerprint() {}

  /** SHA-256 of size and head of each part, of overrides, and of a sample of each tensor. */
  static String of(GgufFile file) {
    MessageDigest digest = sha256();
    for (Part part : file.parts()) {
      long head =
          file.tensors().stream()
              .filter(tensor -> tensor.part() == part.number())
              .mapToLong(TensorInfo::offset)
              .min()
              .orElse(part.segment().byteSize());
      digest.update(Long.toString(part.segment().byteSize()).getBytes(StandardCharsets.US_ASCII));
      digest.update(part.segment().asSlice(0, head).asByteBuffer());
    }
    for (MetadataOverride override : file.overrides()) {
      digest.update(override.text().getBytes(StandardCharsets.UTF_8));
    }
    for (TensorInfo tensor : file.tensors()) {
      MemorySegment data = file.data(tensor);
      long length = Math.min(SAMPLE, data.byteSize());
      digest.update(data.asSlice((data.byteSize() - length) / 2, length).asByteBuffer());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
