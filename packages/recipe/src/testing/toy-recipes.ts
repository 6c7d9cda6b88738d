/** Soft and hard targets with a teacher from outside. */
export const distilled = `name: distilled
data: { points: { train: 24, validation: 8, test: 16 } }
teacher: oracle
student: { tiny: { hidden: [3] } }
objective:
  - { loss: crossEntropy, weight: 0.1 }
  - { loss: softTargets, weight: 0.9, temperature: { cosine: { from: 4, to: 2 } } }
optimizer: { sgd: { learningRate: 0.2 } }
training: { epochs: 2, batchSize: 8 }
`

/** A teacher, a baseline, and a student that learns from the first. */
export const staged = `name: staged
data: { points: { train: 24, validation: 8, test: 16 } }
student: { tiny: { hidden: [2] } }
objective: [crossEntropy]
optimizer: { sgd: { learningRate: 0.2 } }
training: { epochs: 2, batchSize: 8, seed: 3 }
stages:
  - { name: big, student: { tiny: { hidden: [6] } }, training: { epochs: 3 } }
  - { name: alone }
  - name: small
    teacher: { stage: big }
    objective: [softTargets, { loss: hints, taps: [[hidden, hidden]], weight: 0 }]
`
