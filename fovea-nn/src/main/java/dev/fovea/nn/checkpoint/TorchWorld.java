package dev.fovea.nn.checkpoint;

import static dev.fovea.nn.checkpoint.CheckpointException.quote;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The only names that a checkpoint's pickle may use, and what calling them gives.
 *
 * <p>Nothing is looked up by reflection: each name is a case in this file, and makes a tensor or plain data.
 */
final class TorchWorld implements Pickle.World {
  /** Finds or makes the storage that a pickle refers to. */
  interface Storages {
    /** The storage of a key; asks for one key always come with the same type and count. */
    TorchStorage get(String key, DType type, long count);
  }

  private static final long MOST_COPIES = 10_000_000;

  private static final Set<String> CALLABLES = Set.of(
      "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor", "torch._utils._rebuild_parameter",
      "torch._utils._rebuild_parameter_with_state", "torch._tensor._rebuild_from_type_v2", "torch.Tensor",
      "torch.nn.parameter.Parameter", "torch.Size", "torch.device",
      "collections.OrderedDict", "collections.defaultdict", "collections.Counter", "argparse.Namespace",
      "builtins.dict", "__builtin__.dict", "builtins.list", "__builtin__.list", "builtins.set", "__builtin__.set",
      "builtins.int", "builtins.float", "_codecs.encode",
      "numpy.dtype", "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar");

  private record Name(String name) {}

  private record NumpyType(String code) {}

  /** An {@code argparse.Namespace}: shares its state, so that a pickle cannot multiply it. */
  private static final class Namespace extends AbstractMap<Object, Object> {
    private Map<Object, Object> state = Map.of();

    @Override
    public Set<Entry<Object, Object>> entrySet() {
      return state.entrySet();
    }
  }

  private final Storages storages;
  private long copies;

  TorchWorld(Storages storages) {
    this.storages = storages;
  }

  @Override
  public Object global(String name) {
    if (CALLABLES.contains(name) || TorchStorage.type(name) != null) {
      return new Name(name);
    }
    if (name.startsWith("torch.") && name.indexOf('.', 6) < 0) {
      try {
        return DType.parse(name);
      } catch (IllegalArgumentException e) {
        // Not a type of elements: refused below.
      }
    }
    throw new CheckpointException("refused " + quote(name) + ": a pickle can run any code through such names, and the "
        + "weights of a model have no use for this one. Save the state dict alone with "
        + "torch.save(model.state_dict(), path), or get the file as safetensors");
  }

  @Override
  public @Nullable Object call(@Nullable Object callable, List<@Nullable Object> arguments) {
    if (!(callable instanceof Name target)) {
      throw new CheckpointException("the pickle calls what is no function; the file is damaged");
    }
    try {
      return call(target.name(), arguments);
    } catch (IndexOutOfBoundsException | ClassCastException | NullPointerException e) {
      throw new CheckpointException("the pickle calls " + target.name() + " with " + arguments.size()
          + " arguments that it does not take; the file is damaged, fetch it again", e);
    }
  }

  private @Nullable Object call(String name, List<@Nullable Object> arguments) {
    return switch (name) {
      case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor" -> tensor(arguments);
      case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" -> (Tensor) arguments.get(0);
      case "torch._tensor._rebuild_from_type_v2" -> {
        if (!((Name) arguments.get(0)).name().startsWith("torch._utils._rebuild_tensor")) {
          throw new CheckpointException("a tensor is rebuilt by " + arguments.get(0)
              + "; expected torch._utils._rebuild_tensor_v2");
        }
        yield tensor((List<?>) arguments.get(2));
      }
      case "torch.Size" -> (List<?>) arguments.get(0);
      case "torch.device" -> (String) arguments.get(0);
      case "collections.OrderedDict" -> arguments.isEmpty() ? new LinkedHashMap<>() : pairs((List<?>) arguments.get(0));
      case "collections.defaultdict" -> new LinkedHashMap<>();
      case "collections.Counter" -> arguments.isEmpty() ? new LinkedHashMap<>() : (Map<?, ?>) arguments.get(0);
      case "builtins.set", "__builtin__.set" -> copy((List<?>) arguments.get(0));
      case "argparse.Namespace" -> new Namespace();
      case "_codecs.encode" -> ((String) arguments.get(0)).getBytes(StandardCharsets.ISO_8859_1);
      case "numpy.dtype" -> new NumpyType((String) arguments.get(0));
      case "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar" ->
        number(((NumpyType) arguments.get(0)).code(), (byte[]) arguments.get(1));
      default -> throw new CheckpointException("refused to call " + name + ": it may only be named. "
          + "Save the state dict alone with torch.save(model.state_dict(), path)");
    };
  }

  @Override
  @SuppressWarnings("unchecked")
  public void build(@Nullable Object target, @Nullable Object state) {
    if (target instanceof Namespace namespace && state instanceof LinkedHashMap<?, ?> map) {
      namespace.state = (Map<Object, Object>) map;
    } else if (target instanceof NumpyType && state instanceof List<?> list && list.size() > 1
        && ">".equals(list.get(1))) {
      throw new CheckpointException("a number is stored in big-endian order; save the file again on a usual machine");
    } else if (!(target instanceof LinkedHashMap) && !(target instanceof NumpyType)) {
      // A dictionary's attributes (state dicts have _metadata, the versions of modules) are not part of its entries.
      throw new CheckpointException("the pickle sets the state of what is neither a dictionary nor a namespace; "
          + "save the state dict alone with torch.save(model.state_dict(), path)");
    }
  }

  @Override
  public Object persistent(@Nullable Object id) {
    if (!(id instanceof List<?> parts) || parts.size() < 5 || !"storage".equals(parts.get(0))
        || !(parts.get(1) instanceof Name type) || TorchStorage.type(type.name()) == null
        || !(parts.get(2) instanceof String key) || !(parts.get(4) instanceof Long count) || count < 0) {
      throw new CheckpointException("the pickle refers to a storage in an unknown way; expected a tuple of 'storage', "
          + "type, key, location and count. The file is damaged; fetch it again");
    }
    if (parts.size() > 5 && parts.get(5) != null) {
      throw new CheckpointException("the file has views of storages as PyTorch wrote them before version 0.4; "
          + "load and save it once with a newer PyTorch");
    }
    return storages.get(key, TorchStorage.type(type.name()), count);
  }

  private static Tensor tensor(List<?> arguments) {
    TorchStorage storage = (TorchStorage) arguments.get(0);
    return storage.view((Long) arguments.get(1), TorchStorage.longs(arguments.get(2)),
        TorchStorage.longs(arguments.get(3)));
  }

  private LinkedHashMap<@Nullable Object, @Nullable Object> pairs(List<?> items) {
    LinkedHashMap<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    charge(items.size());
    for (Object item : items) {
      Pickle.putOne(map, ((List<?>) item).get(0), ((List<?>) item).get(1));
    }
    return map;
  }

  private List<?> copy(List<?> items) {
    charge(items.size());
    return new ArrayList<>(items);
  }

  /** Copies are not paid for by the length of the pickle, so they are counted. */
  private void charge(long count) {
    copies += count;
    if (copies > MOST_COPIES) {
      throw new CheckpointException("the pickle copies more than " + MOST_COPIES + " values; the file is damaged");
    }
  }

  private static Object number(String code, byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (code.length() == 2 && bytes.length == code.charAt(1) - '0') {
      switch (code) {
        case "f8":
          return buffer.getDouble();
        case "f4":
          return (double) buffer.getFloat();
        case "i8":
          return buffer.getLong();
        case "i4":
          return (long) buffer.getInt();
        case "b1":
          return buffer.get() != 0;
        default:
      }
    }
    throw new CheckpointException("a numpy number of type " + quote(code) + " and " + bytes.length
        + " bytes; expected f8, f4, i8, i4 or b1. Save the state dict alone with torch.save(model.state_dict(), path)");
  }
}
