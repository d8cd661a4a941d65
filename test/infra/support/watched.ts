import { App, Stack } from 'aws-cdk-lib'
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { routes } from '#infra/routes'
import { type StageRow, stages } from '#infra/stages'
import { table as shape } from '#infra/table'

/** What a stage's alarms and dashboard are about, and an empty stack to add them to. */
export function watchedStack(row: Partial<StageRow> = {}) {
  const stage: StageRow = { ...stages.dev, ...row }
  const { account, region } = stage
  const app = new App({ analyticsReporting: false, builtinCloudFormationValidation: false })
  const env = { account, region }
  const stack = new Stack(app, 'Watched', { env })
  const files = [...new Set(routes.map(({ file }) => file))]
  const functions = Object.fromEntries(files.map((file) => [file, newFunction(stack, file)]))
  return {
    stack: new Stack(app, 'Watching', { env }),
    stage,
    functions,
    authorizer: newFunction(stack, 'authorizer'),
    api: new HttpApi(stack, 'Api'),
    table: new Table(stack, 'Table', { partitionKey: { name: shape.partition.name, type: AttributeType.STRING } }),
  }
}

function newFunction(stack: Stack, file: string): LambdaFunction {
  return new LambdaFunction(stack, file.replaceAll('/', '-'), {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({})'),
    logGroup: new LogGroup(stack, `${file.replaceAll('/', '-')}-logs`),
  })
}
