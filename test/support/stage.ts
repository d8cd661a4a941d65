import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { installClock } from '#infra/local/clock'
import { type Stage, type StageOptions, startStage } from '#infra/local/stage'
import { STAGE } from '#infra/local/variables'
import { stages } from '#infra/stages'
import { createTestClock, type TestClock } from './clock.ts'
import { expectNothingExposed, witnessTenant } from './exposure.ts'
import { type TenantAdmin, tenantAdmin } from './tenant.ts'

/** A stage whose time a test moves. */
export interface TestStage extends Stage {
  readonly tenantUrl: string
  readonly admin: TenantAdmin
  /** Moves the time of functions, tenant and test by some seconds. */
  advance(seconds: number): void
  /** Every line that the functions logged. */
  readonly logs: readonly string[]
  readonly clock: TestClock
  /** Ends the stage; fails when a secret of the file's tests stands in its log or in one of its refusals. */
  close(): Promise<void>
  /** The stage's name, as its functions know it. */
  readonly stageName: string
}

/**
 * Starts a stage of its own tenant on the engine that this run is about.
 *
 * @param shared clock of another stage, when both are to share their time
 */
export async function openStage(options: StageOptions = {}, shared?: TestClock): Promise<TestStage> {
  const clock = shared ?? createTestClock()
  // The tenant lives in this thread.
  const uninstall = shared ? () => undefined : installClock(clock.memory)
  const logs: string[] = []
  const onLog = (line: string) => logs.push(line)
  const given = { ...givenEngine(), onLog, ...options }
  const rehearsed = Boolean(inject('bundles'))
  const starting = rehearsed ? rehearse(given, clock) : startStage({ ...given, clock: clock.memory })
  const stage = await starting.catch((error: unknown) => {
    uninstall()
    throw error
  })
  const { tenantUrl } = stage
  if (tenantUrl === undefined) throw new Error('The configuration has no client of the stage’s own tenant')
  const admin = tenantAdmin(tenantUrl)
  return {
    ...stage,
    tenantUrl,
    admin,
    advance: clock.advance,
    logs,
    clock,
    stageName: rehearsed ? stages.dev.name : STAGE,
    async close() {
      witnessTenant(await admin.requests(), stage)
      await stage.close()
      uninstall()
      expectNothingExposed(stage.url, logs)
    },
  }
}

/** The CDK is loaded only where it is needed: it takes longer than most tests. */
async function rehearse(options: StageOptions, clock: TestClock): Promise<Stage> {
  const { rehearseStage } = await import('./rehearsal.ts')
  return rehearseStage(options, clock)
}

/** Starts a second stage on the table, the secrets, the tenant and the clock of another. */
export function openTwin(
  { tenant, dynamodbUrl, ssmUrl, table, clock }: TestStage,
  options: StageOptions,
): Promise<TestStage> {
  const engines = { dynamodbEndpoint: dynamodbUrl, ssmEndpoint: ssmUrl, table, ...(tenant && { tenant }) }
  return openStage({ ...options, ...engines }, clock)
}

/** How many refresh tokens the tenant holds, used ones among them. */
export function heldRefreshTokens({ tenant }: TestStage): number {
  return tenant?.state().models.filter(({ model }) => model === 'RefreshToken').length ?? 0
}

/** Without a given one the stage brings its own dynalite; a given one holds a table for each test file. */
function givenEngine(): StageOptions {
  const dynamodbEndpoint: string | undefined = inject('dynamodbEndpoint')
  return dynamodbEndpoint ? { dynamodbEndpoint, table: `auth0-client-${randomUUID()}` } : {}
}
