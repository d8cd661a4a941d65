import type { Format } from './formats.ts'

/** As much of JSON Schema as Auth0 shows of its own: what a request may hold. */
export interface Schema {
  readonly type: 'string' | 'boolean' | 'integer' | 'object' | 'array'
  readonly nullable?: true
  /** Quoted in Auth0's refusals. */
  readonly description?: string
  readonly enum?: readonly string[]
  readonly format?: Format
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  /** All that an object may have; without, it may have anything. */
  readonly properties?: { readonly [name: string]: Schema }
  readonly required?: readonly string[]
  readonly maxProperties?: number
}

/** The type of what conforms to a schema. */
export type Of<S> = (S extends { nullable: true } ? null : never) | NotNull<S>

type NotNull<S> = S extends { enum: readonly (infer Choice)[] }
  ? Choice
  : S extends { type: 'string' }
    ? string
    : S extends { type: 'boolean' }
      ? boolean
      : S extends { type: 'integer' }
        ? number
        : S extends { type: 'array'; items: infer Item }
          ? Of<Item>[]
          : S extends { properties: infer Fields; required: readonly (infer Name)[] }
            ? { [K in keyof Fields as K & Name]: Of<Fields[K]> } & Optional<Omit<Fields, Name & PropertyKey>>
            : S extends { properties: infer Fields }
              ? Optional<Fields>
              : Record<string, unknown>

type Optional<Fields> = { -readonly [K in keyof Fields]?: Of<Fields[K]> }

/** Keeps the literal types of a schema. */
export function schema<const S extends Schema>(shape: S): S {
  return shape
}

/** A request that takes no parameters. */
export const NOTHING = schema({ type: 'object', properties: {} })
