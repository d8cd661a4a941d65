import { createHash, timingSafeEqual } from 'node:crypto'
import { ServiceError } from '../errors.ts'
import type { Client, Config } from './config.ts'

/** What a request says of the client that makes it. */
export interface Naming {
  /** Header `secret`. */
  readonly secret: string | undefined
  /** Header `client-type`, or query `client_type` on a browser navigation. */
  readonly clientType: string | undefined
  /** Host that the browser asked for; only a browser navigation has one. */
  readonly host?: string | undefined
  /** A browser navigation: it cannot send headers, so no secret is asked of it. */
  readonly navigation?: boolean
}

/** The client that a request names, and whether it proved to be it. */
export interface Caller {
  readonly client: Client
  /** The request carried one of the client's secrets. */
  readonly proven: boolean
}

/**
 * The client that a request names by secret or type.
 *
 * @returns undefined when it names none
 * @throws ServiceError `invalid_client` when the secret or the type is unknown, when both disagree, or when a
 * client that has secrets is named without one (a website's page and a browser navigation cannot send it)
 */
export function namedCaller(config: Config, { secret, clientType, navigation }: Naming): Caller | undefined {
  const proven = secret === undefined ? undefined : clientOfSecret(config, secret)
  if (secret !== undefined && !proven) throw unknownClient()
  if (clientType === undefined) return proven && { client: proven, proven: true }
  const client = config.clients.get(clientType)
  if (!client || (proven && proven !== client)) throw unknownClient()
  if (!proven && client.secretHashes.length > 0 && !client.website && !navigation) throw unknownClient()
  return { client, proven: proven !== undefined }
}

/**
 * The client that a request names, else the one whose host was asked, else the default one.
 *
 * @throws ServiceError `invalid_client` as {@link namedCaller}, and when no client is left
 */
export function resolveCaller(config: Config, naming: Naming): Caller {
  const named = namedCaller(config, naming)
  if (named) return named
  const client = clientOfHost(config, naming.host) ?? config.defaultClient
  if (!client) throw unknownClient()
  return { client, proven: false }
}

/**
 * Refuses a caller that did not prove to be a client which has secrets.
 *
 * @throws ServiceError `invalid_client`
 */
export function requireProof({ client, proven }: Caller): void {
  if (client.secretHashes.length > 0 && !proven) throw unknownClient()
}

/**
 * The clients that a caller may trade a code for: the one it named, else every one that needs no secret.
 *
 * @throws ServiceError `invalid_client` as {@link namedCaller}
 */
export function codeClients(config: Config, naming: Naming): readonly Client[] {
  const named = namedCaller(config, naming)
  if (named) return [named.client]
  return [...config.clients.values()].filter(({ website, secretHashes }) => website || secretHashes.length === 0)
}

/** The client that has a host among its `hosts`. */
export function clientOfHost(config: Config, host: string | undefined): Client | undefined {
  if (host === undefined) return undefined
  return [...config.clients.values()].find((client) => client.hosts.includes(host.toLowerCase()))
}

/** Compares with every hash of every client, so that the time tells nothing about which came near. */
function clientOfSecret(config: Config, secret: string): Client | undefined {
  const digest = createHash('sha256').update(secret).digest()
  let found: Client | undefined
  for (const client of config.clients.values()) {
    for (const hash of client.secretHashes) {
      if (timingSafeEqual(digest, Buffer.from(hash, 'hex'))) found = client
    }
  }
  return found
}

function unknownClient(): ServiceError {
  return new ServiceError('invalid_client', 'The client is unknown, or its secret is missing or wrong')
}
