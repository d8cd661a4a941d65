import { draw, roomOf } from './graph.ts'
import { type Border, homes, levels } from './rooms.ts'
import { packageOf, type Source } from './sources.ts'

/** The one door from the local stage to the tenant. */
const TENANT_DOOR = 'infra/local/tenant/tenant.ts'

/** Imports that a border does not allow. */
export function acrossBorder(sources: readonly Source[], { files, allowed }: Border): readonly string[] {
  return sources
    .filter(({ path }) => files.test(path))
    .flatMap(({ path, imports }) =>
      imports.filter(({ specifier }) => !allowed.test(specifier)).map(({ specifier }) => `${path}: ${specifier}`),
    )
}

/** Relative imports that leave their place. */
export function leavingPlace(sources: readonly Source[]): readonly string[] {
  const place = (path: string) => /^(functions|shared|infra\/local\/tenant|infra|examples\/[^/]+)\//.exec(path)?.[0]
  return sources.flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier, target = path }) => specifier.startsWith('.') && place(target) !== place(path))
      .filter(({ target }) => !(path.startsWith('infra/local/') && target === TENANT_DOOR))
      .map(({ specifier }) => `${path}: ${specifier}`),
  )
}

/** Rooms of `shared/` that have no level. */
export function withoutLevel(shared: readonly Source[]): readonly string[] {
  return [...draw(shared, roomOf).keys()].filter((room) => levelOf(room) < 0)
}

/** Imports of a room from one above it. */
export function upward(shared: readonly Source[]): readonly string[] {
  return [...draw(shared, roomOf)].flatMap(([room, targets]) =>
    [...targets].filter((target) => levelOf(target) > levelOf(room)).map((target) => `${room} imports ${target}`),
  )
}

/** Imports of a library away from its home. */
export function awayFromHome(sources: readonly Source[]): readonly string[] {
  return sources.flatMap(({ path, imports }) =>
    imports.flatMap((entry) => {
      const name = packageOf(entry)
      return name === undefined || homes[name]?.test(path) ? [] : [`${path}: ${name}`]
    }),
  )
}

function levelOf(room: string): number {
  return levels.findIndex((rooms) => rooms.includes(room))
}
