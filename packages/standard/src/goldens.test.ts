import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import { readFileSync } from 'node:fs'
import * as schedules from '@potstill/schedules'
import { goldenTests, type ExpectedGolden } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as losses from '@potstill/losses'

/** Values and gradients of reference implementations, computed in float64: see `note` in the file. */
const file = new URL('../../../reference/losses/goldens.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: ExpectedGolden[] }

it('has all cases', () => expect(cases).toHaveLength(45))

describe.each(['cpu', 'wasm'])('golden cases on the backend %s', (backend) => {
  beforeAll(() => setBackend(backend))
  goldenTests(cases, { losses, schedules, it })
})
