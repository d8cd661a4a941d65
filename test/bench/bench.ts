/** Measures the functions: `npm run bench`. */
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { callerFolder } from '#infra/local/command'
import { StageError } from '#infra/local/listen'
import { type Table, toMarkdown } from '#infra/markdown'
import { HELP, type Options, parseOptions } from './options.ts'
import { circumstances, hasFailed } from './report.ts'

try {
  await run()
} catch (error) {
  if (!(error instanceof StageError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

async function run(): Promise<void> {
  const options = parseOptions(process.argv.slice(2))
  if (options.help) return void process.stdout.write(HELP)
  const where = circumstances()
  process.stdout.write(`${Object.values(where).join(' · ')}\n\n`)
  const tables: Table[] = []
  for await (const table of measure(options)) {
    process.stdout.write(`${toMarkdown(table)}\n`)
    tables.push(table)
  }
  if (options.json !== undefined) {
    const file = resolve(callerFolder('bench'), options.json)
    await writeFile(file, `${JSON.stringify({ ...where, rounds: options.rounds, tables }, null, 2)}\n`)
  }
  if (tables.some(hasFailed)) process.exitCode = 1
}

/** Each command loads only what it needs. */
async function* measure(options: Options): AsyncGenerator<Table> {
  switch (options.command) {
    case 'growth':
      return yield* (await import('./growth/growth.ts')).measureGrowth(options.sizes)
    case 'load':
      return yield* (await import('./load.ts')).measureLoad(options.sizes, options)
    case 'memory':
      return yield* (await import('./memory/memory.ts')).measureMemory(options.sizes, options)
    case 'active':
      return yield* (await import('./active.ts')).measureActive(options.sizes)
    default:
      return yield* (await import('./parts.ts')).measureParts(options)
  }
}
