import { Validations } from 'aws-cdk-lib'
import type { HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2'
import { needs } from './routes.ts'

const BEFORE_LOGIN = 'It is called before anybody is logged in; the function judges client, redirect, origin and state'
const BY_OWN_CREDENTIAL =
  'The function judges cookie or bearer by its own table, origin included: an authorizer would read the table twice'
const GUARDED = 'The function lets nobody pass but those whom `management` lists, before it reads the body'
const PUBLIC = 'It is for monitors and tells no more than OK or KO'

/** Why no authorizer stands before a function's routes: the function itself is the guard. */
export function whyNoAuthorizer(file: string): string {
  if (file.startsWith('status/')) return PUBLIC
  if (needs[file]?.includes('managementSecret') || file === 'users/active') return GUARDED
  if (['userinfo', 'users/me', 'refreshtoken', 'logout'].includes(file)) return BY_OWN_CREDENTIAL
  return BEFORE_LOGIN
}

/** Answers cdk-nag's finding that a route has no authorizer. */
export function acknowledgeNoAuthorizer(route: HttpRoute, file: string): void {
  Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason: whyNoAuthorizer(file) })
}
