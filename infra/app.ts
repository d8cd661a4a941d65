/** The CDK app: `npm run synth`. */
import { ConfigError } from '#shared/config/config'
import { createApp } from './create-app.ts'

try {
  createApp()
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`The configuration can't be deployed:\n${error.message.replaceAll(/^/gm, '  ')}\n`)
  process.exitCode = 1
}
