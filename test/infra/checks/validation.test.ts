import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { App, CloudFormationValidatePlugin, type PolicyValidationPluginReport } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, it } from 'vitest'
import { whyNoAuthorizer } from '#infra/authorization'
import { GUARD_RULES } from '#infra/checks/guard-rules'
import { ownRules } from '#infra/checks/plugin'
import { needs } from '#infra/routes'
import { objectOf, type Template } from '#infra/template'
import { newFolder, synthesize } from '../support/synth.ts'

const app = synthesize()
const folder = newFolder('validation')
const aws = new CloudFormationValidatePlugin({ guardRules: [{ name: 'auth0-client', content: GUARD_RULES }] })
const scope = new App({ builtinCloudFormationValidation: false })

/** What a plugin says of a template that lies in a file. */
function report(
  plugin: Pick<typeof ownRules, 'validate'>,
  template: Template,
  name: string,
): PolicyValidationPluginReport {
  const templatePath = join(folder, `${name}.template.json`)
  writeFileSync(templatePath, JSON.stringify(template))
  const stackTemplates = [{ templatePath, stackConstructPath: name, accountId: '111111111111', region: 'eu-west-1' }]
  return plugin.validate({ templatePaths: [templatePath], stackTemplates, appConstruct: scope })
}

describe.each(['dev', 'preprod', 'prod'] as const)('%s', (stage) => {
  it.each(['Data', 'Api'] as const)('the %s stack has no finding of cdk-nag', (part) => {
    const stack = app.stack(stage, part)
    expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
  })

  it.each(['Data', 'Api'] as const)('the %s stack passes AWS’s validation, and our own', (part) => {
    const template = app.template(stage, part)
    expect(report(aws, template, `${stage}-${part}`).violations).toEqual([])
    expect(report(ownRules, template, `${stage}-${part}`)).toEqual({ success: true, violations: [] })
  })
})

describe('AWS’s validation with our Guard rules refuses', () => {
  it.each<[string, 'Data' | 'Api', string, Record<string, unknown>]>([
    [
      'a payload that the functions do not read',
      'Api',
      'AWS::ApiGatewayV2::Integration',
      { PayloadFormatVersion: '1.0' },
    ],
    ['a longer wait than there is', 'Api', 'AWS::ApiGatewayV2::Integration', { TimeoutInMillis: 31_000 }],
    ['an integration that is no function', 'Api', 'AWS::ApiGatewayV2::Integration', { IntegrationType: 'HTTP_PROXY' }],
    ['a runtime that is not', 'Api', 'AWS::Lambda::Function', { Runtime: 'nodejs25.x' }],
    ['another processor', 'Api', 'AWS::Lambda::Function', { Architectures: ['x86_64'] }],
    ['logs in nobody’s group', 'Api', 'AWS::Lambda::Function', { LoggingConfig: { LogFormat: 'JSON' } }],
    ['logs that are no JSON', 'Api', 'AWS::Lambda::Function', { LoggingConfig: { LogGroup: 'x', LogFormat: 'Text' } }],
    ['a table that never forgets', 'Data', 'AWS::DynamoDB::Table', { TimeToLiveSpecification: undefined }],
    ['a table without a way back', 'Data', 'AWS::DynamoDB::Table', { PointInTimeRecoverySpecification: undefined }],
    ['a table that costs while idle', 'Data', 'AWS::DynamoDB::Table', { BillingMode: 'PROVISIONED' }],
    ['a table without a cap', 'Data', 'AWS::DynamoDB::Table', { OnDemandThroughput: undefined }],
    ['logs for ever', 'Api', 'AWS::Logs::LogGroup', { RetentionInDays: undefined }],
  ])('%s', (_, part, type, change) => {
    const copy = structuredClone(app.template('dev', part))
    const [resource] = Object.values(copy.Resources).filter(({ Type }) => Type === type)
    Object.assign(objectOf(resource?.Properties), change)
    expect(report(aws, copy, `broken-${type}`).violations).not.toEqual([])
  })
})

it.each(Object.keys(needs))('cdk-nag is told in a sentence why no authorizer stands before %s', (file) => {
  expect(whyNoAuthorizer(file).split(' ').length).toBeGreaterThan(6)
})
