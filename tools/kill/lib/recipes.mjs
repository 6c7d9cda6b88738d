/**
 * Recipes that have together whatever a run may have to remember: dropout, augmentation in a worker thread, momentum and Adam, averages,
 * accumulated batches, curves, stages that teach and that start one another, learners, early stopping, logs; losses with memories and
 * connectors, temperatures that learn. A few seconds each.
 *
 * @type {Readonly<Record<string, { readonly backend: string, readonly text: string }>>}
 */
export const recipes = {
  adam: {
    backend: 'onnxruntime',
    text: `name: adam
data: { mnist: { train: 1500, validation: 200, test: 200 } }
augment: [{ crop: { padding: 2 } }, { rotate: { degrees: 10 } }, { jitter: { pixels: 2 } }, mixup]
student: { mlp: { hidden: [32, 16], dropout: 0.2 } }
objective: [crossEntropy]
optimizer: { adam: { learningRate: { cosine: { from: 0.004, to: 0 } } } }
callbacks: [{ earlyStopping: { metric: train.total, patience: 30 } }, { metricsJsonl: { everySteps: 2 } }]
training:
  { epochs: 5, batchSize: 25, seed: 3, accumulate: 2, ema: { decay: 0.95 }, checkpoint: { everySteps: 7, keep: 3 } }
`,
  },
  stages: {
    backend: 'onnxruntime',
    text: `name: stages
data: { mnist: { train: 900, validation: 100, test: 200 } }
augment: { of: [{ crop: { padding: 2 } }, { cutout: { size: 6 } }], teacher: clean }
student: lenet5
objective: [crossEntropy]
optimizer: { momentum: { learningRate: { warmUp: { to: 0.05, epochs: 1 } }, weightDecay: 0.0005 } }
training: { epochs: 2, batchSize: 30, seed: 5, checkpoint: { everySteps: 10 } }
stages:
  - { name: teacher, student: { mlp: { hidden: [64], dropout: 0.5 } } }
  - name: early
    teacher: { stage: teacher }
    objective: [{ loss: softTargets, temperature: 4 }]
  - name: late
    student: { stage: early }
    teacher: { stage: teacher }
    objective: [{ loss: softTargets, weight: 0.9, temperature: { cosine: { from: 6, to: 2 } } }, { loss: crossEntropy, weight: 0.1 }]
`,
  },
  learners: {
    backend: 'onnxruntime',
    text: `name: learners
data: { mnist: { train: 1200, validation: 100, test: 200 } }
augment: [{ jitter: { pixels: 1 } }]
student: { mlp: { hidden: [32], dropout: 0.1 } }
objective: [crossEntropy, { loss: softTargets, weight: { linear: { from: 0, to: 1 } } }]
learners:
  - { name: one, teacher: { peer: other } }
  - { name: other, student: { mlp: { hidden: [24] } }, teacher: { peer: one } }
optimizer: { nesterov: { learningRate: 0.02 } }
training: { epochs: 4, batchSize: 40, seed: 7, ema: { decay: 0.9 }, checkpoint: { everySteps: 9 } }
`,
  },
  memories: {
    backend: 'onnxruntime',
    text: `name: memories
data: { mnist: { train: 900, validation: 100, test: 200 } }
augment: [{ jitter: { pixels: 1 } }]
student: { mlp: { hidden: [24], dropout: 0.1 } }
objective: [crossEntropy]
optimizer: { adamw: { learningRate: 0.003 } }
training: { epochs: 3, batchSize: 30, seed: 11, checkpoint: { everySteps: 8 } }
stages:
  - { name: teacher, student: { mlp: { hidden: [48], dropout: 0.3 } } }
  - name: student
    teacher: { stage: teacher }
    objective:
      - crossEntropy
      - { loss: softTargets, name: run, weight: 0.5, temperature: { learnedTemperature: { epochs: 1 } } }
      - { loss: dkd, weight: 0.2, temperature: { learnedTemperature: { per: example, epochs: 1 } } }
      - { loss: { crd: { size: 8, negatives: 32 } }, weight: 0.1, taps: [[hidden1, hidden1]] }
      - { loss: srd, weight: 0.05, taps: [[hidden1, hidden1]] }
      - { loss: vid, weight: 0.1, taps: [[hidden1, hidden1]] }
`,
  },
  plain: {
    backend: 'cpu',
    text: `name: plain
data: { mnist: { train: 600, validation: 100, test: 100 } }
augment: [{ jitter: { pixels: 2 } }]
student: { mlp: { hidden: [16], dropout: 0.3 } }
objective: [crossEntropy]
optimizer: { rmsprop: { learningRate: 0.002 } }
training: { epochs: 4, batchSize: 20, seed: 9, checkpoint: { everySteps: 5 } }
`,
  },
}
