package dev.freshet.tensor.safetensors;

import static dev.freshet.tensor.safetensors.SafetensorsHeader.shown;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads tensors from a safetensors file, or from the shards that an index names. F16 and BF16 are
 * widened to F32.
 */
public final class SafetensorsReader {
  private SafetensorsReader() {}

  /**
   * Reads {@code model.safetensors}, or {@code model.safetensors.index.json} and its shards, of a
   * directory into the current scope.
   *
   * @throws FreshetException if neither is there or one is damaged
   */
  public static TensorTree readModel(Path directory) {
    Path single = directory.resolve("model.safetensors");
    Path index = directory.resolve("model.safetensors.index.json");
    if (Files.exists(single)) {
      return read(single);
    }
    if (!Files.exists(index)) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "there is no model.safetensors here",
          directory.toString(),
          "give a model directory in Hugging Face layout");
    }
    Map<String, Tensor> all = new LinkedHashMap<>();
    Map<String, String> shardOf = readIndex(index);
    for (String shard : new TreeSet<>(shardOf.values())) {
      read(directory.resolve(shard))
          .tensors()
          .forEach(
              (name, tensor) -> {
                if (shard.equals(shardOf.get(name))) {
                  all.put(name, tensor);
                }
              });
    }
    for (String name : shardOf.keySet()) {
      if (!all.containsKey(name)) {
        throw damaged(index, "its shards lack tensor " + shown(name), null);
      }
    }
    return TensorTree.of(all);
  }

  private static Map<String, String> readIndex(Path index) {
    try {
      JsonNode map = new ObjectMapper().readTree(Files.readAllBytes(index)).path("weight_map");
      Map<String, String> shardOf = new TreeMap<>();
      for (Map.Entry<String, JsonNode> entry : map.properties()) {
        String shard = entry.getValue().asText();
        if (!shard.matches("[\\w.-]+\\.safetensors") || shard.contains("..")) {
          throw damaged(index, "it names the shard " + shown(shard), null);
        }
        shardOf.put(entry.getKey(), shard);
      }
      if (shardOf.isEmpty()) {
        throw damaged(index, "it has no weight_map", null);
      }
      return shardOf;
    } catch (JsonProcessingException e) {
      throw damaged(index, "it is not JSON", e);
    } catch (IOException e) {
      throw damaged(index, "it cannot be read: " + e.getMessage(), e);
    }
  }

  /** Reads all tensors of one file into the current scope, in the order of their bytes. */
  public static TensorTree read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SafetensorsHeader header = header(file, channel);
      long start = channel.position();
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (Map.Entry<String, SafetensorsHeader.Entry> entry : header.entries().entrySet()) {
        tensors.put(entry.getKey(), tensor(file, channel, start, entry.getKey(), entry.getValue()));
      }
      return TensorTree.of(tensors);
    } catch (IOException e) {
      throw damaged(file, "it cannot be read: " + e.getMessage(), e);
    }
  }

  /** The free strings of a file's header. */
  public static Map<String, String> readMetadata(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return Map.copyOf(header(file, channel).metadata());
    } catch (IOException e) {
      throw damaged(file, "it cannot be read: " + e.getMessage(), e);
    }
  }

  private static SafetensorsHeader header(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw damaged(file, "it is only " + size + " bytes long", null);
    }
    long length = readFully(file, channel, 0, 8).getLong();
    if (length < 2 || length > SafetensorsHeader.MAX_HEADER_BYTES || length > size - 8) {
      throw damaged(
          file,
          "its header claims " + Long.toUnsignedString(length) + " bytes, the file has " + size,
          null);
    }
    byte[] json = new byte[(int) length];
    readFully(file, channel, 8, (int) length).get(json);
    try {
      SafetensorsHeader header = SafetensorsHeader.parse(json, size - 8 - length);
      channel.position(8 + length);
      return header;
    } catch (SafetensorsHeader.InvalidHeaderException e) {
      throw damaged(file, String.valueOf(e.getMessage()), e);
    }
  }

  private static Tensor tensor(
      Path file, FileChannel channel, long start, String name, SafetensorsHeader.Entry entry)
      throws IOException {
    if (entry.bytes() > Integer.MAX_VALUE - 8) {
      throw damaged(file, "tensor " + shown(name) + " is larger than 2 GiB", null);
    }
    ByteBuffer raw = readFully(file, channel, start + entry.begin(), (int) entry.bytes());
    return switch (entry.dtype()) {
      case "F32" -> Tensor.of(raw, Dtype.F32, entry.shape());
      case "F64" -> Tensor.of(raw, Dtype.F64, entry.shape());
      case "I64" -> Tensor.of(raw, Dtype.I64, entry.shape());
      case "F16" -> Tensor.of(HalfPrecision.widenF16(raw), entry.shape());
      case "BF16" -> Tensor.of(HalfPrecision.widenBf16(raw), entry.shape());
      default ->
          throw damaged(
              file, "tensor " + shown(name) + " is of " + entry.dtype() + ", no weights", null);
    };
  }

  private static ByteBuffer readFully(Path file, FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw damaged(file, "it ends early", null);
      }
    }
    return buffer.flip();
  }

  private static FreshetException damaged(
      Path file, String what, @org.jspecify.annotations.Nullable Throwable cause) {
    boolean missing = !Files.exists(file);
    return new FreshetException(
        ExitCode.ARTEFACT,
        missing ? "there is no such file" : "this is not a sound safetensors file: " + what,
        file.toString(),
        missing ? "check the path" : "fetch or export the file again",
        cause);
  }
}
