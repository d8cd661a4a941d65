import { Template } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks } from 'cdk-nag'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { addAlarms } from '#infra/alarms'
import { addDashboard, FAILED_REQUESTS } from '#infra/dashboard'
import { type StageRow, stages } from '#infra/stages'
import { table } from '#infra/table'
import { metrics } from '#shared/environment'
import { watchedStack } from './support/watched.ts'

const BodySchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    widgets: v.array(
      v.object({
        type: v.picklist(['alarm', 'metric', 'log']),
        x: v.number(),
        y: v.number(),
        width: v.number(),
        height: v.number(),
        properties: v.looseObject({
          title: v.string(),
          region: v.optional(v.string()),
          metrics: v.optional(v.array(v.array(v.unknown())), []),
          alarms: v.optional(v.array(v.unknown()), []),
          query: v.optional(v.string(), ''),
        }),
      }),
    ),
  }),
)

/** A stage's dashboard as its template has it; what only the deployment knows stands as `…`. */
function dashboardOf(row: Partial<StageRow> = {}) {
  const watched = watchedStack(row)
  addDashboard(watched.stack, { ...watched, alarms: addAlarms(watched.stack, watched) })
  const template = Template.fromStack(watched.stack)
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'))
  const { DashboardName: name, DashboardBody } = dashboard?.['Properties'] ?? {}
  const parts: readonly unknown[] = DashboardBody['Fn::Join'][1]
  const body = parts.map((part) => (typeof part === 'string' ? part : '…')).join('')
  return { ...watched, template, name, widgets: v.parse(BodySchema, body).widgets }
}

const { name, widgets, stack, functions } = dashboardOf()
const properties = widgets.map((widget) => widget.properties)
const shown = properties.flatMap((each) => each.metrics)
const names = shown.map(([namespace, metric]) => `${namespace} ${metric}`)

describe('the dashboard of a stage', () => {
  it.each(Object.values(stages))('$name is named by it', (row) => {
    expect(dashboardOf(row).name).toBe(`Auth0Client-${row.name}`)
  })

  it('shows every figure that an alarm watches', () => {
    const alarms = Object.values(dashboardOf().template.findResources('AWS::CloudWatch::Alarm'))
    const watched = alarms.map(({ Properties }) => `${Properties.Namespace} ${Properties.MetricName}`)
    expect(watched).toHaveLength(9)
    expect(names).toEqual(expect.arrayContaining(watched))
  })

  it('shows what the functions count, of this stage alone', () => {
    const own = shown.filter(([namespace]) => namespace === metrics.namespace)
    expect(own.map(([, metric, dimension, value]) => [metric, dimension, value])).toEqual(
      Object.values(metrics.names).map((metric) => [metric, 'Stage', 'dev']),
    )
  })

  it('shows requests, p50 beside p99, logins, concurrency and what the table consumes', () => {
    const labels = properties.map(({ title }) => title)
    expect(labels).toEqual(expect.arrayContaining(['Requests', 'Latency', 'Logins and refreshes', 'Failed requests']))
    expect(JSON.stringify(shown)).toContain('"stat":"p50"')
    expect(JSON.stringify(shown)).toContain('"stat":"p99"')
    for (const label of ['oauth/token', 'web-login/callback', 'refreshtoken']) {
      expect(shown).toContainEqual(expect.arrayContaining(['Invocations', expect.objectContaining({ label })]))
    }
    expect(names).toContain('AWS/Lambda ConcurrentExecutions')
    for (const metric of ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits', 'WriteThrottleEvents']) {
      expect(names.filter((each) => each === `AWS/DynamoDB ${metric}`)).toHaveLength(1 + table.indexes.length)
    }
  })

  it('shows each metric once, fewer than the 50 that are free', () => {
    expect(shown.length).toBeLessThan(50)
    expect(new Set(shown.map((each) => JSON.stringify(each))).size).toBe(shown.length)
  })

  it('fits the 24 columns, and nothing lies upon another', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, i) => `${x + (i % width)} ${y + Math.floor(i / width)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24)
  })

  it('lists failed requests from every log group', () => {
    const { query } = properties.find(({ title }) => title === 'Failed requests') ?? {}
    const sources = query?.match(/SOURCE '/g) ?? []
    expect(sources).toHaveLength(Object.keys(functions).length + 1)
    for (const line of FAILED_REQUESTS) expect(query).toContain(line)
  })

  it('stays where the alarms are off, without their states', () => {
    const off = dashboardOf({ alarms: 'off' })
    expect(off.name).toBe(name)
    expect(off.widgets.map(({ type }) => type)).not.toContain('alarm')
    expect(off.widgets).toHaveLength(widgets.length - 1)
    expect(properties.flatMap(({ alarms }) => alarms)).toHaveLength(9)
  })

  it('is no matter for cdk-nag', () => {
    expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
  })
})
