"""Writes the pictures that the tests of fovea-image compare with, out of Pillow and torchvision's functional transforms.

Run from anywhere: python3 make_fixtures.py   (Pillow 9.4, numpy, torchvision 0.14)
"""
import io
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageDraw, ImageOps
import torchvision.transforms.functional as F
from torchvision.utils import make_grid

ROOT = pathlib.Path(__file__).resolve().parent.parent / "resources" / "dev" / "fovea" / "image"
W, H = 61, 43


def picture(width=W, height=H, seed=7):
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([x * 255 / width, y * 255 / height, 127 + 120 * np.sin((x + 2 * y) / 7)], -1)
    rgb += rng.normal(0, 6, rgb.shape)
    image = Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    draw.ellipse([8, 6, 30, 28], fill=(230, 40, 50))
    draw.rectangle([36, 14, 52, 36], fill=(10, 60, 200), outline=(255, 255, 255))
    draw.line([0, 42, 60, 0], fill=(250, 250, 20), width=2)
    return image


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, colour, rows, extra=b""):
    """Bytes of a PNG of kinds which Pillow does not write."""
    raw = b"".join(b"\0" + row for row in rows)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
            + extra + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))


def png_interlaced(rgb):
    raw = b""
    for x, y, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        raw += b"".join(b"\0" + row.tobytes() for row in rgb[y::dy, x::dx])
    header = struct.pack(">IIBBBBB", W, H, 8, 2, 0, 0, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


def run_length_bmp():
    """Stripes in run-length code of 8 bits."""
    colours = b"".join(bytes([i, 255 - i, 2 * i % 256, 0]) for i in range(256))
    data = b"".join(bytes([20, row, 30, 255 - row, 11, 7]) + b"\0\0" for row in range(H)) + b"\0\1"
    start = 14 + 40 + len(colours)
    return (b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start)
            + struct.pack("<IiiHHIIiiII", 40, W, H, 1, 8, 1, len(data), 2835, 2835, 256, 0) + colours + data)


def tiff_big_endian(grey):
    tags = [(256, 3, W << 16), (257, 3, H << 16), (258, 3, 8 << 16), (259, 3, 1 << 16), (262, 3, 1 << 16),
            (273, 4, 122), (277, 3, 1 << 16), (278, 3, H << 16), (279, 4, W * H)]
    entries = b"".join(struct.pack(">HHII", tag, kind, 1, value) for tag, kind, value in tags)
    head = b"MM\0*" + struct.pack(">IH", 8, len(tags)) + entries + struct.pack(">I", 0)
    return head.ljust(122, b"\0") + grey.tobytes()


def formats():
    folder = ROOT / "formats"
    folder.mkdir(parents=True, exist_ok=True)
    image = picture()
    grey = image.convert("L")
    alpha = image.copy()
    alpha.putalpha(Image.fromarray(np.tile(np.linspace(0, 255, W).astype(np.uint8), (H, 1))))
    palette = image.quantize(32)

    def save(name, picture, expected=None, **options):
        picture.save(folder / name, **options)
        expect(name, expected)

    def expect(name, expected=None):
        if expected is None:
            expected = Image.open(folder / name)
            # Pillow turns TIFF files by itself while it loads them.
            expected = (expected if name.endswith(".tiff") else ImageOps.exif_transpose(expected)).convert("RGB")
        expected.save(folder / (name + ".expected.png"), optimize=True)

    save("rgb420.jpg", image, quality=85, subsampling=2)
    save("rgb444.jpg", image, quality=85, subsampling=0)
    save("progressive.jpg", image, quality=85, progressive=True)
    save("grey.jpg", grey, quality=85)
    save("cmyk.jpg", image.convert("CMYK"), quality=90)
    ycck = (folder / "cmyk.jpg").read_bytes().replace(b"Adobe\0d\0\0\0\0\0", b"Adobe\0d\0\0\0\0\2")
    (folder / "ycck.jpg").write_bytes(ycck)
    expect("ycck.jpg")
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        save(f"exif{orientation}.jpg", image.crop((0, 0, 40, 24)), quality=85, exif=exif)
    save("rgb.png", image)
    save("grey.png", grey)
    save("rgba.png", alpha)
    save("la.png", alpha.convert("LA"))
    save("palette.png", palette)
    save("transparent.png", palette, transparency=3)
    save("bilevel.png", grey.convert("1"))
    deep = np.asarray(image).astype(np.uint16) * 256 + np.arange(W, dtype=np.uint16)[None, :, None]
    (folder / "rgb16.png").write_bytes(png(W, H, 16, 2, [row.astype(">u2").tobytes() for row in deep]))
    expect("rgb16.png", image)
    (folder / "grey16.png").write_bytes(png(W, H, 16, 0, [row[:, 0].astype(">u2").tobytes() for row in deep]))
    expect("grey16.png", Image.fromarray(np.asarray(image)[:, :, 0]).convert("RGB"))
    save("lossy.webp", image, quality=80)
    save("lossless.webp", image, lossless=True)
    save("alpha.webp", alpha, lossless=True, exact=True)
    save("rgb.bmp", image)
    save("palette.bmp", palette)
    save("bilevel.bmp", grey.convert("1"))
    save("rgb.tiff", image)
    save("lzw.tiff", image, compression="tiff_lzw")
    save("deflate.tiff", image, compression="tiff_adobe_deflate")
    save("grey.tiff", grey)
    save("rgba.tiff", alpha)
    save("palette.tiff", palette)
    deep_grey = Image.fromarray(deep[:, :, 0].astype(np.uint16))
    save("grey16.tiff", deep_grey, Image.fromarray(np.asarray(image)[:, :, 0]).convert("RGB"))
    save("plain.gif", palette, interlace=0)
    save("interlaced.gif", palette, interlace=1)
    save("animated.gif", palette, save_all=True, append_images=[palette.rotate(180)], duration=50)
    save("transparent.gif", palette, transparency=3)
    partial = bytearray((folder / "transparent.gif").read_bytes())
    partial[6:10] = struct.pack("<HH", W + 9, H + 5)
    (folder / "partial.gif").write_bytes(partial)
    expect("partial.gif")
    frames = [image.rotate(180), image.rotate(90)]
    save("animated.webp", image, lossless=True, save_all=True, append_images=frames, duration=50)
    turned = Image.Exif()
    turned[0x0112] = 6
    for suffix in ["png", "webp", "tiff"]:
        save(f"exif6.{suffix}", image.crop((0, 0, 40, 24)), exif=turned, **({"lossless": True} if suffix == "webp" else {}))
    (folder / "rle.bmp").write_bytes(run_length_bmp())
    expect("rle.bmp")
    (folder / "interlaced.png").write_bytes(png_interlaced(np.asarray(image)))
    expect("interlaced.png", image)
    big_endian = tiff_big_endian(np.asarray(grey))
    (folder / "bigendian.tiff").write_bytes(big_endian)
    expect("bigendian.tiff")
    image.save(ROOT / "source.png")


def resizes():
    folder = ROOT / "resize"
    folder.mkdir(parents=True, exist_ok=True)
    image = picture()
    names = {"NEAREST": Image.NEAREST, "BILINEAR": Image.BILINEAR, "BICUBIC": Image.BICUBIC,
             "LANCZOS": Image.LANCZOS, "BOX": Image.BOX}
    for name, resample in names.items():
        for width, height in [(30, 21), (80, 70), (33, 60), (1, 1), (61, 20), (90, 43), (13, 7)]:
            image.resize((width, height), resample).save(folder / f"{name}_{width}x{height}.png", optimize=True)
        image.convert("L").resize((24, 31), resample).save(folder / f"{name}_grey_24x31.png", optimize=True)


def transforms():
    folder = ROOT / "transforms"
    folder.mkdir(parents=True, exist_ok=True)
    image = picture()

    def save(name, picture):
        picture.save(folder / (name + ".png"), optimize=True)

    save("shorter_30", F.resize(image, 30))
    save("shorter_tall_30", F.resize(image.rotate(90, expand=True), 30))
    save("center_crop_30", F.center_crop(image, [30, 30]))
    save("center_crop_padded", F.center_crop(image, [60, 31]))
    save("pad", F.pad(image, [1, 2, 3, 4], fill=9))
    save("rotate_nearest_30", F.rotate(image, 30))
    save("rotate_bilinear_m75", F.rotate(image, -75, F.InterpolationMode.BILINEAR))
    save("rotate_expand_20", F.rotate(image, 20, expand=True, fill=[10, 20, 30]))
    for factor in [0, 0.4, 1.7]:
        save(f"brightness_{factor}", F.adjust_brightness(image, factor))
        save(f"contrast_{factor}", F.adjust_contrast(image, factor))
        save(f"saturation_{factor}", F.adjust_saturation(image, factor))
    for factor in [-0.5, -0.1, 0.25]:
        save(f"hue_{factor}", F.adjust_hue(image, factor))
    save("grey", image.convert("L"))
    tiles = [F.to_tensor(F.adjust_hue(image.crop((0, 0, 20, 14)), turn)) for turn in [-0.4, -0.2, 0, 0.2, 0.4]]
    save("grid", F.to_pil_image(make_grid(tiles, nrow=3, padding=4)))


formats()
resizes()
transforms()
