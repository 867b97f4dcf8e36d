package dev.fovea.tensor;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Argument;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Type;
import org.jspecify.annotations.Nullable;

/**
 * One of libtorch's operations, reached by the name of its schema through the dispatcher.
 *
 * <p>Arguments go in the schema's order: tensors, lists or arrays of tensors, numbers, {@code long[]}, {@code double[]},
 * {@code boolean[]}, strings, {@link DType}, {@link Device}, {@link MemoryFormat}, {@link Generator}, or null for an
 * absent optional. Arguments left out at the end take the schema's defaults. A call costs about a microsecond more than
 * a direct method of the binding; the operations of small inner loops have those.
 */
public final class Op {
  private final String name;
  private final String overload;
  private volatile @Nullable Schema schema;

  private Op(String name, String overload) {
    this.name = name;
    this.overload = overload;
  }

  /** The operation of a schema's name, with its overload behind a dot: {@code aten::index.Tensor}. */
  public static Op of(String qualified) {
    int namespace = qualified.indexOf("::");
    int dot = qualified.indexOf('.', namespace);
    return dot < 0 ? new Op(qualified, "") : new Op(qualified.substring(0, dot), qualified.substring(dot + 1));
  }

  /** Calls the operation, which returns one tensor. */
  public Tensor call(@Nullable Object... arguments) {
    Object[] results = invoke(arguments);
    if (results.length == 0 || !(results[0] instanceof Tensor tensor)) {
      throw notOf("one tensor");
    }
    return tensor;
  }

  /** Calls the operation, which returns several tensors, an undefined one as null. */
  public @Nullable Tensor[] callMany(@Nullable Object... arguments) {
    Object[] results = invoke(arguments);
    @Nullable Tensor[] tensors = new Tensor[results.length];
    for (int i = 0; i < results.length; i++) {
      if (results[i] != null && !(results[i] instanceof Tensor)) {
        throw notOf("tensors");
      }
      tensors[i] = (Tensor) results[i];
    }
    return tensors;
  }

  /** Calls the operation, which returns a list of tensors. */
  @SuppressWarnings("unchecked")
  public List<Tensor> callList(@Nullable Object... arguments) {
    Object[] results = invoke(arguments);
    if (results.length == 0 || !(results[0] instanceof List)) {
      throw notOf("a list of tensors");
    }
    return (List<Tensor>) results[0];
  }

  /** Calls the operation for its effect. */
  public void run(@Nullable Object... arguments) {
    Scope.run(() -> {
      invoke(arguments);
    });
  }

  /** Calls the operation; each result is a tensor (null if undefined), a list of tensors, or a number. */
  public @Nullable Object[] invoke(@Nullable Object... arguments) {
    List<Pointer> temporaries = new ArrayList<>(24);
    try {
      Schema known = schema();
      IValueVector stack = new IValueVector();
      temporaries.add(stack);
      stack.resize(known.types.length);
      if (arguments.length > known.types.length) {
        throw new TensorException("expected at most " + known.types.length + " arguments, got " + arguments.length);
      }
      for (int i = 0; i < known.types.length; i++) {
        IValue value = i < arguments.length
            ? known.types[i].toNative(arguments[i], temporaries)
            : known.defaultOf(i);
        stack.put(i, value);
      }
      known.handle.callBoxed(stack);
      int results = (int) stack.size();
      @Nullable Object[] out = new Object[results];
      for (int i = 0; i < results; i++) {
        out[i] = toJava(stack.get(i));
      }
      return out;
    } catch (RuntimeException e) {
      throw TensorException.of(shortName(), e, arguments);
    } finally {
      for (int i = temporaries.size() - 1; i >= 0; i--) {
        temporaries.get(i).close();
      }
      Reference.reachabilityFence(arguments);
    }
  }

  private TensorException notOf(String expected) {
    return new TensorException(shortName() + ": expected the operation to return " + expected
        + ", it returns something else");
  }

  private String shortName() {
    return name.contains("::") ? name.substring(name.indexOf("::") + 2) : name;
  }

  private Schema schema() {
    Schema known = schema;
    if (known == null) {
      NativeLibrary.load();
      known = new Schema(Dispatcher.realSingleton().findSchemaOrThrow(name, overload));
      schema = known;
    }
    return known;
  }

  private static @Nullable Object toJava(IValue value) {
    if (value.isTensor()) {
      org.bytedeco.pytorch.Tensor inside = value.toTensor();
      return inside.defined() ? Tensor.wrap(new org.bytedeco.pytorch.Tensor(inside)) : null;
    }
    if (value.isTensorList()) {
      try (TensorVector inside = value.toTensorVector()) {
        return Tensor.unpack(inside);
      }
    }
    if (value.isInt()) {
      return value.toInt();
    }
    if (value.isDouble()) {
      return value.toDouble();
    }
    if (value.isBool()) {
      return value.toBool();
    }
    if (value.isNone()) {
      return null;
    }
    if (value.isScalar()) {
      try (Scalar scalar = value.toScalar()) {
        return scalar.toDouble();
      }
    }
    throw new TensorException("a result of type " + value.tagKind().getString() + " is not supported");
  }

  /** What the dispatcher knows of an operation, read once; its native parts live as long as the process. */
  private static final class Schema {
    final OperatorHandle handle;
    final ArgumentType[] types;
    private final @Nullable IValue[] defaults;

    Schema(OperatorHandle handle) {
      this.handle = handle;
      Argument arguments = handle.schema().arguments();
      int count = (int) (arguments.limit() - arguments.position());
      types = new ArgumentType[count];
      defaults = new IValue[count];
      for (int i = 0; i < count; i++) {
        Argument argument = arguments.getPointer(i);
        types[i] = new ArgumentType(argument.name().getString(), argument.type().get());
        if (argument.default_value().has_value()) {
          defaults[i] = new IValue(argument.default_value().get());
        }
      }
    }

    IValue defaultOf(int index) {
      IValue value = defaults[index];
      if (value == null) {
        throw new TensorException("argument '" + types[index].name + "' is missing");
      }
      return value;
    }
  }

  /** Turns Java arguments into native ones. */
  private static final class ArgumentType {
    private final String name;
    private final boolean isFloat;
    private final boolean isNumber;
    private final Type.TypePtr element;

    ArgumentType(String name, Type type) {
      this.name = name;
      String text = type.repr_str().getString();
      String bare = text.startsWith("Optional[") ? text.substring(9, text.length() - 1) : text;
      this.isFloat = bare.equals("float");
      this.isNumber = bare.equals("Scalar") || bare.equals("number") || bare.contains("Union[");
      Type inner = text.startsWith("Optional[") ? unwrap(type) : type;
      this.element = inner.containedTypeSize() > 0 ? inner.containedType(0) : new Type.TypePtr();
    }

    private static Type unwrap(Type optional) {
      for (long i = 0; i < optional.containedTypeSize(); i++) {
        Type inside = optional.containedType(i).get();
        if (!inside.repr_str().getString().equals("NoneType")) {
          return inside;
        }
      }
      return optional;
    }

    IValue toNative(@Nullable Object value, List<Pointer> temporaries) {
      IValue made = make(value, temporaries);
      temporaries.add(made);
      return made;
    }

    private IValue make(@Nullable Object value, List<Pointer> temporaries) {
      if (value == null) {
        return new IValue();
      } else if (value instanceof Tensor tensor) {
        return new IValue(tensor.raw());
      } else if (value instanceof Number number) {
        return number(number, temporaries);
      } else if (value instanceof Boolean flag) {
        return new IValue((boolean) flag);
      } else if (value instanceof long[] many) {
        return list(temporaries, many.length, i -> new IValue(many[i]));
      } else if (value instanceof double[] many) {
        return list(temporaries, many.length, i -> new IValue(many[i]));
      } else if (value instanceof boolean[] many) {
        return list(temporaries, many.length, i -> new IValue(many[i]));
      } else if (value instanceof Collection<?> many) {
        return tensors(many.toArray(), temporaries);
      } else if (value instanceof Object[] many) {
        return tensors(many, temporaries);
      } else if (value instanceof String text) {
        return new IValue(text);
      } else if (value instanceof DType type) {
        return new IValue(type.scalarType);
      } else if (value instanceof MemoryFormat format) {
        return new IValue(format.raw);
      } else if (value instanceof Device device) {
        org.bytedeco.pytorch.Device raw = device.raw();
        temporaries.add(raw);
        return new IValue(raw);
      } else if (value instanceof Generator generator) {
        return new IValue(generator.raw());
      }
      throw new TensorException("argument '" + name + "' cannot be a " + value.getClass().getSimpleName());
    }

    private IValue number(Number number, List<Pointer> temporaries) {
      boolean whole = number instanceof Long || number instanceof Integer || number instanceof Short
          || number instanceof Byte;
      if (isNumber) {
        Scalar scalar = whole ? new Scalar(number.longValue()) : new Scalar(number.doubleValue());
        temporaries.add(scalar);
        return new IValue(scalar);
      }
      return whole && !isFloat ? new IValue(number.longValue()) : new IValue(number.doubleValue());
    }

    private IValue tensors(@Nullable Object[] many, List<Pointer> temporaries) {
      return list(temporaries, many.length, i -> many[i] == null ? new IValue() : new IValue(((Tensor) many[i]).raw()));
    }

    private IValue list(List<Pointer> temporaries, int length, java.util.function.IntFunction<IValue> item) {
      GenericList list = new GenericList(element);
      temporaries.add(list);
      list.reserve(length);
      for (int i = 0; i < length; i++) {
        try (IValue value = item.apply(i)) {
          list.push_back(value);
        }
      }
      return new IValue(list);
    }
  }
}
