"""Types by the first bytes: what is shown, what is downloaded, and what passes for something else."""

import pytest

from app.domain.media.types import UNKNOWN, by_name, sniff

SHOWN = {
    b"\xff\xd8\xff\xe0\x00\x10JFIF": "image/jpeg",
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR": "image/png",
    b"GIF89a\x01\x00": "image/gif",
    b"RIFF\x24\x00\x00\x00WEBPVP8 ": "image/webp",
    b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00": "image/heic",
    b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00": "video/mp4",
    b"\x00\x00\x00\x18ftyp3gp5\x00\x00\x00\x00": "video/3gpp",
    b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00": "video/quicktime",
    b"\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00": "audio/mp4",
    b"#!AMR\n": "audio/amr",
    b"ID3\x04\x00": "audio/mpeg",
    b"RIFF\x24\x00\x00\x00WAVEfmt ": "audio/wav",
    b"OggS\x00\x02": "audio/ogg",
}
DOWNLOADED = {b"%PDF-1.7\n": "application/pdf", b"BEGIN:VCARD\r\nVERSION:3.0": "text/vcard"}
DANGEROUS = (
    b"<!DOCTYPE html><script>alert(1)</script>",
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"<?xml version='1.0'?><svg/>",
    b"\xef\xbb\xbf<html>",
    b"MZ\x90\x00\x03",
    b"\x7fELF\x02\x01",
    b"PK\x03\x04",
    b"#!/bin/sh\n",
    b"Hello",
    b"\xff\xd8",
    b"RIFF\x24\x00\x00\x00AVI ",
    b"\x00\x00\x00\x18ftypevil",
    b"",
)


@pytest.mark.parametrize("head", [*SHOWN, *DOWNLOADED])
def test_a_known_type_is_found(head: bytes) -> None:
    found = sniff(head)
    assert found.name == (SHOWN | DOWNLOADED)[head]
    assert found.is_shown == (head in SHOWN)
    assert by_name(found.name) is found


@pytest.mark.parametrize("head", DANGEROUS)
def test_everything_else_is_only_bytes(head: bytes) -> None:
    assert sniff(head) is UNKNOWN
    assert not UNKNOWN.is_shown
    assert by_name("text/html") is by_name("image/svg+xml") is UNKNOWN
