import type { TestProject } from 'vitest/node'

/** The journeys of this project bring their own dynalite. */
export default function setup(project: TestProject): void {
  project.provide('dynamodbEndpoint', '')
}
