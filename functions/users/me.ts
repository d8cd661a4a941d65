import { endpoint } from '#shared/http/endpoint'
import { json } from '#shared/http/responses'
import { openStage } from '#shared/stage'
import { createUserinfo } from '#shared/userinfo'

const userinfo = createUserinfo(openStage())

/** When `/users/me` came to be discouraged: the first release (RFC 9745 wants a date). */
const DEPRECATED_SINCE = '@1795305600'

/** `GET /users/me`: the same as `/userinfo`, for callers of old. */
export const handler = endpoint(async (event) =>
  json(await userinfo(event), {
    headers: { deprecation: DEPRECATED_SINCE, link: '</userinfo>; rel="successor-version"' },
  }),
)
