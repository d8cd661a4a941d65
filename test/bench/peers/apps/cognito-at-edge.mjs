import { Authenticator } from 'cognito-at-edge'
import { COGNITO } from './settings.mjs'

const authenticator = new Authenticator({ ...COGNITO, userPoolDomain: 'x.auth.eu-west-1.amazoncognito.com' })
// As if it had fetched them already: in its favour.
authenticator._jwtVerifier.cacheJwks(JSON.parse(process.env.JWKS))

export const handler = async (request) => authenticator.handle(request)
