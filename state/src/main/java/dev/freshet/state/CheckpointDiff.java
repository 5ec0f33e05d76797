package dev.freshet.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How two checkpoints differ, array by array.
 *
 * @param arrays in the order of the first checkpoint, then those that only the second has
 */
public record CheckpointDiff(List<ArrayDiff> arrays) {

  /**
   * One array in both.
   *
   * @param normBefore L2 norm in the first checkpoint; null where it is not there, or no F32 or F64
   * @param normAfter in the second
   * @param relativeChange {@code ||after - before|| / ||before||}; null where there is no such
   *     number: an array is missing, has another shape, or was all zeros
   * @param changedShare elements whose bits differ, of all; null where an array is missing or has
   *     another shape
   */
  public record ArrayDiff(
      String group,
      String name,
      List<Long> shape,
      @Nullable Double normBefore,
      @Nullable Double normAfter,
      @Nullable Double relativeChange,
      @Nullable Double changedShare) {}

  /** A whole group as if it were one array; arrays that are not in both do not count. */
  public ArrayDiff total(String group) {
    double before = 0;
    double after = 0;
    double distance = 0;
    double changed = 0;
    long count = 0;
    for (ArrayDiff array : arrays) {
      Double first = array.normBefore();
      Double second = array.normAfter();
      Double share = array.changedShare();
      if (array.group().equals(group) && first != null && second != null && share != null) {
        long elements = array.shape().stream().reduce(1L, (a, b) -> a * b);
        before += first * first;
        after += second * second;
        Double relative = array.relativeChange();
        distance += Math.pow(relative == null ? second : relative * first, 2);
        changed += share * elements;
        count += elements;
      }
    }
    return new ArrayDiff(
        group,
        "all",
        List.of(count),
        Math.sqrt(before),
        Math.sqrt(after),
        before == 0 ? null : Math.sqrt(distance / before),
        count == 0 ? null : changed / count);
  }

  public static CheckpointDiff of(Checkpoint before, Checkpoint after) {
    List<ArrayDiff> diffs = new ArrayList<>();
    Set<String> groups = new LinkedHashSet<>(before.groups().keySet());
    groups.addAll(after.groups().keySet());
    for (String group : groups) {
      Map<String, NamedArray> first = byName(before.group(group));
      Map<String, NamedArray> second = byName(after.group(group));
      Set<String> names = new LinkedHashSet<>(first.keySet());
      names.addAll(second.keySet());
      names.forEach(name -> diffs.add(of(group, name, first.get(name), second.get(name))));
    }
    return new CheckpointDiff(List.copyOf(diffs));
  }

  private static Map<String, NamedArray> byName(List<NamedArray> arrays) {
    Map<String, NamedArray> byName = new LinkedHashMap<>();
    arrays.forEach(array -> byName.put(array.name(), array));
    return byName;
  }

  private static ArrayDiff of(
      String group, String name, @Nullable NamedArray before, @Nullable NamedArray after) {
    NamedArray known = after == null ? before : after;
    List<Long> shape = known == null ? List.of() : known.shape();
    Double normBefore = before == null ? null : norm(before, null);
    Double normAfter = after == null ? null : norm(after, null);
    if (before == null
        || after == null
        || !before.dtype().equals(after.dtype())
        || !before.shape().equals(after.shape())) {
      return new ArrayDiff(group, name, shape, normBefore, normAfter, null, null);
    }
    Double distance = norm(after, before);
    Double relative =
        distance == null || normBefore == null || normBefore == 0 ? null : distance / normBefore;
    return new ArrayDiff(
        group, name, shape, normBefore, normAfter, relative, changedShare(before, after));
  }

  /** The L2 norm of an array, or of its difference from another; null for whole numbers. */
  private static @Nullable Double norm(NamedArray array, @Nullable NamedArray minus) {
    int width = width(array);
    if (!array.dtype().equals("F32") && !array.dtype().equals("F64")) {
      return null;
    }
    ByteBuffer bytes = array.bytes();
    ByteBuffer other = minus == null ? null : minus.bytes();
    double sum = 0;
    for (int at = 0; at < bytes.limit(); at += width) {
      double value = at(bytes, at, width) - (other == null ? 0 : at(other, at, width));
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  private static double at(ByteBuffer bytes, int at, int width) {
    return width == Float.BYTES ? bytes.getFloat(at) : bytes.getDouble(at);
  }

  private static double changedShare(NamedArray before, NamedArray after) {
    int width = width(before);
    byte[] first = new byte[width];
    byte[] second = new byte[width];
    ByteBuffer one = before.bytes();
    ByteBuffer two = after.bytes();
    long changed = 0;
    long count = 0;
    while (one.hasRemaining()) {
      one.get(first);
      two.get(second);
      changed += Arrays.equals(first, second) ? 0 : 1;
      count++;
    }
    return count == 0 ? 0 : (double) changed / count;
  }

  private static int width(NamedArray array) {
    return (int) Dtypes.bytes(array.dtype(), List.of());
  }
}
