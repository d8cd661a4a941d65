import { table } from '#infra/table'
import { listOf, objectOf, resourcesOf, type Template } from '#infra/template'
import type { Finding, Rule } from './finding.ts'

/** Rules of the table. */
export const tableRules: Readonly<Record<string, Rule>> = {
  'table-attributes': tableAttributes,
  'table-expiry': tableExpiry,
  'table-retention': tableRetention,
}

/** DynamoDB wants each key attribute defined, and no others. */
function tableAttributes(template: Template): readonly Finding[] {
  return resourcesOf(template, 'AWS::DynamoDB::Table').flatMap(({ id, properties }) => {
    const defined = listOf(properties['AttributeDefinitions']).map(attributeName)
    const indexes = listOf(properties['GlobalSecondaryIndexes']).map(objectOf)
    const keys = [properties['KeySchema'], ...indexes.map(({ KeySchema }) => KeySchema)].flatMap(listOf)
    const used = new Set(keys.map(attributeName))
    return [
      ...[...used].filter((name) => !defined.includes(name)).map((name) => `The key ${name} is not defined; define it`),
      ...defined.filter((name) => !used.has(name)).map((name) => `${name} is defined and no key; take it out`),
    ].map((says) => ({ id, says }))
  })
}

/** The items carry their end in one attribute; TTL on another one deletes nothing. */
function tableExpiry(template: Template): readonly Finding[] {
  return resourcesOf(template, 'AWS::DynamoDB::Table').flatMap(({ id, properties }) => {
    const { AttributeName } = objectOf(properties['TimeToLiveSpecification'])
    if (AttributeName === table.timeToLive) return []
    return [{ id, says: `TTL is on ${AttributeName ?? 'nothing'}, but items carry their end in ${table.timeToLive}` }]
  })
}

/** A protected table must outlive its stack, or the protection only makes the deletion fail half-way. */
function tableRetention({ Resources }: Template): readonly Finding[] {
  return Object.entries(Resources).flatMap(([id, { Type, Properties, DeletionPolicy, UpdateReplacePolicy }]) => {
    if (Type !== 'AWS::DynamoDB::Table' || Properties['DeletionProtectionEnabled'] !== true) return []
    if (DeletionPolicy === 'Retain' && UpdateReplacePolicy === 'Retain') return []
    return [{ id, says: 'It is protected but would not be retained; set both' }]
  })
}

function attributeName(value: unknown): string {
  return String(objectOf(value)['AttributeName'])
}
