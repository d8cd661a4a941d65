import { endpoint } from '#shared/http/endpoint'
import { json } from '#shared/http/responses'
import { openStage } from '#shared/stage'
import { createUserinfo } from '#shared/userinfo'

const userinfo = createUserinfo(openStage())

/** `GET /userinfo`: the profile of whoever is logged in, by bearer or cookie. */
export const handler = endpoint(async (event) => json(await userinfo(event)))
