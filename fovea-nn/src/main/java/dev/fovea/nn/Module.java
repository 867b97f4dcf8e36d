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
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private final Entries entries = new Entries();
  private final Map<String, Module> children = new LinkedHashMap<>();
  private final List<ForwardHook> hooks = new CopyOnWriteArrayList<>();
  private String name = "";
  private UnaryOperator<String> stateNames = UnaryOperator.identity();
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
    return entries.parameter(name, value);
  }

  /** Registers a tensor that stands among the parameters but never learns, which this module then owns. */
  protected final Tensor constant(String name, Tensor value) {
    unused(name);
    return entries.constant(name, value);
  }

  /** Registers a tensor that is saved but not trained, which this module then owns. */
  protected final Tensor buffer(String name, Tensor value) {
    unused(name);
    return entries.buffer(name, value);
  }

  /** Registers a tensor that is neither trained nor saved, which this module then owns. */
  protected final Tensor transientBuffer(String name, Tensor value) {
    unused(name);
    return entries.unsaved(name, value);
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
    Registration.part(this, name, children);
    ((Module) module).name = name;
    children.put(name, module);
    return module;
  }

  /** Has the state here and below appear under other names: {@code names} gives one for each name by parts. */
  protected final void nameState(UnaryOperator<String> names) {
    stateNames = names;
  }

  /** Takes out a part registered before, which its holder owns from then on. */
  protected final Module removeChild(String name) {
    Registration.part(this, name, children);
    return children.remove(name);
  }

  /** Takes a parameter out; its holder owns it from then on. */
  final void removeParameter(String name) {
    entries.parameters.remove(name);
  }

  /** Takes a buffer out; its holder owns it from then on. */
  final void removeBuffer(String name) {
    entries.removeBuffer(name);
  }

  private void unused(String name) {
    Registration.free(this, name, entries.parameters, entries.buffers, children);
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

  /** The trainable tensors and constants by dotted name; one that is shared appears under each of its names. */
  public final Map<String, Tensor> namedParameters() {
    return named(own -> own.parameters);
  }

  /** The trainable tensors, each once. */
  public final List<Tensor> parameters() {
    return distinct(named(Entries::learned));
  }

  /** The buffers by dotted name. */
  public final Map<String, Tensor> namedBuffers() {
    return named(own -> own.buffers);
  }

  /** The live parameters and saved buffers by dotted name, in PyTorch's order. */
  public final Map<String, Tensor> stateDict() {
    return named(Entries::saved);
  }

  /** What {@link #stateDict} calls each entry, by its name by parts; they differ only after {@link #nameState}. */
  public final Map<String, String> stateNames() {
    Map<String, String> all = new LinkedHashMap<>();
    byParts(Entries::saved).keySet().forEach(key -> all.put(key, stateNames.apply(key)));
    return all;
  }

  /** The number of values in all parameters and constants, each tensor counted once. */
  public final long parameterCount() {
    return distinct(namedParameters()).stream().mapToLong(Tensor::numel).sum();
  }

  private static List<Tensor> distinct(Map<String, Tensor> named) {
    Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    return named.values().stream().filter(seen::add).collect(Collectors.toCollection(ArrayList::new));
  }

  /** Whether this module trains (dropout, batch statistics) or evaluates. */
  public final boolean isTraining() {
    return training;
  }

  /** {@link #train(boolean)} to training mode. */
  public final void train() {
    train(true);
  }

  /** {@link #train(boolean)} to evaluation mode. */
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
    Conversion.convert(this, tensor -> tensor.to(device));
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
    Conversion.convert(this, tensor -> tensor.dtype().isFloatingPoint() ? tensor.to(type) : tensor);
  }

  /** Orders the memory of all image-shaped parameters. */
  public final void to(MemoryFormat format) {
    Conversion.convert(this, tensor -> tensor.dim() == 4 ? tensor.to(format) : tensor);
  }

  /** Frees all parameters and buffers here and below. */
  @Override
  public void close() {
    Stream.of(namedParameters(), namedBuffers()).flatMap(named -> named.values().stream()).forEach(Tensor::close);
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

  private void visit(String prefix, BiConsumer<String, Module> visitor) {
    visitor.accept(prefix, this);
    children.forEach((key, value) -> value.visit(join(prefix, key), visitor));
  }

  private Map<String, Tensor> named(Function<Entries, Map<String, Tensor>> own) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    byParts(own).forEach((key, value) -> all.put(stateNames.apply(key), value));
    return all;
  }

  private Map<String, Tensor> byParts(Function<Entries, Map<String, Tensor>> own) {
    Map<String, Tensor> all = new LinkedHashMap<>(own.apply(entries));
    children.forEach((key, child) -> child.named(own).forEach((inner, value) -> all.put(join(key, inner), value)));
    return all;
  }

  private static String join(String prefix, String key) {
    return prefix.isEmpty() ? key : prefix + "." + key;
  }
}
