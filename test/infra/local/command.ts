import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const MAIN = fileURLToPath(new URL('../../../infra/local/start.ts', import.meta.url))

/** How a command ended. */
export interface End {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A local stage that was started as a command of its own. */
export interface Command {
  /** The gateway's address. */
  readonly url: string
  /** All that was printed up to the line `listening on`, that line included. */
  readonly printed: string
  /** Sends a signal, to the whole group as a terminal does if asked, and waits for the end. */
  end(signal: NodeJS.Signals, to?: 'group'): Promise<End>
}

export interface Surroundings {
  readonly folder?: string
  readonly variables?: Readonly<Record<string, string>>
  /** What stands on standard input; nothing by default. */
  readonly input?: string
}

/** Runs `node infra/local/start.ts` to its end. */
export async function runToEnd(args: readonly string[], surroundings?: Surroundings): Promise<End> {
  return nodeRunToEnd(MAIN, args, surroundings)
}

/** Runs a file of another folder by this very Node.js to its end. */
export function nodeRunToEnd(file: string, args: readonly string[], surroundings?: Surroundings): Promise<End> {
  return ending(launch(process.execPath, [file, ...args], surroundings))
}

/** Runs `node infra/local/start.ts` until it is ready. */
export function start(args: readonly string[], surroundings?: Surroundings): Promise<Command> {
  return ready(launch(process.execPath, [MAIN, ...args], surroundings))
}

/** Runs a script of `package.json`, such as `start`, until it is ready. */
export function npmRun(script: string, args: readonly string[]): Promise<Command> {
  return ready(launch('npm', ['run', script, '--silent', '--', ...args], { folder: ROOT }))
}

/** Runs a script of `package.json` to its end. */
export function npmRunToEnd(script: string, args: readonly string[], surroundings?: Surroundings): Promise<End> {
  return ending(launch('npm', ['run', script, '--silent', '--', ...args], surroundings))
}

/** The caller's variables but those that mean something to the stage; npm's own would make it one of `npm start`. */
function launch(
  command: string,
  args: readonly string[],
  { folder = ROOT, variables = {}, input = '' }: Surroundings = {},
) {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD|AWS_|NODE_OPTIONS)/.test(name))
  const env = { ...Object.fromEntries(own), ...variables }
  const child = spawn(command, [...args], { cwd: folder, env, detached: true, stdio: 'pipe' })
  child.stdin.on('error', () => undefined).end(input)
  onTestFinished(() => endGroup(child))
  return child
}

/** Whatever a test that failed has left behind. */
function endGroup(child: ChildProcess): void {
  try {
    kill(child, 'SIGKILL', 'group')
  } catch {
    // Nothing was left.
  }
}

type Piped = ReturnType<typeof launch>

async function ending(child: Piped): Promise<End> {
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { status, stdout, stderr }
}

async function ready(child: Piped): Promise<Command> {
  const ended = ending(child)
  const printed = await Promise.race([
    untilListening(child),
    ended.then(({ stderr }) => Promise.reject(new Error(stderr))),
  ])
  const [, url = ''] = /^listening on (.*)$/m.exec(printed) ?? []
  return {
    url,
    printed,
    end(signal, to) {
      kill(child, signal, to)
      return ended
    },
  }
}

function untilListening({ stdout }: Piped): Promise<string> {
  return new Promise((resolve) => {
    let printed = ''
    stdout.on('data', (chunk) => {
      printed += chunk
      if (/^listening on .*\n/m.test(printed)) resolve(printed)
    })
  })
}

function kill({ pid = 0 }: ChildProcess, signal: NodeJS.Signals, to: 'group' | undefined): void {
  process.kill(to === 'group' ? -pid : pid, signal)
}
