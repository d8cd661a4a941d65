import { spawnSync } from 'node:child_process'

/**
 * Tells whether Java can run DynamoDB Local here.
 *
 * @throws Error in CI, where nothing may be left out
 */
export function hasJava(): boolean {
  const found = spawnSync('java', ['-version'], { stdio: 'ignore' }).status === 0
  if (found) return true
  if (process.env['CI']) throw new Error('CI needs Java: install default-jre-headless')
  process.stderr.write('Skipped: the journeys on DynamoDB Local need Java (17 or newer), which is not on the path.\n')
  return false
}
