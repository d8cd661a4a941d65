import { describe, expect, it } from 'vitest'
import { AUTHORIZER, needs, routes } from '#infra/routes'
import { cyclesOf, draw, roomOf } from './agreement/graph.ts'
import { finding, longerThan, undocumented } from './agreement/house.ts'
import { acrossBorder, awayFromHome, leavingPlace, upward, withoutLevel } from './agreement/imports.ts'
import { deadLinks } from './agreement/links.ts'
import {
  asked,
  explainedTools,
  installed,
  judgedScripts,
  notHeld,
  settings,
  withInstallScript,
} from './agreement/locks.ts'
import { reachedBy, reachOf } from './agreement/needs.ts'
import { listed, loaded } from './agreement/packages.ts'
import { borders } from './agreement/rooms.ts'
import { sourcesOf } from './agreement/sources.ts'

const functions = sourcesOf('functions/**/*.ts')
const shared = sourcesOf('shared/**/*.ts')
const ours = [...functions, ...shared, ...sourcesOf('infra/**/*.ts'), ...sourcesOf('examples/**/*.ts')]
const everything = [...ours, ...sourcesOf('test/**/*.ts'), ...sourcesOf('*.ts')]
const [dependencies, devDependencies] = [listed('dependencies'), listed('devDependencies')]

/** Expects that nothing was found; what was is shown beside the advice. */
function expectNone(found: readonly string[], advice: string): void {
  expect(found, advice).toEqual([])
}

describe('who may import what', () => {
  it.each(borders)('$advice', (border) => {
    expect(ours.some(({ path }) => border.files.test(path))).toBe(true)
    expectNone(acrossBorder(ours, border), border.advice)
  })

  it('a relative import stays in its own place', () => {
    expectNone(
      leavingPlace(ours),
      'a relative path never leaves functions/, shared/, infra/, the tenant or its example',
    )
  })

  it('shared/ imports downward only', () => {
    expectNone(withoutLevel(shared), 'give the room its level in test/agreement/rooms.ts and in CONTRIBUTING.md')
    expectNone(upward(shared), 'move what both need into a lower room of shared/')
  })

  it('nothing goes in circles', () => {
    expectNone(cyclesOf(draw(shared, roomOf)), 'two rooms of shared/ need each other: move what both need below them')
    expectNone(cyclesOf(draw(ours)), 'these files import each other: move what both need into a third')
  })

  it('every library has one home', () => {
    expectNone(awayFromHome(ours), 'use it through its home, or give a new library its home in test/agreement/rooms.ts')
  })

  it('variables of the process come in by one door', () => {
    const readers = finding(/\bprocess\s*(\.\s*env\b|\[)/, [...functions, ...shared])
    expect(readers, 'read it in shared/environment.ts').toEqual(['shared/environment.ts'])
  })
})

describe('routes, functions and needs agree', () => {
  const files = functions.map(({ path }) => path.slice('functions/'.length, -'.ts'.length))
  const routed = [...new Set(routes.map(({ file }) => file))]

  it('every route has its function and every function its route, but the authorizer', () => {
    const missing = [...routed, AUTHORIZER].filter((file) => !files.includes(file))
    const orphans = files.filter((file) => !routed.includes(file) && file !== AUTHORIZER)
    expectNone(missing, 'write functions/<file>.ts, or take the route out of infra/routes.ts')
    expect(routed, 'the authorizer answers API Gateway, never a caller').not.toContain(AUTHORIZER)
    expectNone(orphans, 'name the function in infra/routes.ts, or delete it')
  })

  it('every function exports its handler', () => {
    const handlers = finding(/^export const handler = /m, functions)
    expectNone(
      functions.map(({ path }) => path).filter((path) => !handlers.includes(path)),
      'export const handler = endpoint(…), or authorizer(…)',
    )
  })

  it('no route stands twice', () => {
    const keys = routes.map(({ method, path }) => `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`)
    expectNone(
      keys.filter((key, index) => keys.indexOf(key) !== index),
      'API Gateway takes a route once: drop one',
    )
  })

  it('a function is granted what it loads, and nothing else', () => {
    const granted = Object.fromEntries(Object.entries(needs).map(([file, list]) => [file, reachOf(list)]))
    expect(granted, 'mend `needs` in infra/routes.ts, or what the function imports').toEqual(reachedBy(files, ours))
  })
})

describe('every file', () => {
  it('is short', () => {
    expectNone(longerThan(150, ours), 'at most 150 lines of code: split it by what it says')
    expectNone(longerThan(60, functions), 'at most 60 lines of code: input schema, steps, handler; the rest to shared/')
  })

  it('is finished and typed', () => {
    expectNone(finding(/(?:[:<|,]|\bas|=>|\bsatisfies)\s*any\b/, ours, 'bare'), 'say what it is, or unknown')
    expectNone(finding(/@ts-(ignore|expect-error|nocheck)/, ours, 'text'), 'mend the types')
    expectNone(finding(/\b(TODO|FIXME|XXX|HACK)\b/, ours, 'text'), 'do it, or open an issue')
    expectNone(finding(/\bconsole\s*\./, ours), 'log by shared/observability.ts; the local stage writes to stdout')
  })

  it('says what its exported functions are for', () => {
    expectNone(undocumented(ours), 'write a docstring: what it is for, units and shapes, what it throws')
  })
})

describe('packages', () => {
  it('that functions load are dependencies, and no others', () => {
    const names = [...dependencies.keys()].toSorted()
    expect(names, 'what no function loads goes to devDependencies').toEqual(loaded([...functions, ...shared]))
  })

  it('that are imported anywhere are listed once', () => {
    const unknown = loaded(everything).filter((name) => !dependencies.has(name) && !devDependencies.has(name))
    expectNone(unknown, 'npm install --save-exact it')
    const twice = [...dependencies.keys()].filter((name) => devDependencies.has(name))
    expectNone(twice, 'keep it in one of both')
  })

  it('that are development dependencies say why in docs/dependencies.md', () => {
    const names = [...devDependencies.keys(), ...asked('infra/rehearsal/runtime-client/').keys()]
    expect(explainedTools(), 'give each its row in the second table').toEqual(names.toSorted())
  })
})

describe.each(installed)('what npm installs into %j', (folder) => {
  it('is asked for by exact versions', () => {
    const loose = [...asked(folder)].filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
    expectNone(
      loose.map((entry) => entry.join(' ')),
      'npm install --save-exact',
    )
  })

  it('comes from npm’s registry with the hash of its content', () => {
    expectNone(notHeld(folder), 'the lock holds each package by version and hash: no git, address, file or link')
    const refused = ['allow-git', 'allow-remote', 'allow-file', 'allow-directory'].map((name) => [name, 'none'])
    expect(settings(folder)).toMatchObject({ 'save-exact': 'true', ...Object.fromEntries(refused) })
  })

  it('runs the install scripts that were judged by name', () => {
    const judged = Object.keys(judgedScripts(folder)).toSorted()
    expect(judged, 'name it in allowScripts of package.json, true or false').toEqual(withInstallScript(folder))
    expect(settings(folder), 'npm must refuse the others').toMatchObject({ 'strict-allow-scripts': 'true' })
  })
})

describe('documents', () => {
  it('lead to files and headings that are there', () => {
    expectNone(deadLinks(), 'mend the link, or write what it leads to')
  })
})
