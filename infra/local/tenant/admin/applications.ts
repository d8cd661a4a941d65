import type { Core } from '../core.ts'
import { boolean, integer, list, object, type Parser, record, string } from './input.ts'
import { NotFound, type Route } from './route.ts'

const clientGrants: Parser<Record<string, string[]>> = (value, place) =>
  Object.fromEntries(
    Object.entries(record(value, place)).map(([audience, scopes]) => [
      audience,
      list(string)(scopes, `${place}.${audience}`),
    ]),
  )

const parsePatch = object(
  {},
  {
    clientSecret: string,
    callbacks: list(string),
    allowedLogoutUrls: list(string),
    allowedConnections: list(string),
    grantTypes: list(string),
    rotation: boolean,
    leeway: integer(0),
    trustIpHeader: boolean,
    clientGrants,
  },
)

/** Showing an application and changing it field by field, at once for everybody; a reset gives all back as configured. */
export function applicationRoutes(core: Core): Route[] {
  return [
    { method: 'GET', path: '/_admin/applications/{id}', serve: ({ id }) => applicationOf(core, id) },
    { method: 'PATCH', path: '/_admin/applications/{id}', serve: ({ id, body }) => change(core, id, body) },
    { method: 'DELETE', path: '/_admin/applications', serve: () => core.resetApplications() },
  ]
}

function change(core: Core, id: string, body: unknown) {
  core.changeApplication({ ...applicationOf(core, id), ...parsePatch(body, 'application') })
  return applicationOf(core, id)
}

function applicationOf(core: Core, id: string) {
  const application = core.applications.get(id)
  if (!application) throw new NotFound(`there is no application ${id}`)
  return application
}
