package dev.fovea.models.parity;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A card's {@code config}, read by an operation. */
public final class CardOptions {
  private final String operation;
  private final Map<String, @Nullable Object> values;

  CardOptions(String operation, Map<String, @Nullable Object> values) {
    this.operation = operation;
    this.values = values;
  }

  /** The options by name. */
  public Map<String, @Nullable Object> values() {
    return values;
  }

  /** Whether an option is there and not null. */
  public boolean has(String name) {
    return values.get(name) != null;
  }

  /** A number. */
  public double number(String name, double otherwise) {
    Object value = values.get(name);
    return value == null ? otherwise : asNumber(name, value).doubleValue();
  }

  /** A whole number. */
  public long whole(String name, long otherwise) {
    Object value = values.get(name);
    return value == null ? otherwise : asNumber(name, value).longValue();
  }

  /** A whole number that must be there. */
  public long whole(String name) {
    if (!has(name)) {
      throw new IllegalArgumentException(operation + ": the option '" + name + "' is missing");
    }
    return whole(name, 0);
  }

  /** A truth value. */
  public boolean flag(String name, boolean otherwise) {
    Object value = values.get(name);
    if (value == null || value instanceof Boolean) {
      return value == null ? otherwise : (Boolean) value;
    }
    throw wrong(name, "true or false", value);
  }

  /** A text. */
  public String text(String name, String otherwise) {
    Object value = values.get(name);
    return value == null ? otherwise : value.toString();
  }

  /** A list of whole numbers; a single number is a list of one. */
  public long[] wholes(String name) {
    return items(name).stream().mapToLong(item -> asNumber(name, item).longValue()).toArray();
  }

  /** A list of numbers; a single number is a list of one. */
  public double[] numbers(String name) {
    return items(name).stream().mapToDouble(item -> asNumber(name, item).doubleValue()).toArray();
  }

  /** A list; anything else is a list of one. */
  public List<?> items(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(operation + ": the option '" + name + "' is missing");
    }
    return value instanceof List<?> list ? list : List.of(value);
  }

  private Number asNumber(String name, Object value) {
    if (value instanceof Number number) {
      return number;
    }
    throw wrong(name, "a number", value);
  }

  private IllegalArgumentException wrong(String name, String expected, Object value) {
    return new IllegalArgumentException(operation + ": " + name + ": expected " + expected + ", got " + value);
  }
}
