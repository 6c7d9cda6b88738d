import { existsSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import standard from '@potstill/standard'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli, lastLine } from '../testing/cli'
import { removeFolder, toyFolder, writeFiles } from '../testing/toy-folder'
import { pluginWithLoss } from '../testing/toy-plugin'
import { plain, pointsCsv, taught } from '../testing/toy-recipes'

const losses = (standard.losses ?? []).map(({ name }) => name)
/** Of many names an error shows twelve. */
const shownLosses = `${losses.slice(0, 12).join(', ')} and ${losses.length - 12} more`

let folder: string

beforeAll(async () => {
  folder = await toyFolder({
    'points.csv': pointsCsv(64),
    'three.csv': pointsCsv(64, (row, [x, y]) => [x!, y!, String(row % 3)]),
    'wide.csv': pointsCsv(64, (_, cells) => ['0', ...cells]).replace('x,', 'w,x,'),
    'negative.csv': pointsCsv(64, (row, [x, y, label]) => [x!, y!, row === 20 ? '-1' : label!]),
    'nan.csv': pointsCsv(64, (row, [x, y, label]) => [row === 20 ? 'NaN' : x!, y!, label!]),
    'short.csv': 'x,y,label\n',
    'recipe.yaml': plain,
    'taught.yaml': taught,
    'syntax.yaml': `${plain}objective: [crossEntropy\n`,
    'binary.yaml': Uint8Array.of(0x50, 0x4e, 0x47, 0x89, 0xff, 0, 1),
    'empty.yaml': '',
    'a-folder/inside.txt': '',
    'a-file': '',
    'create.mjs': pluginWithLoss({ create: `throw new Error('create went wrong')` }),
    'compute.mjs': pluginWithLoss({ compute: `throw new Error('compute went wrong')` }),
    'no-plugin.mjs': 'export default 7\n',
  })
  // Teachers of other inputs and of other classes, as runs leave them.
  for (const [name, csv] of Object.entries({ teacher: 'points', three: 'three', wide: 'wide' })) {
    const run = `${folder}/made`
    const { code, stderr } = await cli(
      ['run', 'recipe.yaml', `name=${name}`, `data.csv.path=${csv}.csv`, 'training.epochs=1', '--runs', run],
      { cwd: folder },
    )
    expect(stderr).toContain(name)
    expect(code).toBe(0)
    await cp(join(run, `${name}-1`, 'student'), join(folder, name), { recursive: true })
  }
})

afterAll(() => removeFolder(folder))

/** What is wrong, what is asked for, and the whole of what is said last. */
const cases: readonly (readonly [string, readonly string[], string])[] = [
  [
    'a recipe that is not there',
    ['nope.yaml'],
    "error: [storage] expected a file or folder at 'nope.yaml'; got nothing at FOLDER/nope.yaml. To fix it: correct the path.",
  ],
  [
    'a folder as the recipe',
    ['a-folder'],
    "error: [storage] expected a file at 'a-folder'; got a folder. To fix it: give the path of a file inside it, or choose another name.",
  ],
  [
    'an empty recipe',
    ['empty.yaml'],
    'empty.yaml:1:1: expected a recipe: a mapping with name, data, student and so on; got nothing.',
  ],
  [
    'what is no YAML',
    ['syntax.yaml'],
    'syntax.yaml:9:1: expected YAML; got text that is not: flow sequence in block collection must be sufficiently indented and end with a ].',
  ],
  [
    'a binary file as the recipe',
    ['binary.yaml'],
    'binary.yaml:1:1: expected a recipe: a mapping with name, data, student and so on; got "PNG��\\u0000\\u0001".',
  ],
  [
    'an unknown key, with the nearest one and its place',
    ['recipe.yaml', 'student.mlp.hiden=[4]'],
    'recipe.yaml:4:17 student.mlp.hiden: expected one of the options hidden, activation, dropout; got "hiden". Did you mean "hidden"? (from the command line: student.mlp.hiden=[4])',
  ],
  [
    'an unknown component',
    ['recipe.yaml', 'objective=[crossEntropi]'],
    `recipe.yaml:5:12 objective[0]: expected a loss: ${shownLosses}; got "crossEntropi". Did you mean "crossEntropy"? (from the command line: objective=[crossEntropi])`,
  ],
  [
    'an unknown backend',
    ['recipe.yaml', '--backend', 'gpu'],
    "error: [useBackend] expected one of auto, tensorflow-gpu, onnxruntime, tensorflow, wasm, cpu; got 'gpu'. To fix it: choose one of them, or leave the choice out for 'auto'.",
  ],
  [
    'an override without a value',
    ['recipe.yaml', 'training.epochs'],
    'recipe.yaml:1:1: expected key.path=value; got "training.epochs". (from the command line: training.epochs)',
  ],
  [
    'a missing model file',
    ['taught.yaml', 'teacher.layersModel.path=teacher/nope.json'],
    "taught.yaml:8:12 teacher.layersModel: expected a file or folder at 'teacher/nope.json'; got nothing at FOLDER/teacher/nope.json. Correct the path.",
  ],
  [
    'a teacher of another input shape',
    ['taught.yaml', 'teacher.layersModel.path=wide/model.json'],
    "taught.yaml:8:12 teacher.layersModel: expected inputs of shape [B, 3]; got [8, 2]. Give batches `teacherInputs` that fit, where the teacher's inputs differ from the student's.",
  ],
  [
    'class counts that differ where a loss needs them equal',
    ['taught.yaml', 'teacher.layersModel.path=three/model.json'],
    'taught.yaml:5:13 objective[0]: expected a teacher and a student with the same number of classes; got teacher 3, student 2. Choose a teacher for these classes, or a loss for different ones.',
  ],
  [
    'labels out of range',
    ['recipe.yaml', 'data.csv.path=negative.csv'],
    'recipe.yaml:3:9 data.csv: expected labels from 0 to 1, for 2 classes, in the training examples; got -1 in line 22 of negative.csv. Correct the label, or the number of classes; labels are counted from 0.',
  ],
  [
    'more labels than classes',
    ['recipe.yaml', 'data.csv.path=three.csv', 'data.csv.classes=2'],
    'recipe.yaml:3:9 data.csv: expected labels from 0 to 1, for 2 classes, in the training examples; got 2 in line 4 of three.csv. Correct the label, or the number of classes; labels are counted from 0.',
  ],
  [
    'NaN in the data',
    ['recipe.yaml', 'data.csv.path=nan.csv'],
    "recipe.yaml:3:9 data.csv: expected a finite number at nan.csv, line 22, column 1 ('x'); got 'NaN'. Correct the cell, leave the line out, or put the column into ignore.",
  ],
  [
    'an empty file of data',
    ['recipe.yaml', 'data.csv.path=short.csv'],
    'recipe.yaml:3:9 data.csv: expected training examples; got none. Give a source that has examples.',
  ],
  [
    'an empty split',
    ['recipe.yaml', 'data.csv.validation=48'],
    'recipe.yaml:3:9 data.csv: expected at least one training example; got none left: validation 48 + test 16 of 64 examples. Give the other splits less.',
  ],
  [
    'a component that throws when it is made',
    ['recipe.yaml', 'plugins=[./create.mjs]', 'objective=[odd]'],
    'recipe.yaml:5:12 objective[0].odd: expected options that odd can be made of; got create went wrong. (from the command line: objective=[odd])',
  ],
  [
    'a component that throws when it computes',
    ['recipe.yaml', 'plugins=[./compute.mjs]', 'objective=[odd]'],
    'recipe.yaml:5:12 objective[0]: expected odd to compute its loss; got Error: compute went wrong. Correct odd or its options (the stack is in the error’s cause). (from the command line: objective=[odd])',
  ],
  [
    'a plugin that is not there',
    ['recipe.yaml', 'plugins=[./nope.mjs]'],
    'recipe.yaml:1:1 plugins[0]: expected a plugin that can be imported; got "./nope.mjs": there is no file FOLDER/nope.mjs. Correct the path, or install the package. (from the command line: plugins=[./nope.mjs])',
  ],
  [
    'a package that is not there',
    ['recipe.yaml', 'plugins=[potstill-nope]'],
    'recipe.yaml:1:1 plugins[0]: expected a plugin that can be imported; got "potstill-nope": there is no package potstill-nope for FOLDER. Correct the path, or install the package. (from the command line: plugins=[potstill-nope])',
  ],
  [
    'a module that is no plugin',
    ['recipe.yaml', 'plugins=[./no-plugin.mjs]'],
    `recipe.yaml:1:1 plugins[0]: expected a module whose default export is a plugin; got "./no-plugin.mjs", whose default export is of type number. Write export default definePlugin({ name, … }), with definePlugin of '@potstill/spec'. (from the command line: plugins=[./no-plugin.mjs])`,
  ],
  [
    'a runs folder whose place a file has',
    ['recipe.yaml', '--runs', 'a-file'],
    "error: [storage] expected every name before the last one of 'FOLDER/a-file/plain-1/.claim' to be a folder; got a file among them. To fix it: choose another path, or move that file away.",
  ],
]

describe('a wrong request ends with 2, before any training, with a message and no stack', () => {
  it.concurrent.each(cases)('%s', async (_, args, message) => {
    const runs = `runs-${args.join('-').replaceAll(/\W+/g, '-')}`
    const ended = await cli(['run', '--runs', runs, ...args], { cwd: folder })
    expect(ended.stderr.trimEnd().split('\n').at(-1)?.replaceAll(folder, 'FOLDER')).toBe(message)
    expect(ended.stderr).not.toMatch(/^\s+at /m)
    expect(ended.stderr).not.toMatch(/[^\P{C}\n\t]/u)
    expect(ended.stdout).toBe('')
    expect(ended.code).toBe(2)
    expect(existsSync(join(folder, runs))).toBe(false)
  })

  it('says it as JSON too, on the last line, where that was asked for', async () => {
    const ended = await cli(['run', 'nope.yaml', '--json'], { cwd: folder })
    expect(ended.code).toBe(2)
    expect(lastLine(ended)).toEqual({
      error: { code: 'storage/not-found', message: expect.stringContaining("'nope.yaml'") as string },
    })
  })

  it('shows stacks and causes with -v', async () => {
    const { code, stderr } = await cli(['run', 'nope.yaml', '-v'], { cwd: folder })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^\s+at /m)
    expect(stderr).toMatch(/^caused by Error: ENOENT/m)
  })

  it('tells every mistake of a recipe, one to a line', async () => {
    await writeFiles(folder, { 'mistakes.yaml': plain.replace('epochs', 'epoch').replace('sgd', 'sdg') })
    const { code, stderr } = await cli(['check', 'mistakes.yaml'], { cwd: folder })
    expect(code).toBe(2)
    expect(stderr.match(/^mistakes\.yaml:\d+:\d+ /gm)).toHaveLength(3)
  })
})
