/** Reckons what a stage costs in a month: `npm run cost`. */
import { runCommand, status } from '#infra/commands/command'
import { functionLimits } from '#infra/function-limits'
import { stages } from '#infra/stages'
import { memoriesOf, readMeasured } from './measured.ts'
import { HELP, parseOptions } from './options.ts'
import { writePage } from './page.ts'
import { report } from './report.ts'

await runCommand(async () => {
  const measured = readMeasured()
  const {
    help,
    write,
    memoryMb = functionLimits.memoryMb,
    ...asked
  } = parseOptions(process.argv.slice(2), memoriesOf(measured))
  if (help) process.stdout.write(HELP)
  else if (write) writePage(measured)
  else process.stdout.write(report({ ...asked, row: stages.prod, measured, memoryMb }))
  return status.well
})
