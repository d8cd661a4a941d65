import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLocalJWKSet, type JWK } from 'jose'
import { ServiceError } from '#shared/errors'
import { verifyIdToken } from '#shared/tokens'

/**
 * Runs Wycheproof's signatures (github.com/C2SP/wycheproof, Apache-2.0) through the verification of ID tokens:
 * `npm run corpora -- FOLDER`, where FOLDER is a clone. It is no part of `npm test`, since no package carries it.
 */
interface Corpus {
  readonly testGroups: readonly {
    readonly comment: string
    readonly public?: JWK
    readonly private?: JWK
    readonly tests: readonly {
      readonly tcId: number
      readonly comment: string
      readonly jws: string
      readonly result: 'valid' | 'invalid'
    }[]
  }[]
}

/** What a client's configuration may allow at most; no algorithm with a shared secret is among them. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512']
/** What `jose` says of a token whose signature was good: the corpus signs no claims. */
const AFTER_SIGNATURE = ['ERR_JWT_INVALID', 'ERR_JWT_CLAIM_VALIDATION_FAILED', 'ERR_JWT_EXPIRED']

async function passesSignature(jws: string, key: JWK): Promise<boolean> {
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...shown } = key
  const error = await verifyIdToken(jws, {
    keys: createLocalJWKSet({ keys: [shown] }),
    issuer: 'https://tenant.eu.auth0.com/',
    clientId: 'client-id',
    algorithms: ALGORITHMS,
    now: Date.now(),
  }).catch((thrown: unknown) => thrown)
  if (!(error instanceof ServiceError)) throw new Error('A token without claims was taken')
  const { cause } = error
  return cause instanceof Error && 'code' in cause && AFTER_SIGNATURE.includes(String(cause.code))
}

const [folder = '.'] = process.argv.slice(2)
const file = join(folder, 'testvectors_v1/json_web_signature_test.json')
const corpus: Corpus = JSON.parse(readFileSync(file, 'utf8'))
const tally = new Map<string, number>()
for (const { comment, tests, ...group } of corpus.testGroups) {
  const key = group.public ?? group.private
  for (const { tcId, comment: what, jws, result } of tests) {
    const passes = key !== undefined && (await passesSignature(jws, key))
    const outcome = `${result} ${passes ? 'taken' : 'refused'}`
    tally.set(outcome, (tally.get(outcome) ?? 0) + 1)
    if (passes && result === 'invalid') process.exitCode = 1
    if (passes !== (result === 'valid')) process.stdout.write(`${outcome}: ${tcId} ${comment}: ${what}\n`)
  }
}
process.stdout.write(`${JSON.stringify(Object.fromEntries(tally))}\n`)
