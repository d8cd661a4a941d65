import type { Core } from '../core.ts'
import { GRANTS } from '../oauth/clients.ts'
import { audienceOf } from '../registry.ts'
import { boolean, callbackUrl, integer, list, object, oneOf, type Parser, record, string } from './input.ts'
import { NotFound, type Route } from './route.ts'

/**
 * Showing an application and changing it field by field, at once for everybody; a reset gives all back as configured.
 * The fields are those of `Application` in `options.ts`. A list replaces the earlier one; an empty one takes all away.
 */
export function applicationRoutes(core: Core): Route[] {
  const parse = patchParser(core)
  return [
    { method: 'GET', path: '/_admin/applications/{id}', serve: ({ id }) => applicationOf(core, id) },
    {
      method: 'PATCH',
      path: '/_admin/applications/{id}',
      serve({ id, body }) {
        core.changeApplication({ ...applicationOf(core, id), ...parse(body, 'application') })
        return applicationOf(core, id)
      },
    },
    { method: 'DELETE', path: '/_admin/applications', serve: () => core.resetApplications() },
  ]
}

function patchParser(core: Core) {
  return object(
    {},
    {
      clientSecret: string,
      callbacks: list(callbackUrl),
      allowedLogoutUrls: list(string),
      allowedConnections: list(oneOf(...core.connections)),
      grantTypes: list(oneOf(...GRANTS)),
      rotation: boolean,
      leeway: integer(0),
      trustIpHeader: boolean,
      clientGrants: clientGrantsParser(core),
    },
  )
}

function clientGrantsParser({ apis, issuer }: Core): Parser<Record<string, string[]>> {
  const audience = oneOf(...apis.keys())
  return (value, place) =>
    Object.fromEntries(
      Object.entries(record(value, place)).map(([named, scopes]) => [
        audience(audienceOf(named, issuer), `an audience of ${place}`),
        list(string)(scopes, `${place}.${named}`),
      ]),
    )
}

function applicationOf(core: Core, id: string) {
  const application = core.applications.get(id)
  if (!application) throw new NotFound(`there is no application ${id}`)
  return application
}
