package dev.freshet.adapter;

import dev.freshet.learner.retention.Memory;
import dev.freshet.learner.retention.Remembered;
import dev.freshet.learner.retention.Reservoir;
import dev.freshet.learner.tokenizer.Tokenizer;
import dev.freshet.state.Checkpoint;
import dev.freshet.state.NamedArray;
import dev.freshet.tensor.TensorTree;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The documents that a lane may learn again, as a group of a checkpoint, and back: their texts,
 * since a checkpoint needs no record from before it. A text goes with the checkpoints that hold it.
 */
final class MemoryArrays {
  private static final String GROUP = "reservoir";
  private static final String DOCUMENTS = "documents";
  private static final String SEEN = "reservoir.seen";

  private MemoryArrays() {}

  /** None where no document is kept. */
  static Map<String, List<NamedArray>> groups(Memory memory) {
    List<byte[]> texts = new ArrayList<>();
    for (Remembered document : memory.reservoir().documents()) {
      texts.add(document.id().getBytes(StandardCharsets.UTF_8));
      texts.add(document.text().text().getBytes(StandardCharsets.UTF_8));
    }
    if (texts.isEmpty()) {
      return Map.of();
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(texts.stream().mapToInt(text -> Integer.BYTES + text.length).sum());
    texts.forEach(text -> bytes.putInt(text.length).put(text));
    bytes.flip();
    long[] shape = {bytes.remaining()};
    return Map.of(GROUP, List.of(NamedArray.of(DOCUMENTS, "U8", shape, bytes)));
  }

  /** How many documents were offered, as a note; none where none was. */
  static void note(Memory memory, Map<String, String> notes) {
    if (memory.reservoir().seen() > 0) {
      notes.put(SEEN, Long.toString(memory.reservoir().seen()));
    }
  }

  /**
   * What a checkpoint's lane remembers.
   *
   * @param average of the weights; null where it keeps none
   */
  static Memory read(Checkpoint checkpoint, @Nullable TensorTree average, Tokenizer tokenizer) {
    List<Remembered> documents = new ArrayList<>();
    for (NamedArray array : checkpoint.group(GROUP)) {
      ByteBuffer bytes = array.bytes().order(ByteOrder.BIG_ENDIAN);
      while (bytes.hasRemaining()) {
        String id = text(bytes);
        documents.add(new Remembered(id, tokenizer.encode(text(bytes))));
      }
    }
    String seen = checkpoint.manifest().notes().getOrDefault(SEEN, "0");
    return new Memory(
        checkpoint.manifest().step(), new Reservoir(documents, Long.parseLong(seen)), average);
  }

  private static String text(ByteBuffer bytes) {
    byte[] text = new byte[bytes.getInt()];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
