import * as v from 'valibot'

/** Names that valibot passes over in silence, for the sake of prototypes. */
const PASSED_OVER = ['__proto__', 'prototype', 'constructor']

/** An object, which neither an array nor null is. */
export const anyObject = v.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be an object',
)

/** An object with these properties; others are not looked at. */
export function open<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(anyObject, v.object(entries))
}

/** What is said of a property that a closed object does not have. */
export const UNKNOWN = 'is not a property that Auth0 imports'

/** An object with these properties and no others, each of which is an issue of its own. */
export function closed<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(anyObject, without(PASSED_OVER, UNKNOWN), v.objectWithRest(entries, v.never(UNKNOWN)))
}

/** Refuses properties by their names. */
export function without(names: readonly string[], message: string) {
  return v.rawCheck<Record<string, unknown>>(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const input = dataset.value
    for (const key of names.filter((name) => Object.hasOwn(input, name))) {
      addIssue({ message, path: [{ type: 'object', origin: 'key', input, key, value: input[key] }] })
    }
  })
}
