/** Points of two classes, above and below a line, as a table. */
export function pointsCsv(
  rows: number,
  change: (row: number, cells: string[]) => string[] = (_, cells) => cells,
): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const [x, y] = [Math.cos(row * 2.4), Math.sin(row * 2.4)]
    return change(row, [x.toFixed(3), y.toFixed(3), y > 0 ? '1' : '0']).join(',')
  })
  return ['x,y,label', ...lines, ''].join('\n')
}

/** One stage on `points.csv`, on labels alone. */
export const plain = `name: plain
backend: cpu
data: { csv: { path: points.csv, label: label, validation: 8, test: 16 } }
student: { mlp: { hidden: [4] } }
objective: [crossEntropy]
optimizer: { sgd: { learningRate: 0.2 } }
training: { epochs: 2, batchSize: 8, seed: 1 }
`

/** A teacher, a baseline and a student on `points.csv`. */
export const staged = `${plain.replace('name: plain', 'name: staged')}stages:
  - { name: teacher, student: { mlp: { hidden: [16] } } }
  - { name: baseline }
  - { name: student, teacher: { stage: teacher }, objective: [{ loss: softTargets, temperature: 2 }] }
`

/** Soft targets of a model on disk. */
export const taught = `${plain.replace('name: plain', 'name: taught').replace('[crossEntropy]', '[softTargets]')}teacher: { layersModel: { path: teacher/model.json } }
`
