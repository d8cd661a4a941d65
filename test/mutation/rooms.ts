/** A part of `shared/` by which a stranger would get in, were it wrong. */
export interface Room {
  /** What is changed. */
  readonly modules: string
  /** The tests that have to notice: the rules of that part, which are fast and need no other process. */
  readonly tests: string
}

/**
 * What `npm run mutation` changes, room by room: a change at load time makes all tests run, so each room has few. The
 * long properties (`isolation`, `selection`) run with the other rules; here the tables alone have to notice. `refresh/` is
 * no room: a change that breaks the lease goes on for ever; broken protocols have to be noticed in `test/schedules/`.
 */
export const rooms: Readonly<Record<string, Room>> = {
  clients: { modules: 'shared/config/{clients,url}.ts', tests: 'test/shared/config/{clients,url}.test.ts' },
  cookies: {
    modules: 'shared/http/{cookies,origin,session-cookie}.ts',
    tests: 'test/shared/http/{access,cookies,origin,session-cookie}.test.ts',
  },
  login: {
    modules: 'shared/login/{browser,redirect,state}.ts',
    tests: 'test/shared/login/{browser,redirect,state}.test.ts',
  },
  search: { modules: 'shared/search/*.ts', tests: 'test/shared/search/{fields,filter,listing,lucene,query}.test.ts' },
  sessions: { modules: 'shared/sessions/*.ts', tests: 'test/shared/sessions/*.test.ts' },
  tokens: {
    modules: 'shared/{logout-token,seal,tokens}.ts',
    tests: 'test/shared/{forged-tokens,logout-token,seal,tokens}.test.ts',
  },
}
