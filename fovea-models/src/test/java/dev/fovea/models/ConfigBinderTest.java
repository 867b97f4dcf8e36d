package dev.fovea.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class ConfigBinderTest {
  enum Method {
    DW_BN,
    AVG
  }

  record Spec(List<Integer> dimEmbed, List<Method> qkvProjMethod, double dropRate) {
    Spec {
      if (dimEmbed.isEmpty()) {
        throw new IllegalArgumentException("dim_embed: expected a width, got none");
      }
    }
  }

  record Config(int numClasses, Spec spec) {}

  private static final Config DEFAULTS = new Config(1000, new Spec(List.of(64, 192), List.of(Method.DW_BN), 0));

  private static Config bind(ModelConfig options) {
    return options.over("net", DEFAULTS);
  }

  @Test
  void aMapOfOptionsReplacesSomeOfAGroup() {
    Config config = bind(ModelConfig.of("num_classes", 10).with("SPEC",
        Map.of("DIM_EMBED", List.of(24L, 48L), "QKV_PROJ_METHOD", List.of("avg"))));
    assertThat(config).isEqualTo(new Config(10, new Spec(List.of(24, 48), List.of(Method.AVG), 0)));
  }

  @Test
  void oneOptionOfAGroupHasADotInItsName() {
    ModelConfig options = ModelConfig.parse(List.of("spec.dim_embed=[8]", "spec.DROP_RATE=0.5"));
    assertThat(bind(options).spec()).isEqualTo(new Spec(List.of(8), List.of(Method.DW_BN), 0.5));
    assertThat(bind(ModelConfig.of("spec", Map.of("drop_rate", 0.5)).with("spec.dim_embed", List.of(8))).spec())
        .isEqualTo(new Spec(List.of(8), List.of(Method.DW_BN), 0.5));
  }

  @Test
  void groupsGoBackIntoOptions() {
    Map<String, ?> values = ModelConfig.of(DEFAULTS).values();
    assertThat(values.get("spec"))
        .isEqualTo(Map.of("dim_embed", List.of(64, 192), "qkv_proj_method", List.of("dw_bn"), "drop_rate", 0.0));
    assertThat(bind(ModelConfig.of(values))).isEqualTo(DEFAULTS);
    assertThat(bind(ModelConfig.of("spec", new Spec(List.of(1), List.of(), 0))).spec().dimEmbed()).containsExactly(1);
  }

  @Test
  void mistakesInsideAGroupAreNamedWithIt() {
    assertThatThrownBy(() -> bind(ModelConfig.of("spec.dim_embd", List.of(1))))
        .hasMessageStartingWith("net: spec: unknown option 'dim_embd'; nearest: dim_embed, ")
        .hasMessageEndingWith("; all: dim_embed, qkv_proj_method, drop_rate");
    assertThat(bind(ModelConfig.of("spec.dim_embed", 1)).spec().dimEmbed()).containsExactly(1);
    assertThatThrownBy(() -> bind(ModelConfig.of("spec.dim_embed", "wide")))
        .hasMessage("net: spec: dim_embed: expected a whole number, got 'wide'");
    assertThatThrownBy(() -> bind(ModelConfig.of("spec.dim_embed", List.of())))
        .hasMessage("net: spec: dim_embed: expected a width, got none");
    assertThatThrownBy(() -> bind(ModelConfig.of("spec", 3)))
        .hasMessage("net: spec: expected options by name: dim_embed, qkv_proj_method, drop_rate, got '3'");
    assertThatThrownBy(() -> bind(ModelConfig.of("spec", null))).hasMessageContaining("got null");
    assertThatThrownBy(() -> bind(ModelConfig.of("spec", Map.of(1, 2)))).hasMessageContaining("names of options, got 1");
    assertThatThrownBy(() -> bind(ModelConfig.of("num_classes.of", 3)))
        .hasMessageStartingWith("net: num_classes: expected a whole number");
  }
}
