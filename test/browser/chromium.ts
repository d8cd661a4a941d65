import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { describe } from 'vitest'

const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Quiet, without a sandbox (CI runs as root), and calling nobody at home. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const executable = findChromium()

/** `describe` for journeys that need a real browser. */
export const describeInChromium = describe.runIf(executable !== undefined)

/** Starts the Chromium of this machine. */
export function launchChromium(): Promise<Browser> {
  if (executable === undefined) throw new Error('There is no Chromium here')
  return chromium.launch({ executablePath: executable, args: ARGUMENTS })
}

/**
 * Finds Chromium at `CHROMIUM_PATH`, else where systems install it.
 *
 * @throws Error in CI, where nothing may be left out
 */
function findChromium(): string | undefined {
  const { CHROMIUM_PATH, CI } = process.env
  const places = CHROMIUM_PATH ? [CHROMIUM_PATH] : USUAL_PLACES
  const found = places.find((place) => existsSync(place))
  if (found !== undefined) return found
  const where = places.join(', ')
  if (CI) throw new Error(`CI needs Chromium, which is not at ${where}: install it, or set CHROMIUM_PATH`)
  process.stderr.write(`Skipped: the journeys in the browser need Chromium, which is not at ${where}.\n`)
  return undefined
}
