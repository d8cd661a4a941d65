/**
 * What the bill depends on and no bench can measure. Each is on the dear side; docs/cost.md says where it comes from.
 */
export const assumptions = {
  /** The hours of a month in which users come: twelve a day. */
  busyMinutes: 30 * 12 * 60,
  /** An execution environment that had nothing to do for so many minutes is gone; AWS promises nothing. */
  idleMinutes: 5,
  /** A start on Lambda takes so many times what it takes here: its disk, its virtual machine, arm64. */
  slowness: 2,
  /** A call and its answer, in milliseconds: to DynamoDB, to SSM with KMS behind it, to Auth0. */
  trips: { table: 5, secrets: 30, tenant: 200 },
  /** A connection with TLS is opened for the first call of a process, and for each of Auth0, in milliseconds. */
  handshake: 15,
  /** Secrets that a call of SSM brings, each opened by a call of KMS; and minutes after which they are read again. */
  secrets: { eachCall: 3, minutes: 5 },
  /** Bytes that CloudWatch counts beside those of a line, and those of a line of the gateway's access log. */
  logLine: { overhead: 26, access: 350 },
  /** A session in the table with its index entries, in bytes; and how many a user has. */
  session: { bytes: 5000, eachUser: 2 },
} as const
