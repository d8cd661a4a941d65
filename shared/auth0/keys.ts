import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
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

/**
 * The tenant's signing keys, from the cache that all instances share. They are fetched anew when they are old, and
 * once when a token names an unknown key; while the tenant does not answer, old ones serve.
 *
 * @param needs how to ask the tenant, the cache, and a clock in milliseconds since the epoch
 */
export function createKeys({ ask, cache, clock }: { ask: Ask; cache: Cache; clock: () => number }): Keys {
  const age = (entry: CacheEntry) => clock() / 1000 - entry.writtenAt

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

  return (auth0Url, restSeconds = 0) => {
    const url = `${auth0Url}/.well-known/jwks.json`
    return async (header, token) => {
      const cached = await cache.read(url)
      const entry = cached && age(cached) < FRESH_SECONDS ? cached : await fetchKeys(url, cached)
      try {
        return await createLocalJWKSet(parseKeys(entry.text))(header, token)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || entry !== cached || age(entry) < restSeconds) throw error
        const renewed = await fetchKeys(url, undefined)
        return createLocalJWKSet(parseKeys(renewed.text))(header, token)
      }
    }
  }
}

function parseKeys(text: string): JSONWebKeySet {
  return v.parse(v.pipe(v.string(), v.parseJson(), KeySetSchema), text)
}
