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

/**
 * Options by snake-case name into the camel-case components of a configuration record, and back. A component that is a
 * record itself is a map of options, {@code {"spec": {"depth": [1, 2, 10]}}}, each also given alone as
 * {@code spec.depth}.
 */
final class ConfigBinder {
  private ConfigBinder() {}

  static Map<String, @Nullable Object> values(Record config) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (RecordComponent component : config.getClass().getRecordComponents()) {
      values.put(key(component), option(value(component, config)));
    }
    return values;
  }

  private static @Nullable Object option(@Nullable Object value) {
    if (value instanceof Enum<?> constant) {
      return name(constant);
    } else if (value instanceof Record group) {
      return values(group);
    } else if (value instanceof List<?> items) {
      return items.stream().map(ConfigBinder::option).toList();
    }
    return value;
  }

  static <C extends Record> C bind(String owner, C defaults, Map<String, ? extends @Nullable Object> options) {
    RecordComponent[] components = defaults.getClass().getRecordComponents();
    List<String> keys = Arrays.stream(components).map(ConfigBinder::key).toList();
    Map<String, @Nullable Object> given = new LinkedHashMap<>();
    grouped(owner, options).forEach((option, value) -> given.put(keys.stream()
        .filter(key -> plain(key).equals(plain(option)))
        .findFirst().orElseThrow(() -> new IllegalArgumentException(owner + ": unknown option '" + option
            + "'; nearest: " + String.join(", ", Nearest.to(option, keys)) + "; all: " + String.join(", ", keys))),
        value));
    @Nullable Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String key = keys.get(i);
      Object before = value(components[i], defaults);
      arguments[i] = given.containsKey(key) ? convert(owner + ": " + key, components[i], before, given.get(key))
          : before;
    }
    return construct(owner, defaults, components, arguments);
  }

  /** Options with a dot in their names gathered under what stands before it. */
  private static Map<String, @Nullable Object> grouped(String owner, Map<String, ? extends @Nullable Object> options) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    options.forEach((option, value) -> {
      int dot = option.indexOf('.');
      if (dot < 0) {
        all.put(option, value);
        return;
      }
      String group = option.substring(0, dot);
      Map<String, @Nullable Object> inner = new LinkedHashMap<>();
      if (all.get(group) instanceof Map<?, ?> others) {
        inner.putAll(texts(owner + ": " + group, others));
      }
      inner.put(option.substring(dot + 1), value);
      all.put(group, inner);
    });
    return all;
  }

  private static Map<String, @Nullable Object> texts(String what, Map<?, ?> options) {
    Map<String, @Nullable Object> texts = new LinkedHashMap<>();
    options.forEach((option, value) -> {
      if (!(option instanceof String name)) {
        throw new IllegalArgumentException(what + ": expected names of options, got " + option);
      }
      texts.put(name, value);
    });
    return texts;
  }

  private static @Nullable Object convert(String what, RecordComponent component, @Nullable Object before,
      @Nullable Object value) {
    if (before instanceof Record group && value instanceof Map<?, ?> options) {
      return bind(what, group, texts(what, options));
    }
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
      // References take a single value for a list of one: img_size=224 and img_size=[224, 192].
      List<?> items = value instanceof List<?> several ? several : List.of(value);
      List<Object> converted = new ArrayList<>();
      for (Object item : items) {
        if (item == null) {
          throw wrong(what, type, String.valueOf(items));
        }
        converted.add(convert(what, list.getActualTypeArguments()[0], item));
      }
      return List.copyOf(converted);
    } else if (type instanceof Class<?> group && group.isRecord()) {
      if (group.isInstance(value)) {
        return value;
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
    if (plain.isRecord()) {
      return "options by name: " + String.join(", ",
          Arrays.stream(plain.getRecordComponents()).map(ConfigBinder::key).toList());
    }
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
