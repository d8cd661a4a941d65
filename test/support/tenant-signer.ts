import { createPrivateKey, createPublicKey } from 'node:crypto'
import { credentialsOf } from './config.ts'
import type { Signer } from './logout-tokens.ts'
import type { TestStage } from './stage.ts'

/** Signs as a stage's own tenant does now, for the application of a client. */
export function signerOf({ tenant }: Pick<TestStage, 'tenant'>, type: string): Signer {
  const [jwk] = tenant?.state().keys ?? []
  if (!tenant || !jwk) throw new Error('The stage has no tenant of its own')
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  return {
    issuer: tenant.issuer,
    clientId: credentialsOf(type).client_id,
    key,
    kid: jwk.kid,
    pem: createPublicKey(key).export({ type: 'spki', format: 'pem' }),
    now: Math.floor(Date.now() / 1000),
  }
}
