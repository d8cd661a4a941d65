import { randomBytes } from 'node:crypto'
import type { Cors } from '#infra/local/cors'
import type { GatewayRoute } from '#infra/local/match'
import type { StageRow } from '#infra/stages'
import { resourcesOf } from '#infra/template'
import { readStack, type SynthesizedStack } from './assembly.ts'
import { deployedParameters, deployTables, exportsOf } from './deploy.ts'
import { deployedCors, deployedFunctions, deployedRoutes } from './deployed.ts'
import type { Deployed } from './environment.ts'
import { createJudge, type Judge } from './policies.ts'
import { createResolver } from './resolver.ts'

/** A stage's two stacks after their deployment on this machine. */
export interface DeployedStacks {
  readonly table: string
  readonly keyArn: string
  readonly functions: ReadonlyMap<string, Deployed>
  readonly routes: readonly GatewayRoute[]
  readonly cors: Cors | undefined
  readonly judge: Judge
  /** Facts that the stacks tell, by their paths in SSM. */
  readonly facts: ReadonlyMap<string, string>
}

export interface Deployment {
  readonly row: StageRow
  /** The cloud assembly that holds the stacks. */
  readonly assembly: string
  readonly dynamodbUrl: string
  /** What SSM holds of plain parameters, by path. */
  readonly parameters: ReadonlyMap<string, string>
  /** Address of the gateway, without a final slash. */
  readonly apiUrl: string
  /** Stacks of other APIs in the account, which are served at the same address here. */
  readonly neighbours: readonly SynthesizedStack[]
}

/** Does with the synthesized stacks of a stage what CloudFormation would. */
export async function deployStacks({
  row,
  assembly,
  dynamodbUrl,
  neighbours,
  ...deployed
}: Deployment): Promise<DeployedStacks> {
  const place = { account: row.account, region: row.region }
  const known = { ...deployed, suffix: randomBytes(6).toString('hex') }
  const data = readStack(assembly, `Auth0Client-${row.name}-Data`).template
  const resolveData = createResolver(data, { ...place, ...known, exported: new Map() })
  await deployTables(dynamodbUrl, data, resolveData)
  const api = readStack(assembly, `Auth0Client-${row.name}-Api`)
  const resolve = createResolver(api.template, { ...place, ...known, exported: exportsOf(data, resolveData) })
  const [table] = resourcesOf(data, 'AWS::DynamoDB::Table')
  const [key] = resourcesOf(data, 'AWS::KMS::Key')
  if (!table || !key) throw new Error('The data stack has no table or no key')
  const facts = new Map([...deployedParameters(data, resolveData), ...deployedParameters(api.template, resolve)])
  const others = neighbours.map((stack) => {
    const parameters = new Map([...known.parameters, ...facts])
    const resolveOther = createResolver(stack.template, { ...place, ...known, parameters, exported: new Map() })
    return { stack, resolve: resolveOther }
  })
  const all = [{ stack: api, resolve }, ...others]
  return {
    table: String(resolveData({ Ref: table.id })),
    keyArn: String(resolveData({ 'Fn::GetAtt': [key.id, 'Arn'] })),
    functions: new Map(all.flatMap((one) => [...deployedFunctions(one.stack, one.resolve, place)])),
    routes: all.flatMap((one) => deployedRoutes(one.stack.template, one.resolve)),
    cors: deployedCors(api.template, resolve),
    judge: createJudge(api.template, resolve, row.account),
    facts,
  }
}
