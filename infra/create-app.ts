import { fileURLToPath } from 'node:url'
import {
  App,
  type AppProps,
  CloudFormationValidatePlugin,
  type IPolicyValidationPlugin,
  Tags,
  Validations,
} from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import * as v from 'valibot'
import { ConfigError } from '#shared/config/config'
import { readJson } from '#shared/config/load'
import { ApiStack } from './api-stack.ts'
import { BUNDLES, CONFIG_FILE } from './bundle.ts'
import { checkStage } from './check-stage.ts'
import { GUARD_RULES } from './checks/guard-rules.ts'
import { ownRules } from './checks/plugin.ts'
import { readConfiguration } from './configuration.ts'
import { DataStack } from './data-stack.ts'
import { type StageRow, stages } from './stages.ts'

/** What an app is made of; the tests and the rehearsal give their own. */
export interface AppInput extends AppProps {
  readonly rows?: readonly StageRow[]
  readonly configFile?: string
  /** Folder of the bundles. */
  readonly bundles?: string
  /** Whether templates are checked when they are synthesized (default true). */
  readonly checked?: boolean
}

const CdkJson = v.object({ context: v.record(v.string(), v.unknown()) })

/**
 * Makes the app with the two stacks of every stage, and all that checks them.
 *
 * @throws ConfigError when the configuration or a stage's row breaks a rule
 */
export function createApp(input: AppInput = {}): App {
  const { rows = Object.values(stages), configFile = CONFIG_FILE, bundles = BUNDLES, checked = true, ...props } = input
  const configuration = readConfiguration(configFile)
  const faults = rows.flatMap((row) => checkStage(row, configuration))
  if (faults.length > 0) throw new ConfigError(faults)
  // The command line's tool hands the context over by itself, whoever runs the app otherwise does not.
  const { context } = v.parse(CdkJson, readJson(fileURLToPath(new URL('../cdk.json', import.meta.url))))
  const app = new App({ context, analyticsReporting: false, builtinCloudFormationValidation: checked, ...props })
  for (const row of rows) {
    const env = { account: row.account, region: row.region }
    const name = `Auth0Client-${row.name}`
    const common = { row, env, terminationProtection: row.deletionProtection }
    const { table, key } = new DataStack(app, `${name}-Data`, common)
    new ApiStack(app, `${name}-Api`, { ...common, configuration, table, key, bundles })
  }
  Tags.of(app).add('service', 'auth0-client')
  if (checked) Validations.of(app).addPlugins(...checks(app))
  return app
}

/** What the library's own types agree on: an optional member that may be undefined is no optional member here. */
type Plugin = Pick<IPolicyValidationPlugin, 'name' | 'validate'>

/** Everything that may keep a template from being deployed: AWS's own rules, and what they miss. */
function checks(app: App): readonly Plugin[] {
  const guardRules = [{ name: 'auth0-client', content: GUARD_RULES }]
  return [new AwsSolutionsChecks(app), new CloudFormationValidatePlugin({ guardRules }), ownRules]
}
