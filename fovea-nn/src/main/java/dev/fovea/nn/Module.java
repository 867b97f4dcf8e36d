package dev.fovea.nn;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.MemoryFormat;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A part of a network: named parameters, buffers and children, in the order and under the names of PyTorch's state dict.
 *
 * <p>A module registers its parts as it makes them, in the order of the data:
 *
 * <pre>{@code
 * private final Conv2d conv1 = child("conv1", new Conv2d(3, 64, 7, stride(2).padding(3).bias(false)));
 * private final Tensor scale = parameter("scale", Tensors.ones(64));
 * }</pre>
 *
 * <p>Forward methods have the types that they need; those from one tensor to one tensor extend {@link Layer}. Others run
 * their body in {@link #call}. In evaluation mode any number of threads may run one module.
 */
public abstract class Module implements AutoCloseable {
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final Map<String, Tensor> buffers = new LinkedHashMap<>();
  private final Set<String> transientBuffers = new java.util.HashSet<>();
  private final Map<String, Module> children = new LinkedHashMap<>();
  private final List<ForwardHook> hooks = new CopyOnWriteArrayList<>();
  private String name = "";
  private boolean training = true;

  /** Sees each call of a module; to keep a tensor, release an alias of it: {@code Scope.release(t.alias())}. */
  @FunctionalInterface
  public interface ForwardHook {
    /** After a call; input and output are tensors, or lists and records of tensors. */
    void after(Module module, Object input, @Nullable Object output);
  }

  /** Registers a trainable tensor, which this module then owns. */
  protected final Tensor parameter(String name, Tensor value) {
    unused(name);
    parameters.put(name, Scope.release(value).requiresGrad_(true));
    return value;
  }

  /** Registers a tensor that is saved but not trained, which this module then owns. */
  protected final Tensor buffer(String name, Tensor value) {
    unused(name);
    buffers.put(name, Scope.release(value));
    return value;
  }

  /** Registers a tensor that is neither trained nor saved, which this module then owns. */
  protected final Tensor transientBuffer(String name, Tensor value) {
    Tensor registered = buffer(name, value);
    transientBuffers.add(name);
    return registered;
  }

  /** Registers a part. */
  protected final <M extends Module> M child(String name, M module) {
    unused(name);
    ((Module) module).name = name;
    children.put(name, module);
    return module;
  }

  /** Replaces a part registered before, such as the head for transfer learning. */
  protected final <M extends Module> M replaceChild(String name, M module) {
    if (!children.containsKey(name)) {
      throw new IllegalArgumentException(getClass().getSimpleName() + " has no part '" + name + "'; its parts are "
          + children.keySet());
    }
    ((Module) module).name = name;
    children.put(name, module);
    return module;
  }

  /** Takes out a part registered before, which its holder owns from then on. */
  protected final Module removeChild(String name) {
    Module removed = children.remove(name);
    if (removed == null) {
      throw new IllegalArgumentException(getClass().getSimpleName() + " has no part '" + name + "'; its parts are "
          + children.keySet());
    }
    return removed;
  }

  /** Takes a parameter out; its holder owns it from then on. */
  final void removeParameter(String name) {
    parameters.remove(name);
  }

  /** Takes a buffer out; its holder owns it from then on. */
  final void removeBuffer(String name) {
    buffers.remove(name);
    transientBuffers.remove(name);
  }

  private void unused(String name) {
    if (name.isEmpty() || name.indexOf('.') >= 0) {
      throw new IllegalArgumentException(getClass().getSimpleName() + ": expected a name without dots, got '" + name
          + "'");
    }
    if (parameters.containsKey(name) || buffers.containsKey(name) || children.containsKey(name)) {
      throw new IllegalArgumentException(getClass().getSimpleName() + " already has a part named '" + name + "'");
    }
  }

  /**
   * Runs a forward body in a scope of its own, where only what it returns survives, and tells the hooks.
   *
   * @throws TensorException with the name of this part in front of the message
   */
  protected final <T> T call(Object input, Supplier<T> body) {
    try (Scope scope = Scope.open()) {
      T output = body.get();
      for (ForwardHook hook : hooks) {
        hook.after(this, input, output);
      }
      return scope.keep(output);
    } catch (TensorException e) {
      throw name.isEmpty() ? e : e.within(name);
    }
  }

  /** Calls {@code hook} after each call of this module, until the result is closed. */
  public final Closer onForward(ForwardHook hook) {
    hooks.add(hook);
    return () -> hooks.remove(hook);
  }

  /** Undoes a registration. */
  @FunctionalInterface
  public interface Closer extends AutoCloseable {
    @Override
    void close();
  }

  /** The parts registered directly here, by name. */
  public final Map<String, Module> children() {
    return Collections.unmodifiableMap(children);
  }

  /** This module under "" and all parts below it under their dotted names, each before its own parts. */
  public final Map<String, Module> namedModules() {
    Map<String, Module> all = new LinkedHashMap<>();
    visit("", all::put);
    return all;
  }

  /** The trainable tensors by dotted name; one that is shared appears under each of its names. */
  public final Map<String, Tensor> namedParameters() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    visit("", (prefix, module) -> module.parameters.forEach((key, value) -> all.put(join(prefix, key), value)));
    return all;
  }

  /** The trainable tensors, each once. */
  public final List<Tensor> parameters() {
    Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Tensor> all = new ArrayList<>();
    for (Tensor parameter : namedParameters().values()) {
      if (seen.add(parameter)) {
        all.add(parameter);
      }
    }
    return all;
  }

  /** The buffers by dotted name. */
  public final Map<String, Tensor> namedBuffers() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    visit("", (prefix, module) -> module.buffers.forEach((key, value) -> all.put(join(prefix, key), value)));
    return all;
  }

  /** The live parameters and saved buffers by dotted name, in PyTorch's order. */
  public final Map<String, Tensor> stateDict() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    visit("", (prefix, module) -> {
      module.parameters.forEach((key, value) -> all.put(join(prefix, key), value));
      module.buffers.forEach((key, value) -> {
        if (!module.transientBuffers.contains(key)) {
          all.put(join(prefix, key), value);
        }
      });
    });
    return all;
  }

  /** The number of trainable values. */
  public final long parameterCount() {
    return parameters().stream().mapToLong(Tensor::numel).sum();
  }

  /** Whether this module trains (dropout, batch statistics) or evaluates. */
  public final boolean isTraining() {
    return training;
  }

  /** Sets this module and all its parts to training mode. */
  public final void train() {
    train(true);
  }

  /** Sets this module and all its parts to evaluation mode. */
  public final void eval() {
    train(false);
  }

  /** Sets this module and all its parts to training or evaluation mode. */
  public final void train(boolean mode) {
    visit("", (prefix, module) -> {
      module.training = mode;
      module.onModeChange(mode);
    });
  }

  /** Called when the mode is set; for modules with parts that must stay in one mode. */
  protected void onModeChange(boolean training) {}

  /** Stops gradients for all parameters here and below. */
  public final void freeze() {
    parameters().forEach(parameter -> parameter.requiresGrad_(false));
  }

  /** Lets all parameters here and below be trained again. */
  public final void unfreeze() {
    parameters().forEach(parameter -> parameter.requiresGrad_(true));
  }

  /** Forgets all gathered gradients. */
  public final void zeroGrad() {
    parameters().forEach(parameter -> parameter.setGrad(null));
  }

  /** Moves all parameters and buffers to a device. */
  public final void to(Device device) {
    convert(tensor -> tensor.to(device));
  }

  /**
   * Turns all floating-point parameters and buffers into another type.
   *
   * @throws IllegalArgumentException if it is not a floating-point type
   */
  public final void to(DType type) {
    if (!type.isFloatingPoint()) {
      throw new IllegalArgumentException(getClass().getSimpleName() + ": expected a floating-point type, got " + type);
    }
    convert(tensor -> tensor.dtype().isFloatingPoint() ? tensor.to(type) : tensor);
  }

  /** Orders the memory of all image-shaped parameters. */
  public final void to(MemoryFormat format) {
    convert(tensor -> tensor.dim() == 4 ? tensor.to(format) : tensor);
  }

  private void convert(UnaryOperator<Tensor> conversion) {
    Conversion.convert(namedParameters().values(), conversion);
    Conversion.convert(namedBuffers().values(), conversion);
  }

  /** Frees all parameters and buffers here and below. */
  @Override
  public void close() {
    namedParameters().values().forEach(Tensor::close);
    namedBuffers().values().forEach(Tensor::close);
  }

  /** What this part is, in one line: its type and its sizes. */
  public String describe() {
    return getClass().getSimpleName();
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(describe());
    children.forEach((key, value) -> out.append("\n  (").append(key).append("): ")
        .append(value.toString().replace("\n", "\n  ")));
    return out.toString();
  }

  private void visit(String prefix, java.util.function.BiConsumer<String, Module> visitor) {
    visitor.accept(prefix, this);
    children.forEach((key, value) -> value.visit(join(prefix, key), visitor));
  }

  private static String join(String prefix, String key) {
    return prefix.isEmpty() ? key : prefix + "." + key;
  }
}
