package dev.fovea.train.recipe;

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
 * Turns maps, as read from YAML, into records, and back.
 *
 * <p>A key that is no component, and a value of another type, are errors. A component that is left out keeps the value
 * it has in the record's constant {@code DEFAULT}; where there is none, it must be given, unless it may be null.
 */
final class Binding {
  private Binding() {}

  /** The record that a map describes; {@code path} names the map in errors. */
  static <T extends Record> T bind(Class<T> type, Map<?, ?> values, String path) {
    return bind(type, values, path, defaultOf(type));
  }

  private static <T extends Record> T bind(Class<T> type, Map<?, ?> values, String path, @Nullable Object defaults) {
    RecordComponent[] components = type.getRecordComponents();
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    for (Object key : values.keySet()) {
      if (!names.contains(String.valueOf(key))) {
        throw new RecipeException("Unknown key '" + join(path, key) + "'; " + Nearest.hint(String.valueOf(key), names));
      }
    }
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      Object before = defaults == null ? null : read(components[i], defaults);
      if (values.containsKey(name)) {
        arguments[i] = convert(components[i].getGenericType(), values.get(name), join(path, name),
            nullable(components[i]), before);
      } else if (before != null || nullable(components[i]) || defaults != null) {
        arguments[i] = before;
      } else if (components[i].getType().isRecord()) {
        arguments[i] = convert(components[i].getGenericType(), Map.of(), join(path, name), false, null);
      } else {
        throw new RecipeException("Missing key '" + join(path, name) + "' (" + typeName(components[i].getGenericType())
            + ")");
      }
    }
    try {
      Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new RecipeException((path.isEmpty() ? "" : path + ": ") + e.getCause().getMessage(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The record " + type.getName() + " cannot be made", e);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static @Nullable Object convert(Type type, @Nullable Object value, String path, boolean nullable,
      @Nullable Object before) {
    if (value == null) {
      if (nullable) {
        return null;
      }
      throw wrong(type, value, path);
    }
    Class<?> raw = type instanceof ParameterizedType parameterized ? (Class<?>) parameterized.getRawType()
        : (Class<?>) type;
    if (raw == String.class && (value instanceof String || value instanceof Number || value instanceof Boolean)) {
      return value.toString();
    } else if ((raw == boolean.class || raw == Boolean.class) && value instanceof Boolean) {
      return value;
    } else if ((raw == double.class || raw == Double.class) && value instanceof Number number) {
      return number.doubleValue();
    } else if ((raw == int.class || raw == Integer.class) && value instanceof Integer) {
      return value;
    } else if ((raw == long.class || raw == Long.class) && (value instanceof Integer || value instanceof Long)) {
      return ((Number) value).longValue();
    } else if (raw.isEnum() && value instanceof String text) {
      List<String> names = Arrays.stream(raw.getEnumConstants()).map(Binding::enumName).toList();
      int at = names.indexOf(text.toLowerCase(Locale.ROOT));
      if (at < 0) {
        throw new RecipeException("'" + path + "': unknown value '" + text + "'; " + Nearest.hint(text, names));
      }
      return raw.getEnumConstants()[at];
    } else if (raw.isRecord() && value instanceof Map<?, ?> map) {
      return bind((Class) raw, map, path, before != null ? before : defaultOf(raw));
    } else if (raw == List.class && value instanceof List<?> items) {
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) {
        list.add(convert(argument(type, 0), items.get(i), path + "[" + i + "]", false, null));
      }
      return List.copyOf(list);
    } else if (raw == Map.class && value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, item) -> copy.put(String.valueOf(key),
          convert(argument(type, 1), item, join(path, key), false, null)));
      return java.util.Collections.unmodifiableMap(copy);
    } else if (raw == Object.class) {
      return value;
    }
    throw wrong(type, value, path);
  }

  /** The map that a record binds from; enums as lower-case names, components that are null left out. */
  static Map<String, Object> toMap(Record record) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = read(component, record);
      if (value != null) {
        map.put(component.getName(), plain(value));
      }
    }
    return map;
  }

  private static Object plain(Object value) {
    if (value instanceof Record record) {
      return toMap(record);
    } else if (value instanceof Enum<?>) {
      return enumName(value);
    } else if (value instanceof List<?> items) {
      return new ArrayList<>(items.stream().map(Binding::plain).toList());   // one shared list would become a YAML alias
    }
    return value;
  }

  private static String enumName(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static RecipeException wrong(Type type, @Nullable Object value, String path) {
    return new RecipeException("'" + path + "': expected " + typeName(type) + ", got "
        + (value == null ? "nothing" : value instanceof Map ? "a group of keys" : value instanceof List ? "a list "
            + value : "'" + value + "'"));
  }

  private static String typeName(Type type) {
    Class<?> raw = type instanceof ParameterizedType parameterized ? (Class<?>) parameterized.getRawType()
        : (Class<?>) type;
    if (raw == boolean.class || raw == Boolean.class) {
      return "true or false";
    } else if (raw == int.class || raw == long.class || raw == Integer.class || raw == Long.class) {
      return "a whole number";
    } else if (raw == double.class || raw == Double.class) {
      return "a number";
    } else if (raw == String.class) {
      return "a text";
    } else if (raw.isEnum()) {
      return "one of " + Arrays.stream(raw.getEnumConstants()).map(Binding::enumName).toList();
    } else if (raw == List.class) {
      return "a list, each " + typeName(argument(type, 0));
    }
    return raw.isRecord() ? "a group of the keys "
        + Arrays.stream(raw.getRecordComponents()).map(RecordComponent::getName).toList() : "a group of keys";
  }

  private static Type argument(Type type, int place) {
    return type instanceof ParameterizedType parameterized ? parameterized.getActualTypeArguments()[place]
        : Object.class;
  }

  private static boolean nullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static @Nullable Object defaultOf(Class<?> type) {
    try {
      var field = type.getDeclaredField("DEFAULT");
      field.setAccessible(true);
      return field.get(null);
    } catch (NoSuchFieldException e) {
      return null;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(type.getName() + ".DEFAULT cannot be read", e);
    }
  }

  private static @Nullable Object read(RecordComponent component, Object record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  static String join(String path, Object key) {
    return path.isEmpty() ? String.valueOf(key) : path + "." + key;
  }
}
