"""A certificate for the proxy of an installation on one machine, and the authority that it is signed by.

In production the municipality's own takes its place: the certificate with its chain and its key, in one file."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from shared.keys.files import write_private

VALID = timedelta(days=397)
HOST = "localhost"


def make_certificate(folder: Path) -> None:
    """Writes `secrets/tls.pem` (certificate and key) and `tls/ca.pem`, which callers trust. The authority's own key is
    kept nowhere: nothing else can be signed with it."""
    if (folder / "secrets" / "tls.pem").exists():
        return
    authority, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name, own = _name("Öppet bistånd, sandlåda"), _name(HOST)
    root = _signed(name, name, authority.public_key(), authority, _of_an_authority)
    leaf = _signed(own, name, key.public_key(), authority, _of_a_server)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(folder / "secrets" / "tls.pem", (leaf.public_bytes(Encoding.PEM) + secret).decode())
    write_private(folder / "tls" / "ca.pem", root.public_bytes(Encoding.PEM).decode())


_Extended = Callable[[x509.CertificateBuilder], x509.CertificateBuilder]


def _signed(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    by: ec.EllipticCurvePrivateKey,
    extended: _Extended,
) -> x509.Certificate:
    now = datetime.now(UTC)  # a certificate is valid by the machine's clock, not by the demonstration's
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + VALID)
    ids = x509.SubjectKeyIdentifier, x509.AuthorityKeyIdentifier
    builder = builder.add_extension(ids[0].from_public_key(key), critical=False)
    builder = builder.add_extension(ids[1].from_issuer_public_key(by.public_key()), critical=False)
    return extended(builder).sign(by, hashes.SHA256())


def _of_an_authority(builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    basic = x509.BasicConstraints(ca=True, path_length=0)
    return builder.add_extension(basic, critical=True).add_extension(usage, critical=True)


def _of_a_server(builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
    hosts = x509.SubjectAlternativeName([x509.DNSName(HOST), x509.IPAddress(IPv4Address("127.0.0.1"))])
    servers = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    basic = x509.BasicConstraints(ca=False, path_length=None)
    builder = builder.add_extension(basic, critical=True).add_extension(servers, critical=False)
    return builder.add_extension(hosts, critical=False)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
