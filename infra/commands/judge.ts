import { fillPlaceholders, placeholderNames } from '#shared/config/placeholders'
import { checkRules } from '#shared/config/rules'
import { checkShape, type Fault } from '#shared/config/schema'

/** SSM's limit for a standard parameter, in bytes. */
const LONGEST = 4096

/**
 * Judges a value by itself.
 *
 * @returns what is wrong with it, without the value; undefined when nothing is
 */
export function judgeValue(value: string): string | undefined {
  if (value === '') return 'the value is empty'
  if (Buffer.byteLength(value) > LONGEST) return `the value is longer than ${LONGEST} bytes`
  if (hasControl(value)) return 'the value holds a line break or another control character'
  if (value.trim() !== value) return 'the value begins or ends with a space'
  if (/\{\{|\}\}/.test(value)) return 'the value holds {{ or }}, which no parameter may'
  return undefined
}

/**
 * Judges plain values by where the configuration uses them, such as an address that is no URL. Placeholders without a
 * value stand as they are.
 *
 * @param json a configuration that can be used, parsed
 * @returns the faults that the values bring into it
 */
export function judgeUse(json: unknown, values: Readonly<Record<string, string>>): readonly Fault[] {
  const standing = [...placeholderNames(json).plain].map((name) => [name, values[name] ?? `{{${name}}}`])
  const { filled, faults } = fillPlaceholders(json, Object.fromEntries(standing))
  const checked = checkShape(filled)
  return 'faults' in checked ? checked.faults : [...faults, ...checkRules(checked.shape, { local: false })]
}

function hasControl(value: string): boolean {
  return /\p{Cc}/u.test(value)
}
