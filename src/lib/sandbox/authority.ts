import type { webcrypto } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { X509Certificate } from '@peculiar/x509'

interface Signer {
  readonly certificate: X509Certificate
  readonly keys: webcrypto.CryptoKeyPair
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const day = 24 * 3600 * 1000
const days = 30

/**
 * Signs what the sandbox shows for the domains of its certificates. A new one each time the sandbox starts: nobody
 * should trust it for longer. Everything is made when it is first asked for.
 */
export class Authority {
  #signer: Promise<Signer> | undefined
  readonly #contexts = new Map<string, Promise<SecureContext>>()

  /** Its own certificate in PEM, for clients to trust. */
  async certificate(): Promise<string> {
    return (await this.#sign()).certificate.toString('pem')
  }

  /** What a TLS server needs to be taken for this host name. */
  contextFor(name: string): Promise<SecureContext> {
    const context = this.#contexts.get(name) ?? this.#issue(name)
    this.#contexts.set(name, context)
    return context
  }

  #sign(): Promise<Signer> {
    this.#signer ??= makeSigner()
    return this.#signer
  }

  async #issue(name: string): Promise<SecureContext> {
    const { x509, subtle } = await load()
    const signer = await this.#sign()
    const keys = await generate(subtle)
    const certificate = await x509.X509CertificateGenerator.create({
      subject: [{ CN: [name] }],
      issuer: signer.certificate.subject,
      ...validity(),
      signingAlgorithm: algorithm,
      publicKey: keys.publicKey,
      signingKey: signer.keys.privateKey,
      extensions: [
        new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      ],
    })
    const key = x509.PemConverter.encode(await subtle.exportKey('pkcs8', keys.privateKey), 'private key')
    return createSecureContext({ cert: certificate.toString('pem'), key })
  }
}

async function makeSigner(): Promise<Signer> {
  const { x509, subtle } = await load()
  const keys = await generate(subtle)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: ['deployctl sandbox'] }],
    ...validity(),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  })
  return { certificate, keys }
}

function generate(subtle: webcrypto.SubtleCrypto): Promise<webcrypto.CryptoKeyPair> {
  return subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

/** In the wall's time, by which clients judge; the sandbox's own may run ahead. */
function validity() {
  return { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + days * day) }
}

async function load() {
  // Its dependency injection wants this to be there first.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const crypto = await import('node:crypto')
  x509.cryptoProvider.set(crypto.webcrypto)
  return { x509, subtle: crypto.webcrypto.subtle }
}
