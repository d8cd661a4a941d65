import { expect, it } from 'vitest'
import { once } from '#shared/once'

it('what is made once is made at the first call, for all who call', async () => {
  const made: number[] = []
  const get = once(async () => made.push(1))
  expect(made).toEqual([])
  expect(await Promise.all([get(), get(), get()])).toEqual([1, 1, 1])
  expect(await get()).toBe(1)
})

it('what could not be made is made again', async () => {
  const acts = [() => Promise.reject(new Error('down')), async () => 'up']
  const get = once(async () => acts.shift()?.())
  await expect(Promise.all([get(), get()])).rejects.toThrow('down')
  expect(await get()).toBe('up')
})
