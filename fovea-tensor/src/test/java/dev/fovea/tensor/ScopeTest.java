package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ScopeTest {
  record Pair(Tensor first, List<Tensor> rest) {}

  @Test
  void closingFreesAllThatWasNotKept() {
    Tensor kept;
    Tensor dropped;
    try (Scope outer = Scope.open()) {
      try (Scope inner = Scope.open()) {
        dropped = Tensors.ones(3);
        kept = inner.keep(dropped.add(1.0));
        assertThat(inner.size()).isEqualTo(1);
      }
      assertThat(dropped.isFreed()).isTrue();
      assertThat(kept.isFreed()).isFalse();
      assertThat(outer.size()).isEqualTo(1);
    }
    assertThat(kept.isFreed()).isTrue();
  }

  @Test
  void runKeepsTensorsInsideRecordsListsMapsAndArrays() {
    try (Scope outer = Scope.open()) {
      Pair pair = Scope.run(() -> new Pair(Tensors.ones(1), List.of(Tensors.ones(2), Tensors.ones(3))));
      Map<String, Tensor> map = Scope.run(() -> Map.of("a", Tensors.ones(4)));
      Tensor[] array = Scope.run(() -> new Tensor[] {Tensors.ones(5)});
      assertThat(pair.first().numel() + pair.rest().get(1).numel() + map.get("a").numel() + array[0].numel())
          .isEqualTo(13);
      assertThat(outer.size()).isEqualTo(5);
    }
  }

  @Test
  void aFreedTensorIsAJavaException() {
    Tensor tensor = Tensors.ones(2);
    tensor.close();
    tensor.close();
    assertThatThrownBy(() -> tensor.add(tensor)).isInstanceOf(IllegalStateException.class).hasMessageContaining("freed");
    assertThatThrownBy(tensor::shape).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Tensors.ones(2).add(tensor)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tensor.cumsum(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Tensors.cat(List.of(tensor), 0)).isInstanceOf(IllegalStateException.class);
    assertThat(tensor).hasToString("Tensor(freed)");
  }

  @Test
  void releasedTensorsOutliveTheirScope() {
    Tensor held;
    try (Scope scope = Scope.open()) {
      held = Scope.release(Tensors.ones(2));
    }
    assertThat(held.sum().item()).isEqualTo(2);
    held.close();
  }

  @Test
  void scopesCloseInReverseOrderOnTheirThread() throws Exception {
    try (Scope outer = Scope.open()) {
      Scope inner = Scope.open();
      assertThatThrownBy(outer::close).isInstanceOf(IllegalStateException.class).hasMessageContaining("reverse order");
      AtomicReference<Throwable> error = new AtomicReference<>();
      Thread thread = new Thread(() -> {
        try {
          inner.close();
        } catch (IllegalStateException e) {
          error.set(e);
        }
      });
      thread.start();
      thread.join();
      assertThat(error.get()).isInstanceOf(IllegalStateException.class);
      inner.close();
    }
    assertThat(Scope.current()).isNull();
  }

  @Test
  void unscopedGarbageIsBounded() {
    long before = residentMegabytes();
    for (int i = 0; i < 600; i++) {
      assertThat(Tensors.empty(DType.FLOAT32, 1 << 20).fill_(1).numel()).isEqualTo(1 << 20);
    }
    assertThat(residentMegabytes() - before).as("growth in MB while 2,400 MB were dropped").isLessThan(900);
  }

  @Test
  void scopedLoopKeepsResidentMemoryFlat() {
    Tensor weight = Tensors.randn(256, 256).requiresGrad_(true);
    Runnable step = () -> {
      try (Scope scope = Scope.open()) {
        Tensor hidden = weight.matmul(weight).relu();
        hidden.registerHook(g -> g.mul(0.5));
        hidden.sum().backward();
        weight.setGrad(null);
      }
    };
    for (int i = 0; i < 100; i++) {
      step.run();
    }
    long before = residentMegabytes();
    for (int i = 0; i < 400; i++) {
      step.run();
    }
    assertThat(residentMegabytes() - before).as("growth in MB over 400 steps").isLessThan(30);
    weight.close();
  }

  @Test
  void threadsHaveTheirOwnScopesAndShareAWeight() throws Exception {
    Tensor weight = Tensors.eye(64);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Double>> work = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        double value = i;
        work.add(() -> {
          try (Scope scope = Scope.open(); GradMode off = GradMode.inference()) {
            Tensor x = Tensors.full(value, DType.FLOAT32, 8, 64);
            for (int k = 0; k < 20; k++) {
              x = x.matmul(weight);
            }
            return x.mean().item();
          }
        });
      }
      List<Future<Double>> results = pool.invokeAll(work);
      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).get()).isEqualTo(i);
      }
    } finally {
      pool.shutdownNow();
      weight.close();
    }
  }

  static long residentMegabytes() {
    try {
      for (String line : java.nio.file.Files.readAllLines(java.nio.file.Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
      }
      return 0;
    } catch (java.io.IOException e) {
      return 0;
    }
  }
}
