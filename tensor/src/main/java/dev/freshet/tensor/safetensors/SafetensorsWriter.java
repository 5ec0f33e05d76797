package dev.freshet.tensor.safetensors;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes tensors to a safetensors file: whole or not at all. */
public final class SafetensorsWriter {
  /** How float32 tensors are stored. Other types are stored as they are. */
  public enum Precision {
    F32,
    /** Half the size; each weight is rounded to 8 significant bits. */
    BF16
  }

  private SafetensorsWriter() {}

  /**
   * Writes to a temporary file beside the target, forces it to disk and moves it into place.
   *
   * @param metadata free strings for the header; may be empty
   */
  public static void write(
      Path file, TensorTree tree, Precision precision, Map<String, String> metadata) {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        writeFully(channel, header(tree, precision, metadata));
        for (Tensor tensor : tree.tensors().values()) {
          writeFully(channel, bytes(tensor, precision));
        }
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.FAILURE,
          "the file cannot be written: " + e.getMessage(),
          file.toString(),
          "free some space, or write elsewhere",
          e);
    } finally {
      temporary.toFile().delete();
    }
  }

  private static ByteBuffer header(
      TensorTree tree, Precision precision, Map<String, String> metadata) throws IOException {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      header.put("__metadata__", metadata);
    }
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tree.tensors().entrySet()) {
      Tensor tensor = entry.getValue();
      boolean halved = halved(tensor, precision);
      long end = offset + tensor.count() * (halved ? 2 : tensor.dtype().bytes());
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("dtype", halved ? "BF16" : tensor.dtype().name());
      fields.put("shape", tensor.shape());
      fields.put("data_offsets", new long[] {offset, end});
      header.put(entry.getKey(), fields);
      offset = end;
    }
    byte[] json = new ObjectMapper().writer().writeValueAsBytes(header);
    int padded = (json.length + 7) / 8 * 8; // the data begin aligned, as the format's library does
    ByteBuffer buffer = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(padded).put(json);
    while (buffer.hasRemaining()) {
      buffer.put((byte) ' ');
    }
    return buffer.flip();
  }

  private static boolean halved(Tensor tensor, Precision precision) {
    return precision == Precision.BF16 && tensor.dtype() == Dtype.F32;
  }

  private static ByteBuffer bytes(Tensor tensor, Precision precision) {
    if (!halved(tensor, precision)) {
      return tensor.toBytes();
    }
    float[] values = tensor.toFloats();
    ByteBuffer buffer = ByteBuffer.allocate(values.length * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putShort(HalfPrecision.toBf16(value));
    }
    return buffer.flip();
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
