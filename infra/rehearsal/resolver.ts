import { listOf, objectOf, type Template } from '#infra/template'

/** Where the stacks are said to be. */
export interface Place {
  readonly account: string
  readonly region: string
}

/** What CloudFormation knows when it deploys a stack. */
export interface Surroundings extends Place {
  /** Value of a parameter in SSM, by its path; undefined when there is none. */
  readonly parameters: ReadonlyMap<string, string>
  /** Values that stacks deployed before have exported. */
  readonly exported: ReadonlyMap<string, unknown>
  /** Address of the API, without a final slash. */
  readonly apiUrl: string
  /** What CloudFormation puts behind the names of tables, so that each deployment has its own. */
  readonly suffix: string
}

/** Fills the intrinsic functions of a value. @throws Error for what it does not know */
export type Resolve = (value: unknown) => unknown

/** ARNs by the type of the resource, of its physical name. */
const ARNS: Readonly<Record<string, (place: Place, id: string) => string>> = {
  'AWS::DynamoDB::Table': ({ region, account }, id) => `arn:aws:dynamodb:${region}:${account}:table/${id}`,
  'AWS::KMS::Key': ({ region, account }, id) => `arn:aws:kms:${region}:${account}:key/${id}`,
  'AWS::Lambda::Function': ({ region, account }, id) => `arn:aws:lambda:${region}:${account}:function:${id}`,
  'AWS::Logs::LogGroup': ({ region, account }, id) => `arn:aws:logs:${region}:${account}:log-group:${id}:*`,
  'AWS::IAM::Role': ({ account }, id) => `arn:aws:iam::${account}:role/${id}`,
  'AWS::SNS::Topic': ({ region, account }, id) => `arn:aws:sns:${region}:${account}:${id}`,
}

/**
 * Makes the function that fills the intrinsic functions of a template, as far as our stacks use them.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function createResolver(template: Template, surroundings: Surroundings): Resolve {
  const intrinsics: Readonly<Record<string, (argument: unknown) => unknown>> = {
    Ref: (name) => refer(template, surroundings, String(name)),
    'Fn::GetAtt': (argument) => attribute(template, surroundings, listOf(argument).map(String)),
    'Fn::Join': (argument) => {
      const [separator, parts] = listOf(resolve(argument))
      return listOf(parts).join(String(separator))
    },
    'Fn::Sub': (text) =>
      String(text).replace(/\$\{([\w:]+)\}/g, (_, name: string) => String(refer(template, surroundings, name))),
    'Fn::ImportValue': (name) => found(surroundings.exported.get(String(resolve(name))), `export ${name}`),
  }
  const resolve: Resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve)
    if (typeof value !== 'object' || value === null) return value
    const [first, ...others] = Object.entries(objectOf(value))
    const intrinsic = first && others.length === 0 ? intrinsics[first[0]] : undefined
    if (first && intrinsic) return intrinsic(first[1])
    if (first?.[0].startsWith('Fn::')) throw new Error(`The rehearsal does not know ${first[0]}`)
    return Object.fromEntries(Object.entries(objectOf(value)).map(([name, item]) => [name, resolve(item)]))
  }
  return resolve
}

function refer(
  { Parameters, Resources }: Template,
  { parameters, account, region, suffix }: Surroundings,
  name: string,
) {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
  }
  if (pseudo[name] !== undefined) return pseudo[name]
  const parameter = Parameters[name]
  if (parameter) return found(parameters.get(parameter.Default ?? ''), `parameter ${parameter.Default}`)
  const type = found(Resources[name], `resource ${name}`).Type
  // The reference to a topic is its ARN, to anything else of ours its name.
  return type === 'AWS::SNS::Topic' ? ARNS[type]?.({ account, region }, name) : physicalName(type, name, suffix)
}

/** A resource's name is its logical id; a table's is of its own deployment. */
function physicalName(type: string, id: string, suffix: string): string {
  return type === 'AWS::DynamoDB::Table' ? `${id}-${suffix}` : id
}

function attribute({ Resources }: Template, surroundings: Surroundings, [id = '', name]: readonly string[]): string {
  const { Type } = found(Resources[id], `resource ${id}`)
  if (Type === 'AWS::ApiGatewayV2::Api' && name === 'ApiEndpoint') return surroundings.apiUrl
  const arn = name === 'Arn' ? ARNS[Type] : undefined
  if (!arn) throw new Error(`The rehearsal does not know ${name} of ${Type}`)
  return arn(surroundings, physicalName(Type, id, surroundings.suffix))
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`CloudFormation would not find the ${what}`)
  return value
}
