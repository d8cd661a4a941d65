/** Changes the security modules, and sees whether a test notices: `npm run mutation -- [room …]`. */
import { spawnSync } from 'node:child_process'
import { rooms } from './rooms.ts'

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(rooms, name))
if (unknown.length > 0) throw new Error(`Name of ${Object.keys(rooms).join(', ')}, not ${unknown.join(', ')}`)

const below = (asked.length > 0 ? asked : Object.keys(rooms)).filter((room) => {
  const env = { ...process.env, MUTATION_ROOM: room }
  return spawnSync('stryker', ['run', 'test/mutation/stryker.config.ts'], { env, stdio: 'inherit' }).status !== 0
})
if (below.length > 0) process.stderr.write(`Too few changes fail a test: ${below.join(', ')}\n`)
process.exitCode = below.length > 0 ? 1 : 0
