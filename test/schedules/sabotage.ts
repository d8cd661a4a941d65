import type { Condition, Table } from '#shared/sessions/table'
import type { Sabotage } from './world.ts'

/** The protocol broken in one place, and what the witness or the verdict says of it. */
interface Breach extends Sabotage {
  readonly what: string
  readonly says: RegExp
}

const isLease = (change: string) => change.startsWith('SET leaseOwner')
const isCommit = (change: string) => change.includes('version = :next')

/** A table whose updates of a kind go another way. */
function updating(
  is: (change: string) => boolean,
  instead: (table: Table) => Table['update'],
): (table: Table) => Table {
  return (table) => ({
    ...table,
    update: (pk, change, condition) => (is(change) ? instead(table) : table.update)(pk, change, condition),
  })
}

/** Nothing of a condition holds any more but its placeholders. */
const always = ({ values, ...rest }: Condition, mention: string): Condition => ({ ...rest, values, when: mention })

export const sabotages: readonly Breach[] = [
  {
    what: 'a lease is granted although another holds it',
    says: /refresh \S+ at once/,
    table: updating(isLease, ({ update }) => (pk, change, condition) => {
      const mention = 'attribute_exists(pk) AND version = :version AND :now = :now AND :owner = :owner'
      return update(pk, change, always(condition, mention))
    }),
  },
  {
    what: 'a commit asks for no version and no lease',
    says: /has come back/,
    table: updating(isCommit, ({ update }) => (pk, change, condition) => {
      return update(pk, change, always(condition, ':owner = :owner AND :version = :version'))
    }),
  },
  {
    what: 'what a refresh brought is not stored',
    says: /is not stored/,
    table: updating(
      isCommit,
      ({ read }) =>
        (pk) =>
          read(pk),
    ),
  },
  {
    what: 'nothing is revoked',
    says: /is not revoked/,
    tenant: (tenant) => ({ ...tenant, revokeQuietly: async () => undefined, revokeCarried: async () => undefined }),
  },
  {
    what: 'the refresh token before is revoked once there is a new one',
    says: /was revoked while/,
    tenant: (tenant) => ({
      ...tenant,
      authentication(client) {
        const real = tenant.authentication(client)
        const refresh = async (token: string) => {
          const response = await real.refresh(token)
          await tenant.revokeQuietly(client, token)
          return response
        }
        return { ...real, refresh }
      },
    }),
  },
]
