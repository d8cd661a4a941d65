import { send } from '../../support/http.ts'
import { logInSite } from '../../support/login.ts'
import { goodClaims, signLogout } from '../../support/logout-tokens.ts'
import { signerOf } from '../../support/tenant-signer.ts'
import { addPerson, CACHES_ARE_OLD, type Scenario, unless } from '../scenario.ts'

/** The tenant says that all of a user's logins in an application have ended; it says so once more when that failed. */
export const backchannel: Scenario = {
  name: 'POST /backchannel-logout',
  good: [200],
  also: { 400: 'the specification has no other word for a failure' },
  ends: 'when asked again',
  byKey: true,
  async prepare(lane) {
    const person = await addPerson(lane)
    const { username, password } = person
    const cookie = await logInSite(lane.url, 'site', { username, password })
    lane.advance(CACHES_ARE_OLD)
    const deliver = () => {
      const signer = signerOf(lane, 'site')
      const claims = { ...goodClaims(signer), sub: person.id, sid: undefined }
      return send(`${lane.url}/backchannel-logout`, { form: { logout_token: signLogout(signer, claims) } })
    }
    // It has four seconds, of which a busy machine needs more now and then.
    const next = async (attempts = 3): ReturnType<typeof send> => {
      const answer = await deliver()
      return answer.status === 200 || attempts === 1 ? answer : next(attempts - 1)
    }
    const check = async () =>
      unless([401], 'what was ended', await send(`${lane.url}/userinfo`, { headers: { cookie } }))
    return {
      person,
      call: deliver,
      secrets: [cookie.slice('sid='.length)],
      async after(answer) {
        const wrong = answer.status === 200 ? await check() : []
        return [...wrong, ...unless([200], 'the next logout token', await next()), ...(await check())]
      },
    }
  },
}
