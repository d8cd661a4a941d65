/** The CDK app: `npm run synth`. An argument names another configuration file. */
import { ConfigError } from '#shared/config/config'
import { createApp } from './create-app.ts'

try {
  const [configFile] = process.argv.slice(2)
  createApp(configFile === undefined ? {} : { configFile })
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`The configuration can't be deployed:\n${error.message.replaceAll(/^/gm, '  ')}\n`)
  process.exitCode = 1
}
