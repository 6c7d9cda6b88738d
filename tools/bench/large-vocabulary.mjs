import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import '@tensorflow/tfjs-layers'
import * as tf from '@tensorflow/tfjs-core'

/*
 * The memory that losses on tokens take over a large vocabulary, of the whole process: by how much it grows beyond the logits of
 * student and teacher from there to the gradient, in tensors of their size. The gradient is one of them. On ONNX Runtime, a process
 * for each loss.
 *
 *     npm run build && node tools/bench/large-vocabulary.mjs [tokens] [loss …]
 *
 * 4096 tokens (32 × 128) over 50,000 classes are 819 MB a tensor; some 4 GB have to be free.
 */

const classes = 50_000
const [tokens = '4096', ...names] = process.argv.slice(2)
const losses = names.length > 0 ? names : ['crossEntropy', 'softTargets', 'jsDistance', 'dkd', 'sparseTopK']

if (process.env['POTSTILL_MEASURED'] === undefined) {
  console.log(`${tokens} tokens, ${classes} classes, ${megabytes(Number(tokens) * classes * 4)} a tensor`)
  for (const name of losses) {
    const program = fileURLToPath(import.meta.url)
    const env = { ...process.env, POTSTILL_MEASURED: '1' }
    console.log(execFileSync(process.execPath, [program, tokens, name], { env, encoding: 'utf8' }).trimEnd())
  }
} else {
  await measure(String(losses[0]))
}

/** @param {string} name */
async function measure(name) {
  const [{ registerBackend }, { createLoss }, { lossContext }] = await Promise.all(
    ['@potstill/backend-onnxruntime', '@potstill/losses', '@potstill/testkit'].map((each) => import(each)),
  )
  await registerBackend()
  await tf.setBackend('onnxruntime')
  const [student, teacher] = [logits(1), logits(2)]
  const kept = 64
  const { fill } = tf
  const signals = {
    teacherLogits: teacher,
    labels: fill([1, Number(tokens)], 7, 'int32'),
    teacherTopK: {
      indices: tf.tensor(
        Int32Array.from({ length: Number(tokens) * kept }, (_, at) => at % kept),
        [1, Number(tokens), kept],
      ),
      logProbs: fill([1, Number(tokens), kept], Math.log(0.9 / kept)),
      tail: fill([1, Number(tokens)], 0.1),
    },
  }
  const loss = createLoss(name, name === 'sparseTopK' ? { missing: 'tail' } : {})
  const size = student.size * 4
  const before = process.memoryUsage.rss()
  const started = performance.now()
  const gradient = tf.grad((z) => tf.sum(loss.compute({ ...signals, studentLogits: z }, lossContext(2))))(
    student,
  )
  await gradient.data()
  const seconds = (performance.now() - started) / 1000
  const grown = process.resourceUsage().maxRSS * 1024 - before
  console.log(`  ${name.padEnd(16)} ${(grown / size).toFixed(2)} tensors   ${seconds.toFixed(0)} s`)
}

/** @param {number} seed */
function logits(seed) {
  const values = new Float32Array(Number(tokens) * classes)
  for (let at = 0; at < values.length; at++) values[at] = ((at * 2654435761 + seed) >>> 8) / 2 ** 22 - 2
  return tf.tensor(values, [1, Number(tokens), classes])
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
