import { expect } from 'vitest'
import { type Answer, type Call, send } from './http.ts'
import { heldRefreshTokens, type TestStage } from './stage.ts'

/** Seconds after which the lease of a refresh is over. */
export const LEASE_IS_OVER = 11

/** Starts a call whose refresh the tenant has done already, but answers only after a while. */
export async function refreshInFlight(
  stage: TestStage,
  path: string,
  call: Call,
): Promise<{ answer: Promise<Answer> }> {
  const held = heldRefreshTokens(stage)
  const fault = { path: '/oauth/token', grant_type: 'refresh_token', kind: 'delay', delayMs: 1500 } as const
  await stage.admin.fault({ ...fault, afterEffect: true })
  const answer = send(`${stage.url}${path}`, call)
  await expect.poll(() => heldRefreshTokens(stage), { timeout: 10_000, interval: 5 }).toBe(held + 1)
  return { answer }
}
