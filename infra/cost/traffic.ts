import { assumptions } from './assumptions.ts'

/** What a team's users do in a month. */
export interface Team {
  readonly logins: number
  /** Requests that ask who is logged in. */
  readonly requests: number
  /** Users who log in at least once. */
  readonly users: number
}

/** A kind of request by its name in `measured.json`, and how often it comes in a month. */
export interface Flow {
  readonly request: string
  readonly times: number
}

/**
 * The requests that a team's month consists of: a login is two requests and is followed by one refresh, every second one
 * ends by a logout, and the back office looks at each user once.
 */
export function flowsOf({ logins, requests, users }: Team): readonly Flow[] {
  return [
    { request: '/web-login', times: logins },
    { request: '/web-login/callback', times: logins },
    { request: '/userinfo by cookie', times: requests },
    { request: '/refreshtoken by cookie', times: logins },
    { request: '/logout by cookie', times: Math.ceil(logins / 2) },
    { request: 'GET /users', times: users },
  ]
}

/**
 * The part of a function's requests that meet no environment. Requests come by chance, evenly over the busy hours, so
 * that the pauses between them are exponentially distributed.
 *
 * @param times requests a month
 */
export function coldShare(times: number): number {
  return Math.exp((-times / assumptions.busyMinutes) * assumptions.idleMinutes)
}
