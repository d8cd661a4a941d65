import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb'
import { Key } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { tellFact } from './facts.ts'
import type { StageRow } from './stages.ts'
import { type KeyAttribute, table } from './table.ts'

/** Days that the table can be taken back to an earlier second. */
const RECOVERY_DAYS = 35

/** What a stage keeps: the table, and the key that its secrets are sealed with in SSM. */
export class DataStack extends Stack {
  readonly table: Table
  readonly key: Key

  constructor(scope: Construct, id: string, { row, ...props }: StackProps & { readonly row: StageRow }) {
    super(scope, id, props)
    const removalPolicy = row.deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY
    this.table = sessionTable(this, row, removalPolicy)
    this.key = new Key(this, 'SecretsKey', {
      alias: `auth0-client-${row.name}`,
      description: `Seals the secrets of Auth0 Client (${row.name}) in SSM`,
      enableKeyRotation: true,
      removalPolicy,
    })
    tellFact(this, row, 'table', this.table.tableName)
    tellFact(this, row, 'key', this.key.keyArn)
  }
}

function sessionTable(scope: Construct, row: StageRow, removalPolicy: RemovalPolicy): Table {
  const cap = { maxReadRequestUnits: row.tableCap.read, maxWriteRequestUnits: row.tableCap.write }
  const built = new Table(scope, 'Sessions', {
    partitionKey: attribute(table.partition),
    timeToLiveAttribute: table.timeToLive,
    billingMode: BillingMode.PAY_PER_REQUEST,
    ...cap,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: RECOVERY_DAYS },
    deletionProtection: row.deletionProtection,
    removalPolicy,
  })
  for (const { name, partition, sort } of table.indexes) {
    built.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: attribute(partition),
      ...(sort && { sortKey: attribute(sort) }),
      projectionType: ProjectionType.KEYS_ONLY,
      ...cap,
    })
  }
  return built
}

function attribute({ name, type }: KeyAttribute) {
  return { name, type: type === 'S' ? AttributeType.STRING : AttributeType.NUMBER }
}
