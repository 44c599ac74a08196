"""The type of a file by its first bytes. What the sender or the provider says about the type is not used.

Sources: the signatures in RFC 2083 (PNG), RFC 9649 (WebP), ISO 14496-12 (brands of `ftyp`), 3GPP TS 26.244, RFC 4867
(AMR), RFC 6350 (vCard), ISO 32000 (PDF).
"""

from dataclasses import dataclass

SNIFFED_BYTES = 64


@dataclass(frozen=True, slots=True)
class FileType:
    """A type: its MIME name, the ending of a file's name, and whether a browser may show the file in a page.

    Only pictures, videos and sounds are shown. Whatever can run a script is downloaded.
    """

    name: str
    ending: str
    is_shown: bool


UNKNOWN = FileType("application/octet-stream", "bin", False)
_JPEG, _PNG, _GIF = (
    FileType("image/jpeg", "jpg", True),
    FileType("image/png", "png", True),
    FileType("image/gif", "gif", True),
)
_WEBP, _HEIC, _AVIF = (
    FileType("image/webp", "webp", True),
    FileType("image/heic", "heic", True),
    FileType("image/avif", "avif", True),
)
_MP4, _3GP, _MOV = (
    FileType("video/mp4", "mp4", True),
    FileType("video/3gpp", "3gp", True),
    FileType("video/quicktime", "mov", True),
)
_M4A, _OGG, _MP3 = (
    FileType("audio/mp4", "m4a", True),
    FileType("audio/ogg", "ogg", True),
    FileType("audio/mpeg", "mp3", True),
)
_WAV, _AMR = FileType("audio/wav", "wav", True), FileType("audio/amr", "amr", True)
_PDF, _VCARD = FileType("application/pdf", "pdf", False), FileType("text/vcard", "vcf", False)

_BEGINNINGS = (
    (b"\xff\xd8\xff", _JPEG),
    (b"\x89PNG\r\n\x1a\n", _PNG),
    (b"GIF87a", _GIF),
    (b"GIF89a", _GIF),
    (b"OggS", _OGG),
    (b"ID3", _MP3),
    (b"\xff\xfb", _MP3),
    (b"\xff\xf3", _MP3),
    (b"#!AMR", _AMR),
    (b"%PDF-", _PDF),
    (b"BEGIN:VCARD", _VCARD),
)
_RIFF = {b"WEBP": _WEBP, b"WAVE": _WAV}
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"mif1", b"msf1"), _HEIC),
    b"avif": _AVIF,
    b"qt  ": _MOV,
    b"M4A ": _M4A,
    **dict.fromkeys(
        (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash"), _MP4
    ),
}
_NAMES = {
    one.name: one
    for one in (_JPEG, _PNG, _GIF, _WEBP, _HEIC, _AVIF, _MP4, _3GP, _MOV, _M4A, _OGG, _MP3, _WAV, _AMR, _PDF, _VCARD)
}


def sniff(head: bytes) -> FileType:
    """The type of a file that begins with these bytes; `UNKNOWN` for every type that is not in the table."""
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return _3GP if brand[:2] == b"3g" else _BRANDS.get(brand, UNKNOWN)
    return next((found for beginning, found in _BEGINNINGS if head.startswith(beginning)), UNKNOWN)


def by_name(name: str) -> FileType:
    """The type with this MIME name; `UNKNOWN` for a name that is not in the table."""
    return _NAMES.get(name, UNKNOWN)
