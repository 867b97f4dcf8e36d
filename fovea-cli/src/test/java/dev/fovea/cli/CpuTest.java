package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpuTest {
  @Test
  void readsNameAndInstructionsOfInterest() {
    Cpu cpu = Cpu.parse(List.of("processor\t: 0", "model name\t: Some CPU @ 2.0GHz",
        "flags\t\t: fpu avx2 avx512f amx_bf16 avx512_bf16 syscall"));
    assertThat(cpu.name()).isEqualTo("Some CPU @ 2.0GHz");
    assertThat(cpu.flags()).containsExactly("avx2", "avx512f", "avx512_bf16", "amx_bf16");
  }

  @Test
  void knowsAArch64Features() {
    assertThat(Cpu.parse(List.of("Features\t: fp asimd bf16 sve")).flags()).containsExactly("asimd", "bf16", "sve");
  }
}
