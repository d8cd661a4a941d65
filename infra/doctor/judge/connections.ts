import type { Connection } from '#infra/doctor/ask/management'
import { ok, type Result, warning, wrong } from '#infra/doctor/result'

/**
 * Judges whether an application's connections are exactly the supported ones: a browser can take `connection` out of a
 * login's address, and the tenant then offers whatever is enabled.
 *
 * @param supported by the client, or by all clients that are this application
 */
export function judgeConnections(
  subject: string,
  supported: readonly string[],
  enabled: readonly Connection[],
): readonly Result[] {
  const names = enabled.map(({ name }) => name)
  if (supported.length === 0) {
    const says = `It names no supportedConnections: everybody in ${names.join(', ') || 'no connection'} can log in`
    return [warning(subject, says, 'Name them in the configuration, so that they can be checked')]
  }
  const missing = supported.filter((name) => !names.includes(name))
  const extra = names.filter((name) => !supported.includes(name))
  if (missing.length + extra.length === 0) return [ok(subject, `Its connections are ${names.join(', ')}, and no other`)]
  const why = 'a browser could drop `connection` and log in with a user of it, such as another stage’s'
  return [
    ...missing.map((name) => wrong(subject, `The connection ${name} is not enabled for it`, 'Turn it on: Connections')),
    ...extra.map((name) =>
      wrong(subject, `The connection ${name} is enabled for it and not supported: ${why}`, 'Turn it off: Connections'),
    ),
  ]
}

/**
 * Judges a connection whose users are managed.
 *
 * @param id as the configuration has it; undefined where it has none
 */
export function judgeConnection(
  subject: string,
  name: string,
  id: string | undefined,
  found: readonly Connection[],
): Result {
  const connection = found.find((each) => each.name === name)
  if (!connection) {
    return wrong(
      subject,
      `The tenant has no connection ${name}`,
      'Create it, or mend the configuration: Authentication > Database',
    )
  }
  if (id === undefined || id === connection.id) return ok(subject, `The connection ${name} is there`)
  const says = `The connection ${name} has the id ${connection.id}, not ${id}: imports would go elsewhere`
  return wrong(subject, says, 'Mend supportedConnectionsMap')
}
