package dev.fovea.nn.checkpoint;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the instructions of a Python pickle (protocols 2 to 5) that build data; whatever would import or call goes to a
 * {@link World}, which refuses all that it does not know.
 *
 * <p>Dictionaries become {@link LinkedHashMap}, lists {@link ArrayList}, tuples unmodifiable lists, whole numbers
 * {@link Long} or {@link BigInteger}, other numbers {@link Double}. Work and memory are bounded by the length of the
 * pickle and by {@value #MOST_INSTRUCTIONS} instructions.
 */
final class Pickle {
  private static final int MOST_INSTRUCTIONS = 10_000_000;
  private static final int LONGEST_NUMBER = 256;

  /** The longest pickle, in bytes: the tensors themselves are stored beside it. */
  static final long LONGEST = 1 << 28;

  /** What a pickle may reach outside itself. */
  interface World {
    /** What a dotted name stands for; refuses names that it does not know. */
    Object global(String name);

    /** The result of a call. */
    @Nullable Object call(@Nullable Object callable, List<@Nullable Object> arguments);

    /** Gives an object its state. */
    void build(@Nullable Object target, @Nullable Object state);

    /** What is stored outside the pickle. */
    Object persistent(@Nullable Object id);
  }

  private final PickleInput in;
  private final World world;
  private final List<@Nullable Object> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, @Nullable Object> memo = new HashMap<>();

  private Pickle(PickleInput in, World world) {
    this.in = in;
    this.world = world;
  }

  /** The value of the next pickle in the input. */
  static @Nullable Object load(PickleInput in, World world) throws IOException {
    Pickle pickle = new Pickle(in, world);
    long end = in.remaining() - LONGEST;
    for (int count = 0; count < MOST_INSTRUCTIONS && in.remaining() >= end; count++) {
      int instruction = in.unsignedByte();
      if (instruction == '.') {
        return pickle.pop();
      }
      pickle.step(instruction);
    }
    throw new CheckpointException("the pickle has more than " + MOST_INSTRUCTIONS + " instructions or " + LONGEST
        + " bytes; "
        + "save the state dict alone with torch.save(model.state_dict(), path)");
  }

  private void step(int instruction) throws IOException {
    switch (instruction) {
      case 0x80 -> in.unsignedByte(); // PROTO
      case 0x95 -> in.bytes(8); // FRAME
      case '(' -> marks.add(stack.size());
      case '0' -> pop();
      case '1' -> popToMark();
      case '2' -> stack.add(top());
      case 'N' -> stack.add(null);
      case 0x88 -> stack.add(true);
      case 0x89 -> stack.add(false);
      case 'K' -> stack.add((long) in.unsignedByte());
      case 'M' -> stack.add((long) in.buffer(2).getChar());
      case 'J' -> stack.add((long) in.buffer(4).getInt());
      case 0x8a -> stack.add(number(in.unsignedByte()));
      case 0x8b -> stack.add(number(unsignedInt()));
      case 'G' -> stack.add(in.buffer(8).order(ByteOrder.BIG_ENDIAN).getDouble());
      case 'U', 0x8c -> stack.add(in.text(in.unsignedByte()));
      case 'T', 'X' -> stack.add(in.text(unsignedInt()));
      case 0x8d -> stack.add(in.text(in.buffer(8).getLong()));
      case 'C' -> stack.add(in.bytes(in.unsignedByte()));
      case 'B' -> stack.add(in.bytes(unsignedInt()));
      case ')' -> stack.add(List.of());
      case 0x85 -> tuple(stack.size() - 1);
      case 0x86 -> tuple(stack.size() - 2);
      case 0x87 -> tuple(stack.size() - 3);
      case 't' -> stack.add(Collections.unmodifiableList(popToMark()));
      case ']' -> stack.add(new ArrayList<>());
      case 'l' -> stack.add(popToMark());
      case '}' -> stack.add(new LinkedHashMap<>());
      case 'd' -> dictionary();
      case 'a' -> append(one());
      case 'e' -> append(popToMark());
      case 's' -> put(pair());
      case 'u' -> put(popToMark());
      case 'q' -> memo.put((long) in.unsignedByte(), top());
      case 'r' -> memo.put(unsignedInt(), top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 'h' -> recall(in.unsignedByte());
      case 'j' -> recall(unsignedInt());
      case 'c' -> stack.add(world.global(in.line() + "." + in.line()));
      case 0x93 -> stackGlobal();
      case 'R', 0x81 -> call(); // REDUCE, NEWOBJ
      case 'b' -> build();
      case 'Q' -> stack.add(world.persistent(pop()));
      case 'i' -> throw refused("INST of " + world.global(in.line() + "." + in.line()));
      default -> throw refused(String.format("0x%02x", instruction));
    }
  }

  private CheckpointException refused(String instruction) {
    return new CheckpointException("refused the pickle instruction " + instruction
        + ": state dicts have no use for it, "
        + "and a pickle can run any code. Save the state dict alone with torch.save(model.state_dict(), path), "
        + "or get the file as safetensors");
  }

  private long unsignedInt() throws IOException {
    return Integer.toUnsignedLong(in.buffer(4).getInt());
  }

  private Object number(long length) throws IOException {
    if (length > LONGEST_NUMBER) {
      throw new CheckpointException("a whole number of " + length + " bytes; the file is damaged");
    }
    byte[] bytes = in.bytes(length);
    for (int i = 0; i < bytes.length / 2; i++) {
      byte swap = bytes[i];
      bytes[i] = bytes[bytes.length - 1 - i];
      bytes[bytes.length - 1 - i] = swap;
    }
    BigInteger value = bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private int floor() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }

  private @Nullable Object top() {
    if (stack.size() <= floor()) {
      throw new CheckpointException("the pickle uses a value that it has not made; the file is damaged");
    }
    return stack.get(stack.size() - 1);
  }

  private @Nullable Object pop() {
    Object value = top();
    stack.remove(stack.size() - 1);
    return value;
  }

  private List<@Nullable Object> popFrom(int start) {
    if (start < floor()) {
      throw new CheckpointException("the pickle uses a value that it has not made; the file is damaged");
    }
    List<@Nullable Object> tail = stack.subList(start, stack.size());
    List<@Nullable Object> values = new ArrayList<>(tail);
    tail.clear();
    return values;
  }

  private List<@Nullable Object> popToMark() {
    if (marks.isEmpty()) {
      throw new CheckpointException("the pickle closes a group that it has not opened; the file is damaged");
    }
    List<@Nullable Object> values = popFrom(floor());
    marks.remove(marks.size() - 1);
    return values;
  }

  private List<@Nullable Object> one() {
    return popFrom(stack.size() - 1);
  }

  private List<@Nullable Object> pair() {
    return popFrom(stack.size() - 2);
  }

  private void tuple(int start) {
    stack.add(Collections.unmodifiableList(popFrom(start)));
  }

  @SuppressWarnings("unchecked")
  private void append(List<@Nullable Object> values) {
    if (!(top() instanceof ArrayList<?> list)) {
      throw new CheckpointException("the pickle appends to what is no list; the file is damaged");
    }
    ((List<@Nullable Object>) list).addAll(values);
  }

  private void dictionary() {
    List<@Nullable Object> items = popToMark();
    stack.add(new LinkedHashMap<>());
    put(items);
  }

  @SuppressWarnings("unchecked")
  private void put(List<@Nullable Object> items) {
    if (!(top() instanceof LinkedHashMap<?, ?> map) || items.size() % 2 != 0) {
      throw new CheckpointException("the pickle sets items of what is no dictionary; the file is damaged");
    }
    for (int i = 0; i < items.size(); i += 2) {
      putOne((Map<@Nullable Object, @Nullable Object>) map, items.get(i), items.get(i + 1));
    }
  }

  /** Puts an entry whose key has a hash that cannot run away. */
  static void putOne(Map<@Nullable Object, @Nullable Object> map, @Nullable Object key, @Nullable Object value) {
    boolean plain = key == null || key instanceof String || key instanceof Number || key instanceof Boolean;
    if (!plain) {
      throw new CheckpointException("a dictionary has a " + key.getClass().getSimpleName()
          + " as a key; expected text or numbers. Save the state dict alone with torch.save(model.state_dict(), path)");
    }
    map.put(key, value);
  }

  private void recall(long index) {
    if (!memo.containsKey(index)) {
      throw new CheckpointException("the pickle recalls value " + index
          + ", which it has not kept; the file is damaged");
    }
    stack.add(memo.get(index));
  }

  private void stackGlobal() {
    List<@Nullable Object> names = pair();
    if (!(names.get(0) instanceof String module) || !(names.get(1) instanceof String name)) {
      throw new CheckpointException("the pickle names something by what is no text; the file is damaged");
    }
    stack.add(world.global(module + "." + name));
  }

  @SuppressWarnings("unchecked")
  private void call() {
    List<@Nullable Object> both = pair();
    if (!(both.get(1) instanceof List<?> arguments)) {
      throw new CheckpointException("the pickle makes a call whose arguments are no tuple; the file is damaged");
    }
    stack.add(world.call(both.get(0), (List<@Nullable Object>) arguments));
  }

  private void build() {
    Object state = pop();
    world.build(top(), state);
  }
}
