/** The recipe of `potstill demo`; `examples/mnist.yaml` holds the same. */
export const demoRecipe = `# A large network learns to read handwritten digits, then a small one learns twice: from labels alone, and from the large one too.
# The small one is given 10,000 of the 55,000 images: the fewer the labels, the more the teacher has to add to them.
name: demo
data: { mnist: { train: 10000, validation: 5000 } }
student: { mlp: { hidden: [64] } }
objective: [crossEntropy]
optimizer: { adam: { learningRate: { cosine: { from: 0.004, to: 0 } } } }
training: { epochs: 30, batchSize: 128, seed: 1 }
stages:
  - name: teacher
    data: { mnist: { train: 55000, validation: 5000 } }
    student: { mlp: { hidden: [1200, 1200], dropout: { input: 0.1, hidden: 0.25 } } }
    optimizer: { adam: { learningRate: { cosine: { from: 0.0015, to: 0 } } } }
    training: { epochs: 4 }
  - name: baseline
  - name: student
    teacher: { stage: teacher }
    objective:
      - { loss: crossEntropy, weight: 0.1 }
      - { loss: softTargets, weight: 0.9, temperature: 4 }
`
