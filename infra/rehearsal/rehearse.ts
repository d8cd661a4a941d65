/** Runs a stage's synthesized stacks on this machine: `npm run rehearse -- dev`. */
import { callerFolder, ended, runCommand } from '#infra/local/command'
import { greeting } from '#infra/local/greeting'
import { StageError } from '#infra/local/listen'
import { parseCommandLine } from '#infra/local/options'
import { type StageRow, stageRow } from '#infra/stages'
import { openRehearsal } from './open.ts'

const HELP = `Runs the synthesized stacks of a stage on this machine: each function by AWS's own runtime client, on DynamoDB Local.

  npm run rehearse -- dev [options]

  --port N              port of the gateway (default 3000, 0 = any)
  --config FILE         configuration (default infra/config.json)
  --set NAME=VALUE ...  fills {{NAME}} of the configuration
  --tenant-port N       port of the tenant (default: any)
  --help                prints this
`

await runCommand(async () => {
  const [name, ...options] = process.argv.slice(2)
  const commandLine = parseCommandLine(name?.startsWith('-') ? [name, ...options] : options, callerFolder('rehearse'))
  if (commandLine.help) return void process.stdout.write(HELP)
  const end = ended()
  const starting = openRehearsal({ ...commandLine, row: rowOf(name), onLog: toStandardError })
  const rehearsal = await Promise.race([starting, end])
  // Whatever has started by then ends with the process.
  if (!rehearsal) process.exit()
  process.stdout.write(`${doctorLine(rehearsal, name)}\n${greeting(rehearsal)}`)
  await end
  await rehearsal.close()
})

function rowOf(name: string | undefined): StageRow {
  try {
    return stageRow(name)
  } catch (cause) {
    throw new StageError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** How the doctor is sent here instead of to AWS. */
function doctorLine(
  { ssmUrl, dynamodbUrl }: { ssmUrl: string; dynamodbUrl: string },
  name: string | undefined,
): string {
  const values = {
    AWS_ENDPOINT_URL_SSM: ssmUrl,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    LOCAL_STAGE: 'true',
  }
  const assignments = Object.entries(values).map(([variable, value]) => `${variable}=${value} \\\n    `)
  return `${assignments.join('')}npm run doctor -- ${name}\n`
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`)
}
