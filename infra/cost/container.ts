import { type Line, line } from './bill.ts'
import type { Prices } from './prices.ts'

const HOURS = 730
/** The least that Fargate has. */
const TASK = { cpu: 0.25, gb: 0.5 }
/** A load balancer stands in two zones, each with an address of its own. */
const ZONES = 2

/**
 * The monthly bill of what people run instead: a container that is always on, behind a load balancer, with its sessions
 * in a managed Redis (Valkey, the least node).
 *
 * @param copies 1 for the least that works, 2 for one that outlives a zone, as Lambda and DynamoDB do
 */
export function containerBill(price: Prices, copies: 1 | 2): readonly Line[] {
  return [
    line('Fargate, vCPU', copies * TASK.cpu * HOURS, 'vCPU-h', price.containerCpu),
    line('Fargate, memory', copies * TASK.gb * HOURS, 'GB-h', price.containerGb),
    line('Load balancer', HOURS, 'h', price.balancer + price.balancerUnit),
    line('Redis node', copies * HOURS, 'h', price.cacheNode),
    line('Public addresses', (copies + ZONES) * HOURS, 'h', price.publicAddress),
  ]
}
