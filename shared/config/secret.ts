import { placeholderName, type SecretReference } from './placeholders.ts'

/** A secret of the configuration: by its name in SSM, or literal on the local stage. */
export type Secret = SecretReference | { readonly literal: string }

/** Reads a `clientSecret` that the rules have let pass. */
export function toSecret(value: string): Secret {
  const secretName = placeholderName(value)
  return secretName === undefined ? { literal: value } : { secretName }
}

/** The names in SSM of some secrets, literal ones left out. */
export function secretNames(secrets: Iterable<Secret>): string[] {
  return [...secrets].flatMap((secret) => ('secretName' in secret ? [secret.secretName] : []))
}
