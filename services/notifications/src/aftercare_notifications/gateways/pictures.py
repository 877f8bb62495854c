"""What a photo really is, whatever its sender says of it."""

import io
import warnings

from PIL import Image, UnidentifiedImageError

_SHOWN = ("JPEG", "PNG", "GIF", "WEBP")  # what every browser shows; a phone's MMS is one of these


def picture_type(content: bytes) -> str | None:
    """The media type of a picture that a browser can show; none for anything else, or one of absurd size."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_SHOWN) as picture:
                picture.verify()
                return Image.MIME.get(picture.format or "")
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    except (OSError, SyntaxError, ValueError):  # what Pillow's parsers raise on a broken file
        return None
