package dev.fovea.models;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options by snake-case name into the camel-case components of a configuration record, and back. */
final class ConfigBinder {
  private ConfigBinder() {}

  static Map<String, @Nullable Object> values(Record config) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (RecordComponent component : config.getClass().getRecordComponents()) {
      Object value = value(component, config);
      values.put(key(component), value instanceof Enum<?> constant ? name(constant) : value);
    }
    return values;
  }

  static <C extends Record> C bind(String owner, C defaults, Map<String, ? extends @Nullable Object> options) {
    RecordComponent[] components = defaults.getClass().getRecordComponents();
    List<String> keys = Arrays.stream(components).map(ConfigBinder::key).toList();
    Map<String, @Nullable Object> given = new LinkedHashMap<>();
    options.forEach((option, value) -> given.put(keys.stream().filter(key -> plain(key).equals(plain(option)))
        .findFirst().orElseThrow(() -> new IllegalArgumentException(owner + ": unknown option '" + option
            + "'; nearest: " + String.join(", ", Nearest.to(option, keys)) + "; all: " + String.join(", ", keys))),
        value));
    @Nullable Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String key = keys.get(i);
      arguments[i] = given.containsKey(key)
          ? convert(owner + ": " + key, components[i], given.get(key))
          : value(components[i], defaults);
    }
    return construct(owner, defaults, components, arguments);
  }

  private static @Nullable Object convert(String what, RecordComponent component, @Nullable Object value) {
    if (value == null) {
      if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        return null;
      }
      throw wrong(what, component.getGenericType(), "null");
    }
    return convert(what, component.getGenericType(), value);
  }

  private static Object convert(String what, Type type, Object value) {
    if (type == int.class || type == Integer.class) {
      if (value instanceof Number number && number.doubleValue() == number.intValue()) {
        return number.intValue();
      }
    } else if (type == long.class || type == Long.class) {
      if (value instanceof Number number && number.doubleValue() == number.longValue()) {
        return number.longValue();
      }
    } else if (type == double.class || type == Double.class) {
      if (value instanceof Number number) {
        return number.doubleValue();
      }
    } else if (type == boolean.class || type == Boolean.class) {
      if (value instanceof Boolean) {
        return value;
      }
    } else if (type == String.class) {
      if (value instanceof String) {
        return value;
      }
    } else if (type instanceof Class<?> choices && choices.isEnum()) {
      for (Object choice : choices.getEnumConstants()) {
        if (choice == value || name((Enum<?>) choice).equals(value)) {
          return choice;
        }
      }
    } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      if (value instanceof List<?> items) {
        List<Object> converted = new ArrayList<>();
        for (Object item : items) {
          if (item == null) {
            throw wrong(what, type, String.valueOf(items));
          }
          converted.add(convert(what, list.getActualTypeArguments()[0], item));
        }
        return List.copyOf(converted);
      }
    } else {
      throw new IllegalStateException(what + " has a type that options cannot have: " + type);
    }
    throw wrong(what, type, "'" + value + "'");
  }

  private static IllegalArgumentException wrong(String what, Type type, String got) {
    return new IllegalArgumentException(what + ": expected " + describe(type) + ", got " + got);
  }

  private static String describe(Type type) {
    if (type instanceof ParameterizedType list) {
      return "a list, each item " + describe(list.getActualTypeArguments()[0]);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isEnum()) {
      return "one of " + String.join(", ",
          Arrays.stream(plain.getEnumConstants()).map(choice -> name((Enum<?>) choice)).toList());
    }
    return switch (plain.getSimpleName()) {
      case "int", "Integer", "long", "Long" -> "a whole number";
      case "double", "Double" -> "a number";
      case "boolean", "Boolean" -> "true or false";
      default -> "a text";
    };
  }

  @SuppressWarnings("unchecked")
  private static <C extends Record> C construct(String owner, C defaults, RecordComponent[] components,
      @Nullable Object[] arguments) {
    Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      var constructor = defaults.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return (C) constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw new IllegalArgumentException(owner + ": " + refused.getMessage(), refused);
      }
      throw new IllegalStateException(owner + ": its configuration cannot be made", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(owner + ": its configuration cannot be made", e);
    }
  }

  private static @Nullable Object value(RecordComponent component, Record config) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(config);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The option " + component + " cannot be read", e);
    }
  }

  /** References write {@code num_classes}, {@code multFlag} or {@code prob_0_L}; all of them mean one thing. */
  private static String plain(String option) {
    return option.replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static String key(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
