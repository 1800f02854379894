"""A small HTTP proxy that wants a password, and a TLS server that wants a client certificate, for browsers to ask."""

import asyncio
import base64
import contextlib
import datetime
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID


@dataclass
class Proxy:
    """Where it listens, and what went through it."""

    url: str
    asked: list[str] = field(default_factory=list)


@contextlib.asynccontextmanager
async def proxy_running(user: str, password: str) -> AsyncIterator[Proxy]:
    """A proxy that answers every plain request itself, saying that it did."""
    wanted = base64.b64encode(f"{user}:{password}".encode()).decode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                method, target, _ = head.split("\r\n")[0].split(" ")
                if f"proxy-authorization: basic {wanted}".lower() not in head.lower():
                    status, body = "407 Proxy Authentication Required", b""
                elif method == "CONNECT":
                    status, body = "502 Bad Gateway", b""
                else:
                    proxy.asked.append(target)
                    status, body = "200 OK", f"<title>by proxy</title>{target}".encode()
                writer.write(
                    f"HTTP/1.1 {status}\r\nProxy-Authenticate: Basic realm=x\r\nContent-Type: text/html\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    proxy = Proxy(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    yield proxy
    server.close()


@dataclass(frozen=True)
class Papers:
    """A certificate authority's file, a server's, and a client's as people are given them."""

    authority: Path
    server: Path
    client_p12: bytes
    password: str


def make_papers(folder: Path) -> Papers:
    """An authority, a certificate of 127.0.0.1, and one of a client called Ada."""
    password = "opensesame"
    authority_key, authority = _certificate("Test authority", None, None)
    server_key, server = _certificate("127.0.0.1", authority, authority_key)
    client_key, client = _certificate("Ada", authority, authority_key)
    pem = serialization.Encoding.PEM
    (folder / "authority.pem").write_bytes(authority.public_bytes(pem))
    (folder / "server.pem").write_bytes(
        server_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + server.public_bytes(pem)
    )
    p12 = pkcs12.serialize_key_and_certificates(
        b"ada", client_key, client, [authority], serialization.BestAvailableEncryption(password.encode())
    )
    return Papers(folder / "authority.pem", folder / "server.pem", p12, password)


def _certificate(
    name: str, issuer: x509.Certificate | None, issuer_key: ec.EllipticCurvePrivateKey | None
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if name == "127.0.0.1":
        address = x509.IPAddress(ip_address(name))
        builder = builder.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    return key, builder.sign(issuer_key or key, hashes.SHA256())


@contextlib.asynccontextmanager
async def secure_site(papers: Papers) -> AsyncIterator[str]:
    """A site that says who its visitor is, and is closed to who cannot; its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(papers.server)
    context.load_verify_locations(papers.authority)
    context.verify_mode = ssl.CERT_OPTIONAL

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            await reader.readuntil(b"\r\n\r\n")
            peer = writer.get_extra_info("peercert") or {}
            names = dict(pair for group in peer.get("subject", ()) for pair in group)
            body = f"<title>{names.get('commonName', 'nobody')}</title>".encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
                + f"Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
