import { readFileSync } from 'node:fs'
import * as v from 'valibot'

const anything = v.record(v.string(), v.unknown())
const ResourceSchema = v.looseObject({ Type: v.string(), Properties: v.optional(anything, {}) })
const TemplateSchema = v.looseObject({
  Resources: v.optional(v.record(v.string(), ResourceSchema), {}),
  Parameters: v.optional(
    v.record(v.string(), v.looseObject({ Type: v.string(), Default: v.optional(v.string()) })),
    {},
  ),
  Outputs: v.optional(v.record(v.string(), v.looseObject({ Value: v.unknown(), Export: v.optional(anything) })), {}),
})

/** A template of CloudFormation, as far as we read it. */
export type Template = v.InferOutput<typeof TemplateSchema>
export type Resource = Template['Resources'][string]

/** One resource with its logical id. */
export interface Named {
  readonly id: string
  readonly properties: Readonly<Record<string, unknown>>
}

/**
 * Reads a synthesized template.
 *
 * @throws Error when the file is no template
 */
export function readTemplate(file: string): Template {
  return parseTemplate(JSON.parse(readFileSync(file, 'utf8')))
}

/** Checks that parsed JSON is a template. @throws ValiError when it is none */
export function parseTemplate(json: unknown): Template {
  return v.parse(TemplateSchema, json)
}

/** All resources of a type, such as `AWS::Lambda::Function`. */
export function resourcesOf({ Resources }: Template, type: string): readonly Named[] {
  return Object.entries(Resources).flatMap(([id, { Type, Properties }]) =>
    Type === type ? [{ id, properties: Properties }] : [],
  )
}

/** A member that must be an object. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return v.is(anything, value) ? value : {}
}

/** A member that must be a list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
