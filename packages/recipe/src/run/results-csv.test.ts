import { describe, expect, it } from 'vitest'
import { resultsCsv } from './results-csv'

describe('resultsCsv', () => {
  it('writes a line for each row, empty where nothing is known, quoted where it has to be', () => {
    const row = {
      name: 'a "b", c',
      role: 'student',
      examples: 4,
      accuracy: 0.75,
      errors: 1,
      crossEntropy: 0.5,
    } as const
    expect(resultsCsv([row])).toBe(
      'name,role,examples,accuracy,errors,crossEntropy,agreement,parameters,bytes,forwardMilliseconds\n' +
        '"a ""b"", c",student,4,0.75,1,0.5,,,,\n',
    )
  })
})
