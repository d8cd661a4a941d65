import type { Template } from '#infra/template'

/** What is wrong with a resource. */
export interface Finding {
  /** Its logical id. */
  readonly id: string
  /** A sentence: what, and what to do. */
  readonly says: string
}

/** Judges a template by one thing. */
export type Rule = (template: Template) => readonly Finding[]
