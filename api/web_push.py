"""The key by which this server signs what it pushes (VAPID, RFC 8292)."""

import base64
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

# The order of P-256, of which a private key is a number.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@cache
def private_key() -> ec.EllipticCurvePrivateKey:
    """The same for the life of the secret it is made of."""
    made = HKDF(hashes.SHA256(), 48, salt=None, info=b"sillage web push").derive(
        str(settings.VAPID_SECRET).encode()
    )
    number = int.from_bytes(made, "big") % (_ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


@cache
def public_key() -> str:
    """As apps want it: the uncompressed point, in URL-safe base64 without padding."""
    point = private_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")
