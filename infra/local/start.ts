/** The local stage's command line: `npm start`. */
import { variables } from '#shared/environment'
import { callerFolder, ended, runCommand } from './command.ts'
import { greeting } from './greeting.ts'
import { type CommandLine, HELP, parseCommandLine } from './options.ts'
import { type StageOptions, startStage } from './stage.ts'

await runCommand(async () => {
  const commandLine = parseCommandLine(process.argv.slice(2), callerFolder('start'))
  if (commandLine.help) process.stdout.write(HELP)
  else await run(commandLine)
})

/** Runs until somebody ends it. */
async function run(commandLine: CommandLine): Promise<void> {
  const end = ended()
  const starting = startStage({ ...commandLine, ...engines(process.env), variables: durations(process.env) })
  const stage = await Promise.race([starting, end])
  // Whatever has started by then ends with the process.
  if (!stage) process.exit()
  process.stdout.write(greeting(stage))
  await end
  await stage.close()
}

function engines(values: NodeJS.ProcessEnv): StageOptions {
  const { AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint, AWS_ENDPOINT_URL_SSM: ssmEndpoint } = values
  return { ...(dynamodbEndpoint && { dynamodbEndpoint }), ...(ssmEndpoint && { ssmEndpoint }) }
}

function durations(values: NodeJS.ProcessEnv): Record<string, string> {
  const names = [variables.sessionDuration, variables.replayWindow]
  return Object.fromEntries(names.flatMap((name) => (values[name] ? [[name, values[name]]] : [])))
}
