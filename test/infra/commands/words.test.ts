import { describe, expect, test } from 'vitest'
import { npmRunToEnd } from '../local/command.ts'
import { useStore } from './store.ts'

const store = useStore()
const elsewhere = useStore('222222222222')

describe('what is no command ends with a sentence and status 2, and does nothing:', () => {
  test.each([
    ['params', [], 'Name a stage: dev, preprod, prod'],
    ['params', ['test'], 'Name a stage: dev, preprod, prod'],
    ['params', ['dev', 'get', 'X'], 'Write: npm run params -- dev set NAME'],
    ['params', ['dev', 'set'], 'Write: npm run params -- dev set NAME'],
    ['params', ['dev', '--value', 'x'], "Unknown option '--value'"],
    ['params', ['dev', '--yes'], 'This command has no --yes'],
    ['deploy', [], 'Name a stage: dev, preprod, prod'],
    ['deploy', ['dev', 'prod'], 'Name one stage, not prod too'],
    ['deploy', ['dev', '--config', 'my.json'], 'This command has no --config'],
    ['deploy', ['dev', '--force'], "Unknown option '--force'"],
    ['diff', ['dev', 'prod'], 'Name one stage, not prod too'],
    ['diff', ['dev', '--yes'], 'This command has no --yes'],
    ['diff', ['dev'], 'The account of dev is still the example'],
  ])('%s %s', async (command, args, sentence) => {
    const { status, stdout, stderr } = await npmRunToEnd(command, args, { variables: store.variables() })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})

test.each(['params', 'deploy', 'diff'])('%s --help tells how', async (command) => {
  const { status, stdout } = await npmRunToEnd(command, ['--help'])
  expect(status).toBe(0)
  expect(stdout).toContain(`npm run ${command} -- dev`)
})

describe('nothing can be told', () => {
  test('without SSM', async () => {
    const variables = { ...store.variables(), AWS_ENDPOINT_URL_SSM: 'http://127.0.0.1:9' }
    const { status, stderr } = await npmRunToEnd('params', ['dev'], { variables })
    expect(status).toBe(2)
    expect(stderr).toContain("SSM in eu-west-1 can't be used")
  })

  test('of a configuration that is not there', async () => {
    const args = ['dev', '--config', 'nowhere.json']
    const { status, stderr } = await npmRunToEnd('params', args, { variables: store.variables() })
    expect(status).toBe(2)
    expect(stderr).toContain("nowhere.json can't be read as JSON")
  })
})

test.each([
  ['listed', []],
  ['set, be it a secret', ['set', 'CMS_CLIENT_SECRET']],
  ['set, be it a plain one', ['set', 'CMS_URL']],
])('no parameter is %s in another account than the stage’s own', async (_, words) => {
  await elsewhere.deployData()
  const how = { variables: elsewhere.variables(), input: 'https://cms.example.com' }
  expect(await npmRunToEnd('params', ['dev', ...words], how)).toEqual({
    status: 2,
    stdout: '',
    stderr: 'You are signed in to the account 222222222222, but dev lives in 111111111111\n',
  })
  expect(await elsewhere.held('CMS_CLIENT_SECRET')).toBeUndefined()
  expect(await elsewhere.held('CMS_URL')).toBeUndefined()
})
