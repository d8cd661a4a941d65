import type { Fault } from './schema.ts'

const PLACEHOLDER = /\{\{([A-Za-z_][A-Za-z0-9_]*)\}\}/g
const WHOLE_PLACEHOLDER = /^\{\{([A-Za-z_][A-Za-z0-9_]*)\}\}$/

/** A `clientSecret` that is read from SSM at run time, by name. */
export interface SecretReference {
  readonly secretName: string
}

/** The name within a value that is one placeholder and nothing else, such as `{{CMS_CLIENT_SECRET}}`. */
export function placeholderName(value: string): string | undefined {
  return WHOLE_PLACEHOLDER.exec(value)?.[1]
}

/** One place at which a placeholder stands. */
export interface PlaceholderUse {
  readonly name: string
  /** Path of the key, such as `clients.cms.clientSecret`. */
  readonly key: string
  /** It stands for a secret, which never becomes a variable. */
  readonly secret: boolean
}

/** Every use of a placeholder in a parsed configuration, in its order. */
export function placeholderUses(value: unknown): readonly PlaceholderUse[] {
  const uses: PlaceholderUse[] = []
  mapTexts(value, '', (text, key) => {
    for (const [, name = ''] of text.matchAll(PLACEHOLDER)) uses.push({ name, key, secret: isSecretKey(key) })
    return text
  })
  return uses
}

/** Names of all placeholders in a parsed configuration: secrets (in `clientSecret`) and plain ones apart. */
export function placeholderNames(value: unknown): { plain: ReadonlySet<string>; secret: ReadonlySet<string> } {
  const uses = placeholderUses(value)
  const names = (secret: boolean) => new Set(uses.filter((use) => use.secret === secret).map(({ name }) => name))
  return { plain: names(false), secret: names(true) }
}

/**
 * Fills every `{{NAME}}` of a parsed configuration but those of `clientSecret`, which stay for run time.
 *
 * @param value parsed JSON
 * @param values the variables to fill from
 * @returns the filled copy and one fault for each name that no variable fills
 */
export function fillPlaceholders(
  value: unknown,
  values: Readonly<Record<string, string | undefined>>,
): { filled: unknown; faults: readonly Fault[] } {
  const faults: Fault[] = []
  const filled = mapTexts(value, '', (text, key) =>
    isSecretKey(key) ? text : fillText(text, values, (why) => faults.push({ key, why })),
  )
  return { filled, faults: [...faults, ...mergedKeys(value, filled, '')] }
}

function fillText(
  text: string,
  values: Readonly<Record<string, string | undefined>>,
  report: (why: string) => void,
): string {
  if (/\{\{|\}\}/.test(text.replace(PLACEHOLDER, ''))) {
    report('holds braces that are no placeholder; write {{NAME}} with letters, digits and _, without spaces')
  }
  return text.replace(PLACEHOLDER, (whole, name: string) => {
    const found = Object.hasOwn(values, name) ? values[name] : undefined
    if (found === undefined) report(`needs ${whole}, which no variable fills; set ${name}`)
    return found ?? whole
  })
}

/** Two keys of a map that a placeholder made one: the second would silently win. */
function mergedKeys(before: unknown, after: unknown, key: string): readonly Fault[] {
  if (typeof before !== 'object' || before === null || typeof after !== 'object' || after === null) return []
  const [names, filled] = [Object.entries(before), Object.entries(after)]
  if (names.length > filled.length)
    return [{ key, why: 'has two keys that its placeholders make the same; tell them apart' }]
  return names.flatMap(([name, item], index) =>
    mergedKeys(item, filled[index]?.[1], key === '' ? name : `${key}.${name}`),
  )
}

function isSecretKey(key: string): boolean {
  return key.endsWith('.clientSecret')
}

/** Copies JSON with every text, keys of maps included, passed through `change`. */
function mapTexts(value: unknown, key: string, change: (text: string, key: string) => string): unknown {
  if (typeof value === 'string') return change(value, key)
  if (Array.isArray(value)) return value.map((item, index) => mapTexts(item, `${key}.${index}`, change))
  if (typeof value !== 'object' || value === null) return value
  const at = (name: string) => (key === '' ? name : `${key}.${name}`)
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [change(name, at(name)), mapTexts(item, at(name), change)]),
  )
}
