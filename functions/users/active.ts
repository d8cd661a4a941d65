import { createDynamoDb } from '#shared/aws/dynamodb'
import { invalidRequest } from '#shared/errors'
import { endpoint } from '#shared/http/endpoint'
import { query } from '#shared/http/request'
import { json } from '#shared/http/responses'
import { readCursor, writeCursor } from '#shared/management/cursor'
import { createGuard } from '#shared/management/guard'
import { listActive } from '#shared/sessions/active'
import { openStage } from '#shared/stage'

const stage = openStage()
const store = { client: createDynamoDb(), table: stage.table }

/** As many users as an answer of Lambda's has room for. */
const MOST = 50_000

/** A listing tells after this time whom it has found, so that a large one never fails for its size. */
const MILLISECONDS = 6000

/** `GET /users/active`: everyone with a live session or bearer, of all clients. */
export const handler = endpoint(
  async (event) => {
    const parameters = query(event)
    const limit = parameters.get('_l') ?? String(MOST)
    if (!/^[1-9]\d{0,4}$/.test(limit) || Number(limit) > MOST) throw invalidRequest(`_l must be 1 to ${MOST}`)
    const now = Math.floor(stage.clock() / 1000)
    const after = readCursor(parameters.get('cursor'))
    const { userIds, next } = await listActive(store, { limit: Number(limit), after, now, milliseconds: MILLISECONDS })
    const link = next && `</users/active?_l=${limit}&cursor=${writeCursor(next)}>; rel="next"`
    return json(
      userIds.map((userId) => ({ userId })),
      link === undefined ? {} : { headers: { link } },
    )
  },
  { identify: createGuard(stage) },
)
