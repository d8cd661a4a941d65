import type { Core } from '../core.ts'
import { boolean, integer, object, oneOf, record } from './input.ts'
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
