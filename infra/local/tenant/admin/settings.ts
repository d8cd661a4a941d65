import type { Core } from '../core.ts'
import { boolean, integer, list, object, oneOf, positive, record, string } from './input.ts'
import type { Route } from './route.ts'

const parseSettings = object(
  {},
  {
    accessTokenLifetime: integer(1),
    leeway: integer(0),
    rotation: boolean,
    issParameter: boolean,
    userinfoLimit: boolean,
    tokenLimit: boolean,
    managementLimit: object({ perSecond: positive, burst: integer(1) }, {}),
    changePasswordLimit: boolean,
    enterprise: boolean,
    searchDelay: integer(0, 3600),
    searchLimit: integer(1),
    pureNegation: oneOf('nothing', 'complement'),
    usernameConnections: list(string),
    refuseDisabledConnections: boolean,
    changeNeedsConnection: boolean,
    oneCredentialAtOnce: boolean,
    rotatingCredentialsApart: boolean,
    importLimit: oneOf('payload', 'file'),
    jobSeconds: integer(0),
    jobProcessing: boolean,
    idTokenClaims: record,
    idTokenAlg: oneOf('RS256', 'none', 'HS256'),
    foreignKey: boolean,
  },
)

/** Showing, changing (field by field) and resetting the settings of `settings.ts`. */
export function settingsRoutes({ settings }: Core): Route[] {
  return [
    { method: 'GET', path: '/_admin/settings', serve: () => settings.current },
    {
      method: 'PATCH',
      path: '/_admin/settings',
      serve: ({ body }) => settings.change(parseSettings(body, 'settings')),
    },
    { method: 'DELETE', path: '/_admin/settings', serve: () => settings.reset() },
  ]
}
