import type { Asked, Trouble } from '../support/proxy.ts'
import { type Dependency, faultOf } from './faults.ts'

/** A call that a function makes to the outside, such as `tenant POST /oauth/token`; the nth of its kind in a request. */
export interface OutgoingCall {
  readonly name: string
  /** From 1. */
  readonly nth: number
}

/** Trouble for one call of a request. */
export interface Strike {
  readonly call: OutgoingCall
  /** Name of the fault. */
  readonly fault: string
}

/** What stands at the proxies: it notes each call of a request, and strikes some of them. */
export class Watch {
  readonly calls: OutgoingCall[] = []
  #strikes: readonly Strike[] | undefined
  readonly #down = new Map<Dependency, string>()

  /** From now on calls are noted and struck. */
  begin(strikes: readonly Strike[]): void {
    this.calls.length = 0
    this.#down.clear()
    this.#strikes = strikes
  }

  /** The dependencies are well again. */
  end(): void {
    this.#strikes = undefined
  }

  /** What a call suffers. */
  judge(dependency: Dependency, asked: Asked): Trouble | undefined {
    if (!this.#strikes) return undefined
    const name = `${dependency} ${NAMES[dependency](asked)}`
    const call = { name, nth: this.calls.filter((earlier) => earlier.name === name).length + 1 }
    this.calls.push(call)
    const strike = this.#strikes.find((other) => other.call.name === name && other.call.nth === call.nth)
    const fault = strike ? faultOf(strike.fault) : undefined
    if (fault?.lasting) this.#down.set(dependency, fault.name)
    const down = this.#down.get(dependency)
    return (fault ?? (down === undefined ? undefined : faultOf(down)))?.trouble(dependency)
  }
}

const NAMES: Readonly<Record<Dependency, (asked: Asked) => string>> = {
  dynamodb({ headers, body }) {
    const operation = String(headers['x-amz-target']).split('.')[1]
    const { Key, Item, IndexName } = JSON.parse(body.toString())
    const purpose: string = (Key ?? Item)?.pk?.S?.split('#')[0] ?? IndexName
    return `${operation} ${purpose}`
  },
  ssm: ({ headers }) => String(headers['x-amz-target']).split('.')[1] ?? '',
  tenant({ method, target, body }) {
    const path = new URL(target, 'http://tenant').pathname.replace(/\/(auth0(%7C|\|)|job_|dcr_)[^/]+/, '/{id}')
    const grant = path === '/oauth/token' ? ` ${new URLSearchParams(body.toString()).get('grant_type')}` : ''
    return `${method} ${path}${grant}`
  },
}
