import { type CryptoKey, createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import * as v from 'valibot'
import { unavailable } from '../errors.ts'
import { observe } from '../observability.ts'
import type { Cache, CacheEntry } from '../sessions/cache.ts'
import type { Ask } from './ask.ts'

/** Auth0's advice is to cache keys for minutes; an outage may stretch that. In seconds. */
const FRESH_SECONDS = 600
const STALE_SECONDS = 7 * 86_400

const KeySetSchema = v.object({ keys: v.array(v.looseObject({ kty: v.string() })) })

/**
 * Gives the verifier of a tenant's signatures.
 *
 * @param restSeconds keys younger than this are not fetched anew for an unknown one: who takes tokens from anybody would
 * ask the tenant as often as anybody likes
 */
export type Keys = (auth0Url: string, restSeconds?: number) => JWTVerifyGetKey

type Find = (entry: CacheEntry) => Promise<CryptoKey>

/**
 * The tenant's signing keys, from the cache that all instances share. They are fetched anew when they are old, and
 * once when a token names an unknown key; while the tenant does not answer, old ones serve.
 *
 * @param needs how to ask the tenant, the cache, and a clock in milliseconds since the epoch
 */
export function createKeys({ ask, cache, clock }: { ask: Ask; cache: Cache; clock: () => number }): Keys {
  const age = (entry: CacheEntry) => clock() / 1000 - entry.writtenAt
  const isFresh = (entry: CacheEntry) => age(entry) < FRESH_SECONDS
  /** By their address, for this process: a warm login reads no keys. */
  const held = new Map<string, CacheEntry>()

  async function fetchKeys(url: string, stale: CacheEntry | undefined): Promise<CacheEntry> {
    try {
      const response = await ask({ method: 'GET', url })
      if (response.status !== 200) throw unavailable('The identity provider does not show its keys')
      parseKeys(response.body)
      // Keys in hand serve, although others will have to fetch them again.
      await cache.write(url, response.body, STALE_SECONDS).catch((error: unknown) => observe('keys_not_cached', error))
      return { text: response.body, writtenAt: Math.floor(clock() / 1000) }
    } catch (cause) {
      if (stale) return stale
      throw unavailable('The identity provider does not show its keys', cause)
    }
  }

  async function fromCache(url: string, restSeconds: number, find: Find): Promise<CryptoKey> {
    const cached = await cache.read(url)
    const entry = cached && isFresh(cached) ? cached : await fetchKeys(url, cached)
    held.set(url, entry)
    return orElse(find(entry), async (unknown) => {
      if (entry !== cached || age(entry) < restSeconds) throw unknown
      const renewed = await fetchKeys(url, undefined)
      held.set(url, renewed)
      return find(renewed)
    })
  }

  return (auth0Url, restSeconds = 0) => {
    const url = `${auth0Url}/.well-known/jwks.json`
    return (header, token) => {
      const find = (entry: CacheEntry) => createLocalJWKSet(parseKeys(entry.text))(header, token)
      const known = held.get(url)
      const shared = () => fromCache(url, restSeconds, find)
      return known && isFresh(known) ? orElse(find(known), shared) : shared()
    }
  }
}

/** Goes on elsewhere when a token names a key that is not there. */
async function orElse(found: Promise<CryptoKey>, elsewhere: (unknown: unknown) => Promise<CryptoKey>) {
  try {
    return await found
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
    return elsewhere(error)
  }
}

function parseKeys(text: string): JSONWebKeySet {
  return v.parse(v.pipe(v.string(), v.parseJson(), KeySetSchema), text)
}
