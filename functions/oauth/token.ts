import * as v from 'valibot'
import { codeClients, namedCaller, requireProof, resolveCaller } from '#shared/config/clients'
import { chooseConnection } from '#shared/config/connection'
import { ServiceError } from '#shared/errors'
import { endpoint } from '#shared/http/endpoint'
import { foreignOrigin, isOwnOrigin, requireOwnOrigin } from '#shared/http/origin'
import { bodyParameters, parameter, required } from '#shared/http/parameters'
import { callNaming, type HttpEvent, sourceAddress } from '#shared/http/request'
import { type HttpResult, json } from '#shared/http/responses'
import { answerLogin } from '#shared/login/answer'
import { completeLogin, completePasswordLogin } from '#shared/login/complete'
import { createLoginServices } from '#shared/login/services'
import { refreshByToken } from '#shared/refresh/by-token'
import { openStage } from '#shared/stage'

const services = createLoginServices(openStage())
const { config } = services

const Body = v.object({
  grant_type: parameter,
  code: parameter,
  state: parameter,
  username: parameter,
  password: parameter,
  connection: parameter,
  refresh_token: parameter,
})
type Body = v.InferOutput<typeof Body>

/** `POST /oauth/token`: trades a code, a password or a refresh token (RFC 6749 sections 4.1.3, 4.3 and 6). */
async function token(event: HttpEvent): Promise<HttpResult> {
  const body = bodyParameters(event, Body)
  const grantType = body.grant_type ?? (body.code && body.state ? 'authorization_code' : undefined)
  switch (required('grant_type', grantType)) {
    case 'authorization_code':
      return byCode(event, body)
    case 'password':
      return byPassword(event, body)
    case 'refresh_token':
      return json(await refreshByToken(services, event, required('refresh_token', body.refresh_token)))
    default:
      throw new ServiceError('unsupported_grant_type', 'Use authorization_code, password or refresh_token')
  }
}

async function byCode(event: HttpEvent, body: Body): Promise<HttpResult> {
  const [code, state] = [required('code', body.code), required('state', body.state)]
  const clients = codeClients(config, callNaming(event)).filter((client) => isOwnOrigin(event, client))
  if (clients.length === 0) throw foreignOrigin()
  return answerLogin(services, event, await completeLogin(services, event, { code, state, clients }))
}

async function byPassword(event: HttpEvent, body: Body): Promise<HttpResult> {
  const caller = resolveCaller(config, callNaming(event))
  requireProof(caller)
  requireOwnOrigin(event, caller.client)
  const login = await completePasswordLogin(services, caller.client, {
    username: required('username', body.username),
    password: required('password', body.password),
    connection: chooseConnection(caller.client, body.connection),
    address: sourceAddress(event),
  })
  return answerLogin(services, event, login)
}

export const handler = endpoint(token, { body: true, identify: (event) => namedCaller(config, callNaming(event)) })
