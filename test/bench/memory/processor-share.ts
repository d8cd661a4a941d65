import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StageError } from '#infra/local/listen'

/** Memory with which a function has one processor to itself, in MB (AWS Lambda, "Configure Lambda function memory"). */
const WHOLE_MB = 1769
/** Turns are short, so that short work meets them too. */
const PERIOD_MICROSECONDS = 20_000

/** A part of a processor that processes are held to. */
export interface ProcessorShare {
  admit(pid: number | undefined): void
  /** Its processes must have ended. */
  close(): void
}

/**
 * The part of a processor that Lambda gives a function with so much memory, by Linux' control groups.
 *
 * @throws StageError where the system has none, or they may not be made
 * @see https://docs.kernel.org/scheduler/sched-bwc.html
 */
export function openShare(memoryMb: number): ProcessorShare {
  const quota = Math.round((PERIOD_MICROSECONDS * memoryMb) / WHOLE_MB)
  const [parent = '', write] = existsSync('/sys/fs/cgroup/cgroup.controllers')
    ? ['/sys/fs/cgroup', (folder: string) => put(folder, 'cpu.max', `${quota} ${PERIOD_MICROSECONDS}`)]
    : ['/sys/fs/cgroup/cpu', (folder: string) => limitByOldWay(folder, quota)]
  const folder = join(parent, `auth0-client-bench-${process.pid}-${memoryMb}`)
  try {
    mkdirSync(folder)
    write(folder)
  } catch (cause) {
    if (existsSync(folder)) rmdirSync(folder)
    throw new StageError('The processor’s share can’t be limited: that takes Linux, control groups, and root', {
      cause,
    })
  }
  return {
    admit: (pid) => put(folder, 'cgroup.procs', String(pid)),
    close: () => rmdirSync(folder),
  }
}

function limitByOldWay(folder: string, quota: number): void {
  put(folder, 'cpu.cfs_period_us', String(PERIOD_MICROSECONDS))
  put(folder, 'cpu.cfs_quota_us', String(quota))
}

function put(folder: string, file: string, value: string): void {
  writeFileSync(join(folder, file), value)
}
