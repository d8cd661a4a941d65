import { expect } from 'vitest'
import { credentialsOf as applicationOf } from './config.ts'
import { refusal, send } from './http.ts'
import { bearer, type Tokens } from './login.ts'
import { appOf, type Person, siteOf } from './management.ts'
import type { TestStage } from './stage.ts'

/** Everything that somebody may hold: a website's cookie, and the tokens of two logins in apps. */
export interface Held {
  readonly cookie: string
  readonly tokens: Tokens
  /** Access tokens of this login are JWTs. */
  readonly jwt: Tokens
}

/** Logs somebody in everywhere; the configuration needs the clients `site`, `app`, and `cms` with an audience. */
export async function logInEverywhere(stage: TestStage, person: Person): Promise<Held> {
  return {
    cookie: await siteOf(stage, person),
    tokens: await appOf(stage, person),
    jwt: await appOf(stage, person, 'cms'),
  }
}

/** Expects that all of it is refused, by us alone: the tenant is not asked. */
export async function expectEnded(stage: TestStage, held: Held): Promise<void> {
  await stage.admin.forget()
  for (const headers of credentialsOf(held)) {
    expect(await send(`${stage.url}/userinfo`, { headers })).toEqual(refusal(401, 'invalid_token'))
  }
  for (const { refreshToken: refresh_token } of [held.tokens, held.jwt]) {
    const answer = await send(`${stage.url}/refreshtoken`, { json: { refresh_token } })
    expect(answer).toEqual(refusal(401, 'invalid_token'))
  }
  expect(await stage.admin.counters()).toEqual({})
}

/** Expects that all of it is good. */
export async function expectAlive(stage: TestStage, held: Held): Promise<void> {
  for (const headers of credentialsOf(held)) {
    expect(await send(`${stage.url}/userinfo`, { headers })).toMatchObject({ status: 200 })
  }
}

/** Whether the tenant itself would still take a refresh token of an app. */
export async function tenantTakes(stage: TestStage, type: string, { refreshToken }: Tokens): Promise<boolean> {
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken, ...applicationOf(type) }
  return (await send(`${stage.tenantUrl}/oauth/token`, { form })).status === 200
}

function credentialsOf({ cookie, tokens, jwt }: Held) {
  return [{ cookie }, bearer(tokens.accessToken), bearer(jwt.accessToken)]
}
