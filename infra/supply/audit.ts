/** Asks the registry for known vulnerabilities of what is installed: `npm run audit`. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { CommandError, runCommand, status } from '#infra/commands/command'
import { explained } from './explained.ts'
import { type Finding, readReport, unexplained } from './findings.ts'

const HELP = `Asks npm for known vulnerabilities of the project's packages and of the rehearsal's.

  npm run audit [-- options of npm audit]

  --omit=dev    only what may be in a bundle
  --help        prints this

  Exit status: 0 none, or all explained; 1 one that infra/supply/explained.ts does not explain; 2 it could not be asked
`
const FOLDERS = ['../..', '../rehearsal/runtime-client'].map((path) => fileURLToPath(new URL(path, import.meta.url)))

await runCommand(async () => {
  const options = process.argv.slice(2)
  if (options.includes('--help')) return say(HELP, status.well)
  const findings = FOLDERS.flatMap((folder) => ask(folder, options))
  const left = unexplained(findings, explained, new Date().toISOString().slice(0, 10))
  if (left.length > 0) return say(left.map(lineOf).join(''), status.wrong)
  return say(`No known vulnerability is unexplained; ${findings.length} are explained.\n`, status.well)
})

function ask(folder: string, options: readonly string[]): readonly Finding[] {
  const { stdout, stderr } = spawnSync('npm', ['audit', '--json', '--fetch-retries=0', ...options], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  })
  const findings = readReport(stdout)
  if (!findings)
    throw new CommandError(`The registry could not be asked for vulnerabilities:\n${stderr.trim() || stdout.trim()}`)
  return findings
}

function lineOf({ advisory, package: name, severity, title }: Finding): string {
  return `${advisory}  ${severity}  ${name}: ${title}\n`
}

function say(text: string, code: number): number {
  process.stdout.write(text)
  return code
}
