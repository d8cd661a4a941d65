import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'
import type { Store } from './store.ts'

/** Seconds; no family of refresh tokens lives longer. */
const THIRTY_DAYS = 30 * 86_400

/**
 * oidc-provider's storage over the tenant's store, with the one thing Auth0 adds to rotation: within the overlap
 * ("leeway") the immediately previous refresh token of a family may be exchanged again; an older one is reuse at
 * any time.
 *
 * @param leewayOf seconds of overlap of an application
 * @see https://auth0.com/docs/secure/tokens/refresh-tokens/configure-refresh-token-rotation
 */
export function createAdapterFactory(store: Store, leewayOf: (clientId: string) => number): AdapterFactory {
  return (model) => {
    const base = createAdapter(store, model)
    return model === 'RefreshToken' ? withOverlap(base, store, leewayOf) : base
  }
}

function createAdapter(store: Store, model: string): Adapter {
  return {
    async upsert(id, payload, expiresIn) {
      store.put(model, id, { ...payload }, expiresIn)
    },
    async find(id) {
      return store.get(model, id)
    },
    async findByUid(uid) {
      return store.list(model).find((record) => record.payload['uid'] === uid)?.payload
    },
    async findByUserCode() {},
    async consume(id) {
      const payload = store.get(model, id)
      if (payload) payload['consumed'] = Math.floor(Date.now() / 1000)
    },
    async destroy(id) {
      store.delete(model, id)
    },
    async revokeByGrantId(grantId) {
      for (const { id, payload } of store.list(model)) if (payload['grantId'] === grantId) store.delete(model, id)
    },
  }
}

function withOverlap(base: Adapter, store: Store, leewayOf: (clientId: string) => number): Adapter {
  return {
    ...base,
    async find(id) {
      const payload = await base.find(id)
      if (!payload?.consumed || !isPrevious(store, payload)) return payload
      const elapsed = Date.now() - Number(store.get('RefreshTokenUse', id)?.['at'])
      const overlapping = elapsed >= 0 && elapsed < leewayOf(String(payload.clientId)) * 1000
      return overlapping ? { ...payload, consumed: undefined } : payload
    },
    async consume(id) {
      const payload = store.get('RefreshToken', id)
      if (!payload) return
      await base.consume(id)
      // The first use opens the overlap; a repeated one must not prolong it.
      if (!store.get('RefreshTokenUse', id)) store.put('RefreshTokenUse', id, { at: Date.now() }, THIRTY_DAYS)
      const newest = Math.max(generation(payload), newestUsed(store, String(payload['grantId'])))
      store.put('RefreshTokenFamily', String(payload['grantId']), { newest }, THIRTY_DAYS)
    },
  }
}

function isPrevious(store: Store, payload: AdapterPayload): boolean {
  return generation(payload) === newestUsed(store, String(payload.grantId))
}

function newestUsed(store: Store, grantId: string): number {
  return Number(store.get('RefreshTokenFamily', grantId)?.['newest'] ?? -1)
}

function generation(payload: { rotations?: unknown }): number {
  return Number(payload.rotations ?? 0)
}
