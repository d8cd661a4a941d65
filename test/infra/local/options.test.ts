import { describe, expect, test } from 'vitest'
import { parseCommandLine } from '#infra/local/options'

const defaults = { help: false, port: 3000, tenantPort: 0, set: {} }

test.each([
  [[], {}],
  [['--port', '0'], { port: 0 }],
  [['--port=65535', '--tenant-port', '4000'], { port: 65_535, tenantPort: 4000 }],
  [['--config', 'a.json', '--data', '../data'], { configFile: '/home/me/a.json', dataDir: '/home/data' }],
  [['--config', '/etc/a.json'], { configFile: '/etc/a.json' }],
  [['--set', 'A=1'], { set: { A: '1' } }],
  [['--set', 'A=1', '--set', 'B=2', '--set=C=3'], { set: { A: '1', B: '2', C: '3' } }],
  [['--set', 'A=1', 'B=2', 'C=', '--port', '1'], { set: { A: '1', B: '2', C: '' }, port: 1 }],
  [['--set', 'A=x=y z', 'B=line\nline'], { set: { A: 'x=y z', B: 'line\nline' } }],
  [['--set', 'A=1', 'A=2'], { set: { A: '2' } }],
  [['--help'], { help: true }],
  [['-h'], { help: true }],
])('%j', (args, expected) => {
  expect(parseCommandLine(args, '/home/me')).toEqual({ ...defaults, ...expected })
})

describe('says what is wrong with', () => {
  test.each([
    [['--port', '65536'], '--port takes a number from 0 to 65535, not "65536"'],
    [['--port', 'x'], '--port takes a number from 0 to 65535, not "x"'],
    [['--port', ''], '--port takes a number from 0 to 65535, not ""'],
    [['--port=-1'], '--port takes a number from 0 to 65535, not "-1"'],
    [['--tenant-port', '1.5'], '--tenant-port takes a number from 0 to 65535, not "1.5"'],
    [['--set', 'A'], '--set takes NAME=VALUE, not "A"'],
    [['--set', '1A=x'], '--set takes NAME=VALUE, not "1A=x"'],
    [['--set', '=x'], '--set takes NAME=VALUE, not "=x"'],
    [['A=1'], '"A=1" belongs to no option; --help tells the options'],
    [['--port', '1', 'A=1'], '"A=1" belongs to no option; --help tells the options'],
    [['--', 'A=1'], '"--" belongs to no option; --help tells the options'],
    [['--prot', '1'], "Unknown option '--prot'; --help tells the options"],
    [['--port'], "Option '--port <value>' argument missing; --help tells the options"],
    [['--set'], "Option '--set <value>' argument missing; --help tells the options"],
    [['--help=no'], "Option '-h, --help' does not take an argument; --help tells the options"],
  ])('%j', (args, message) => {
    expect(() => parseCommandLine(args, '/home/me')).toThrow(expect.objectContaining({ name: 'StageError', message }))
  })
})
