import { indexes } from '#shared/environment'

/** A key attribute: its name and DynamoDB's letter for its type (S text, N number). */
export interface KeyAttribute {
  readonly name: string
  readonly type: 'S' | 'N'
}

/** A keys-only index of the table. */
export interface Index {
  readonly name: string
  readonly partition: KeyAttribute
  readonly sort?: KeyAttribute
}

/** Shape of THE table: the stage's stack and the local stage both build it from here. */
export const table: {
  readonly partition: KeyAttribute
  readonly indexes: readonly Index[]
  /** The attribute that holds an item's end, in epoch seconds. */
  readonly timeToLive: string
} = {
  partition: { name: 'pk', type: 'S' },
  indexes: [
    { name: indexes.byUser, partition: { name: 'userId', type: 'S' }, sort: { name: 'expiresAt', type: 'N' } },
    { name: indexes.bySid, partition: { name: 'auth0Sid', type: 'S' } },
  ],
  timeToLive: 'expiresAt',
}
