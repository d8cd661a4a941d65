import * as v from 'valibot'
import { open, seal } from '../seal.ts'
import { parseSealed, type Tokens, TokensSchema } from './content.ts'
import { itemKey } from './key.ts'
import type { Table } from './table.ts'

/** Who waits for another instance's refresh must find its answer, also where answers are not given again. */
const SHORTEST_SECONDS = 30

const ItemSchema = v.object({ expiresAt: v.number(), sealed: v.instance(Uint8Array) })

export interface AnswerNeeds {
  readonly table: Table
  readonly stage: string
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  /** How long the answer to a used refresh token is given again, in seconds. */
  readonly replaySeconds: number
}

/** The tenant's answers to used refresh tokens, each for a short time and sealed under the used token itself. */
export function createAnswers({ table, stage, clock, replaySeconds }: AnswerNeeds) {
  const context = (client: string) => ({ stage, client, purpose: 'answer' })
  const seconds = () => Math.floor(clock() / 1000)
  return {
    async keep(refreshToken: string, client: string, tokens: Tokens): Promise<void> {
      const expiresAt = seconds() + Math.max(replaySeconds, SHORTEST_SECONDS)
      const sealed = seal(refreshToken, context(client), JSON.stringify(tokens))
      await table.write({ pk: itemKey('answer', refreshToken), expiresAt, sealed })
    },

    async find(refreshToken: string, client: string): Promise<Tokens | undefined> {
      const parsed = v.safeParse(ItemSchema, await table.read(itemKey('answer', refreshToken)))
      if (!parsed.success || parsed.output.expiresAt <= seconds()) return undefined
      return parseSealed(TokensSchema, open(refreshToken, context(client), parsed.output.sealed))
    },
  }
}
