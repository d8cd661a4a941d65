/** The local stage's command line: `npm start`. */
import { ConfigError } from '#shared/config/config'
import { variables } from '#shared/environment'
import { greeting } from './greeting.ts'
import { StageError } from './listen.ts'
import { type CommandLine, HELP, parseCommandLine } from './options.ts'
import { type StageOptions, startStage } from './stage.ts'

try {
  const commandLine = parseCommandLine(process.argv.slice(2), callerFolder(process.env))
  if (commandLine.help) process.stdout.write(HELP)
  else await run(commandLine)
} catch (error) {
  process.stderr.write(`${sentence(error)}\n`)
  process.exitCode = 1
}

/** Runs until somebody ends it. */
async function run(commandLine: CommandLine): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    // Not once: Ctrl-C under npm sends the signal twice, and the second must not cut the closing short.
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => resolve())
  })
  const starting = startStage({ ...commandLine, ...engines(process.env), variables: durations(process.env) })
  const stage = await Promise.race([starting, ended])
  // Whatever has started by then ends with the process.
  if (!stage) process.exit()
  process.stdout.write(greeting(stage))
  await ended
  await stage.close()
}

/** npm runs a script in the package's folder and says in INIT_CWD where its caller stands. */
function callerFolder(values: NodeJS.ProcessEnv): string {
  const { npm_lifecycle_event: script, INIT_CWD: folder } = values
  return script === 'start' && folder ? folder : process.cwd()
}

function engines(values: NodeJS.ProcessEnv): StageOptions {
  const { AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint, AWS_ENDPOINT_URL_SSM: ssmEndpoint } = values
  return { ...(dynamodbEndpoint && { dynamodbEndpoint }), ...(ssmEndpoint && { ssmEndpoint }) }
}

function durations(values: NodeJS.ProcessEnv): Record<string, string> {
  const names = [variables.sessionDuration, variables.replayWindow]
  return Object.fromEntries(names.flatMap((name) => (values[name] ? [[name, values[name]]] : [])))
}

function sentence(error: unknown): string {
  if (error instanceof StageError) return error.message
  if (!(error instanceof ConfigError)) return `The local stage can't start: ${String(error)}`
  const faults = error.message.replaceAll(/^/gm, '  ')
  return `The configuration can't be used:\n${faults}\nMend the file, or fill a {{NAME}} by --set NAME=VALUE.`
}
