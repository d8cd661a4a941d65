import { Sha256 } from '@smithy/core/checksum'
import { SignatureV4 } from '@smithy/signature-v4'
import type { AwsEnvironment } from '../environment.ts'

/** Signs a request; the headers that it is to be sent with, signature included. */
export type Sign = (headers: Readonly<Record<string, string>>, body: string) => Promise<Record<string, string>>

/**
 * Makes the signer of calls to a service of AWS (Signature Version 4).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function createSigner(service: string, { region, credentials, endpoint }: AwsEnvironment): Sign {
  const { protocol, hostname, host } = new URL(endpoint)
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum: false })
  return async (headers, body) => {
    const request = { method: 'POST', protocol, hostname, path: '/', headers: { host, ...headers }, body }
    return (await signer.sign(request)).headers
  }
}
