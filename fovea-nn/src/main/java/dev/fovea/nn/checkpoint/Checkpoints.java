package dev.fovea.nn.checkpoint;

import static dev.fovea.nn.checkpoint.CheckpointException.quote;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads weights from any kind of checkpoint file; the content decides which kind it is, not the name.
 *
 * <pre>{@code
 * StateDict weights = Checkpoints.load(Path.of("resnet18.pth"));
 * Loading.strict(model.stateDict(), weights);
 * }</pre>
 *
 * <p>In a PyTorch file the tensors are looked for under these keys, the first that holds tensors wins (averaged weights
 * before the raw ones, as they are what papers evaluate): {@code params_ema}, {@code g_ema}, {@code ema_state_dict},
 * {@code state_dict_ema}, {@code model_ema}, {@code ema}, {@code state_dict}, {@code model_state_dict}, {@code model},
 * {@code params}, {@code net}, {@code network}, {@code generator}, {@code teacher}, {@code student}, {@code module},
 * {@code weights}; the same again inside what was found. Failing these, the tensors of the top level are taken, or of
 * its only dictionary with tensors.
 *
 * <p>The prefixes {@code module.} (of parallel training and averaging) and {@code _orig_mod.} (of compilation) are
 * removed where all names have them.
 */
public final class Checkpoints {
  private Checkpoints() {}

  /**
   * Loads the state dict of a file; its tensors belong to the innermost scope.
   *
   * @throws CheckpointException if the file is of no known kind, damaged, unsafe, or holds no tensors
   */
  public static StateDict load(Path file) {
    return load(file, null, isSafetensors(head(file)));
  }

  /**
   * Loads the tensors under a key: a path of keys with dots ({@code teacher.backbone}), or the beginning of names,
   * which is taken off ({@code backbone} for {@code backbone.conv1.weight}).
   *
   * @throws CheckpointException if there is nothing under that key; see also {@link #load(Path)}
   */
  public static StateDict load(Path file, String key) {
    return load(file, key, isSafetensors(head(file)));
  }

  private static StateDict load(Path file, @Nullable String key, boolean safetensors) {
    try (Scope scope = Scope.open()) {
      Map<?, ?> tree;
      Map<String, String> metadata = Map.of();
      if (safetensors) {
        try (Safetensors open = Safetensors.open(file)) {
          tree = open.readAll();
          metadata = new LinkedHashMap<>(open.metadata());
        }
      } else if (PyTorchFile.read(file) instanceof Map<?, ?> map) {
        tree = map;
      } else {
        throw new CheckpointException(file + ": expected a dictionary of tensors, got a single value or a list; "
            + "PyTorchFile.read gives it as it is");
      }
      StateDictSearch.Found found;
      try {
        found = key == null ? StateDictSearch.find(tree) : StateDictSearch.at(tree, key);
      } catch (CheckpointException e) {
        throw CheckpointException.in(file, e);
      }
      LinkedHashMap<String, Tensor> tensors = StateDictSearch.withoutWrappers(found.tensors());
      String where = file.getFileName() + (found.key().isEmpty() ? "" : " under '" + found.key() + "'");
      return scope.keep(new StateDict(tensors, safetensors ? metadata : found.metadata(), where));
    }
  }

  /** What a file that is no checkpoint seems to be. */
  static String guess(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1).stripLeading();
    if (head.length == 0) {
      return "an empty file; fetch it again";
    }
    if (text.startsWith("<")) {
      return "a web page; the download went to a page about the file, so fetch the file itself";
    }
    if (text.startsWith("version https")) {
      return "a Git LFS pointer; run git lfs pull";
    }
    if (head[0] == (byte) 0x80) {
      return "a plain pickle; load it in Python and save the state dict with torch.save";
    }
    return "a file that begins with " + quote(text) + "; convert it to safetensors or .pth";
  }

  private static byte[] head(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(LegacyTorchFile.MAGIC.length);
      if (isSafetensors(head) || ZipTorchFile.isOne(head) || LegacyTorchFile.isOne(head)) {
        return head;
      }
      throw new CheckpointException("expected a safetensors file or one of torch.save, got " + guess(head));
    } catch (IOException | CheckpointException e) {
      throw CheckpointException.in(file, e);
    }
  }

  /** Eight bytes that say how long the JSON header is, and its opening brace. */
  private static boolean isSafetensors(byte[] head) {
    return head.length > 8 && head[8] == '{' && head[7] == 0 && head[6] == 0 && head[5] == 0 && head[4] == 0;
  }
}
