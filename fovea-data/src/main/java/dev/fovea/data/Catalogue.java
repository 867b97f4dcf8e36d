package dev.fovea.data;

import java.net.URI;
import java.util.List;

/**
 * The data sets with names.
 *
 * <p>Lengths and SHA-256 values are those that TensorFlow Datasets publishes in {@code url_checksums} for the same
 * files of the same hosts (for MNIST: of another mirror of the same files).
 */
final class Catalogue {
  private static final List<String> TEN_DIGITS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  private static final String MNIST_HOST = "https://ossci-datasets.s3.amazonaws.com/mnist/";
  private static final String FASHION_HOST = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";
  private static final String CIFAR_HOST = "https://www.cs.toronto.edu/~kriz/";

  static final DatasetInfo DIGITS = new DatasetInfo("digits", "1,797 handwritten digits, 8 x 8, grey; inside Fovea",
      "UCI optical digits, test part (Alpaydin and Kaynak, 1998), CC BY 4.0", TEN_DIGITS, List.of(), List.of());

  static final DatasetInfo MNIST = new DatasetInfo("mnist", "70,000 handwritten digits, 28 x 28, grey",
      "LeCun, Cortes and Burges, 1998", TEN_DIGITS,
      List.of(
          file(MNIST_HOST, "train-images-idx3-ubyte.gz", 9_912_422,
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
          file(MNIST_HOST, "train-labels-idx1-ubyte.gz", 28_881,
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c")),
      List.of(
          file(MNIST_HOST, "t10k-images-idx3-ubyte.gz", 1_648_877,
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
          file(MNIST_HOST, "t10k-labels-idx1-ubyte.gz", 4_542,
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")));

  static final DatasetInfo FASHION_MNIST = new DatasetInfo("fashion-mnist",
      "70,000 articles of clothing, 28 x 28, grey", "Xiao, Rasul and Vollgraf, 2017, MIT licence",
      List.of("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
      List.of(
          file(FASHION_HOST, "train-images-idx3-ubyte.gz", 26_421_880,
              "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
          file(FASHION_HOST, "train-labels-idx1-ubyte.gz", 29_515,
              "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845")),
      List.of(
          file(FASHION_HOST, "t10k-images-idx3-ubyte.gz", 4_422_102,
              "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
          file(FASHION_HOST, "t10k-labels-idx1-ubyte.gz", 5_148,
              "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")));

  private static final RemoteFile CIFAR10_ARCHIVE = file(CIFAR_HOST, "cifar-10-binary.tar.gz", 170_052_171,
      "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");

  static final DatasetInfo CIFAR10 = new DatasetInfo("cifar10", "60,000 photographs of 10 classes, 32 x 32, RGB",
      "Krizhevsky, 2009",
      List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
      List.of(CIFAR10_ARCHIVE), List.of(CIFAR10_ARCHIVE));

  private static final RemoteFile CIFAR100_ARCHIVE = file(CIFAR_HOST, "cifar-100-binary.tar.gz", 168_513_733,
      "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec");

  static final DatasetInfo CIFAR100 = new DatasetInfo("cifar100", "60,000 photographs of 100 classes, 32 x 32, RGB",
      "Krizhevsky, 2009", List.of("""
          apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel \
          can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur \
          dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion \
          lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree \
          pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea \
          seal shark shrew skunk skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank \
          telephone television tiger tractor train trout tulip turtle wardrobe whale willow_tree \
          wolf woman worm""".split(" ")),
      List.of(CIFAR100_ARCHIVE), List.of(CIFAR100_ARCHIVE));

  private static final String OMNIGLOT_HOST = "https://raw.githubusercontent.com/brendenlake/omniglot/master/python/";
  private static final String OMNIGLOT_ORIGIN = "Lake, Salakhutdinov and Tenenbaum, 2015, MIT licence";
  private static final RemoteFile OMNIGLOT_SMALL1 = file(OMNIGLOT_HOST, "images_background_small1.zip", 1_319_022,
      "f38eb80f801274ac2b4dff5b24289016bfaba4a7d5bb50deebf27104ad6cb8a4");
  private static final RemoteFile OMNIGLOT_SMALL2 = file(OMNIGLOT_HOST, "images_background_small2.zip", 1_580_917,
      "3ccaa407515a8778e5d0861875af38b17e418f301ad5bb3b5a6b65d901a41c7f");

  static final DatasetInfo OMNIGLOT = new DatasetInfo("omniglot",
      "32,460 drawings of 1,623 characters, 105 x 105, black on white; tested on other characters", OMNIGLOT_ORIGIN,
      List.of(),
      List.of(file(OMNIGLOT_HOST, "images_background.zip", 9_464_212,
          "ad41ab679c8b5d90b271ef46be6987cc81211774a695c29dcc5367b2b26ee640")),
      List.of(file(OMNIGLOT_HOST, "images_evaluation.zip", 6_462_886,
          "1f61a8f3366785b057fc117d9228e78a16e3d976c8953b2a10fcc74cf0609cee")));

  static final DatasetInfo OMNIGLOT_MINIMAL1 = new DatasetInfo("omniglot-small1",
      "2,720 drawings of 136 characters; tested on those alphabets of omniglot-small2 that are not among them",
      OMNIGLOT_ORIGIN, List.of(), List.of(OMNIGLOT_SMALL1), List.of(OMNIGLOT_SMALL2));

  static final DatasetInfo OMNIGLOT_MINIMAL2 = new DatasetInfo("omniglot-small2",
      "3,120 drawings of 156 characters; tested on those alphabets of omniglot-small1 that are not among them",
      OMNIGLOT_ORIGIN, List.of(), List.of(OMNIGLOT_SMALL2), List.of(OMNIGLOT_SMALL1));

  static final List<DatasetInfo> ALL = List.of(DIGITS, MNIST, FASHION_MNIST, CIFAR10, CIFAR100, OMNIGLOT,
      OMNIGLOT_MINIMAL1, OMNIGLOT_MINIMAL2);

  private Catalogue() {}

  private static RemoteFile file(String host, String name, long bytes, String sha256) {
    return new RemoteFile(name, URI.create(host + name), bytes, sha256);
  }
}
