import * as v from 'valibot'

/** What a login leaves with us, as it is kept sealed. Times in seconds since the epoch. */
export const TokensSchema = v.object({
  accessToken: v.string(),
  refreshToken: v.optional(v.string()),
  idToken: v.string(),
  accessExpiresAt: v.number(),
})
export type Tokens = v.InferOutput<typeof TokensSchema>

/** The user's profile, as `/userinfo` shows it. */
export const ProfileSchema = v.record(v.string(), v.unknown())
export type Profile = v.InferOutput<typeof ProfileSchema>

/** Parses JSON that a seal has just vouched for; anything else is undefined. */
export function parseSealed<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string | undefined,
): v.InferOutput<Schema> | undefined {
  if (text === undefined) return undefined
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text)
  return result.success ? result.output : undefined
}
