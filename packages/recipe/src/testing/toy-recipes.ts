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

/** A student that learns from features first, and goes on from there. */
export const continued = `name: continued
data: { points: { train: 24, validation: 8, test: 16 } }
student: { tiny: { hidden: [4] } }
objective: [crossEntropy]
optimizer: { sgd: { learningRate: 0.2 } }
training: { epochs: 1, batchSize: 8 }
stages:
  - { name: big, student: { tiny: { hidden: [6] } } }
  - name: early
    teacher: { stage: big }
    objective: [{ loss: hints, taps: [[hidden, hidden]] }]
  - name: late
    student: { stage: early }
    teacher: { stage: big }
    objective: [softTargets]
`

/** One stage with every part that may be left out. */
export const furnished = `name: furnished
data: { points: { train: 24, validation: 8, test: 16 } }
augment: { of: [shift, { shift: { by: 0.5 } }], views: 2, teacher: clean }
teacher: oracle
student: { tiny: { hidden: [3] } }
objective: [softTargets]
strategies: [opposite]
optimizer: sgd
callbacks: [{ enough: { epochs: 2 } }]
training:
  epochs: 3
  batchSize: 8
  accumulate: 2
  clip: { norm: 1, value: 0.5 }
  ema: { decay: { cosine: { from: 0.9 } } }
  freeze: ['hidden/*']
  groups: [{ variables: [connectors], learningRate: 10 }, { variables: [biases, norms], weightDecay: 0 }]
  diagnostics: { everySteps: 50 }
  checkpoint: { everySteps: 500, everyEpochs: 1, keep: 3 }
`

/** Two that learn from each other, and one that learns from both. */
export const mutual = `name: mutual
data: { points: { train: 24, validation: 8, test: 16 } }
student: { tiny: { hidden: [3] } }
objective: [crossEntropy, softTargets]
learners:
  - { name: one, teacher: { peer: other } }
  - { name: other, student: { tiny: { hidden: [5] } }, teacher: { peer: one } }
  - name: third
    objective:
      - crossEntropy
      - { loss: softTargets, teacher: { peer: one }, name: first }
      - { loss: softTargets, teacher: { peer: other }, name: second }
optimizer: { sgd: { learningRate: 0.2 } }
training: { epochs: 2, batchSize: 8, seed: 3 }
`

/** A stage that makes a loss ready for the next, and trains no student. */
export const transferred = `name: transferred
data: { points: { train: 24, validation: 8, test: 16 } }
student: { tiny: { hidden: [4] } }
objective: [crossEntropy]
optimizer: { sgd: { learningRate: 0.05 } }
training: { epochs: 2, batchSize: 8, seed: 3 }
stages:
  - { name: big, student: { tiny: { hidden: [6] } } }
  - name: ready
    teacher: { stage: big }
    objective: [{ loss: paraphraser, taps: [[hidden, hidden]] }]
  - name: small
    teacher: { stage: big }
    objective:
      - crossEntropy
      - { loss: factorTransfer, taps: [[hidden, hidden]], start: { stage: ready } }
`
